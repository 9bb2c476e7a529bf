"""The audit: what the clients were promised, what the stores hold, what the subscribers made of it. Each finding is a
sentence; none at all is what a run is for."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from deploy.local import processes
from kernel.rebuild import rebuild
from kernel.verifier import faults
from tests.faults.journal import Journal, Sent
from tests.faults.ledger import enter, ledger
from tests.faults.reactions import reactions
from tests.faults.settling import Platform

MOST_TOLD = 20
OURS = 500
"""A bug, never an outage: that is a 503."""


MOST_TIMES = 3


def audit(platform: Platform, journal: Journal, patience: float) -> dict[str, list[str]]:
    """The findings under each claim, of a platform at rest; `patience` is how many seconds it may take to come to it.

    Nobody sends commands any more, but the services' own clocks go on: where the work of a new day began in the middle
    of it, the audit is made again.
    """
    for _ in range(MOST_TIMES):
        commits = platform.commits()
        with suppress(processes.NotReady):  # then the audit tells what is still under way
            processes.wait_until(platform.at_rest, "rest", patience)
        findings = _findings(platform, journal)
        if platform.commits() == commits:
            break
    return findings


def _findings(platform: Platform, journal: Journal) -> dict[str, list[str]]:
    claims: dict[str, Callable[[], Iterable[str]]] = {
        "every acknowledged command is in a store exactly once": lambda: commands(platform, journal),
        "every event was applied exactly once by each subscriber, in order": lambda: applied(platform),
        "every reaction happened exactly once": lambda: reactions(platform),
        "every read model equals one rebuilt from nothing": lambda: rebuilt(platform),
        "the ledger's sums are what was assessed and paid": lambda: ledger(platform.facts("records"), journal),
        "every log's chain verifies": lambda: chains(platform),
    }
    return {claim: list(look()) for claim, look in claims.items()}


def figures(platform: Platform) -> list[str]:
    """How much was audited, in words."""
    commits = platform.commits()
    copies = sum(subscriber.inbox.collection().estimated_document_count() for subscriber in platform.subscribers)
    return [
        f"{sum(commits.values())} commits in {len(commits)} logs, {copies} positions of "
        f"{len(platform.subscribers)} subscribers, {len(platform.projections)} read models",
        enter(platform.facts("records")).told(),
    ]


# ------------------------------------------------------------------ commands


def commands(platform: Platform, journal: Journal) -> Iterator[str]:
    """An acknowledged command is stored once, by its service, with the reply that was given; a refused one nowhere."""
    stored = _stored_commands(platform)
    for sent in journal:
        found = stored.get(sent.command_id, [])
        if OURS in sent.failures:
            yield f"{_named(sent)} was answered with an error of ours ({sent.failures})"
        if sent.ended is None:
            yield f"{_named(sent)} was never answered ({sent.tries} tries: {sent.failures})"
        elif sent.acknowledged:
            yield from _kept(sent, found, platform)
        elif found:
            yield f"{_named(sent)} was refused with {sent.status} {sent.answer.get('code')} and is stored"


def _stored_commands(platform: Platform) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    stored: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for name, one in platform.logs.items():
        for commit in one.service.store.commits.find({"command_id": {"$exists": True}}):
            stored.setdefault(commit["command_id"], []).append((name, commit))
    return stored


def _kept(sent: Sent, found: list[tuple[str, Mapping[str, Any]]], platform: Platform) -> Iterator[str]:
    reply = {name: sent.answer[name] for name in ("result", "stream", "version")}
    if [name for name, _ in found] == [sent.service]:
        if found[0][1]["reply"] != reply:
            yield f"{_named(sent)} was answered {reply} and is stored with {found[0][1]['reply']}"
    elif found or not _changed_nothing(sent, reply, platform):
        yield f"{_named(sent)} was acknowledged and is stored {len(found)} times, in {[name for name, _ in found]}"


CHANGE_NOTHING = {"AssessMonth", "ClaimCase"}
"""Commands that are acknowledged without an event where there is nothing left to do."""


def _changed_nothing(sent: Sent, reply: Mapping[str, Any], platform: Platform) -> bool:
    if sent.command not in CHANGE_NOTHING:
        return False
    events, _ = platform.services[sent.service].service.store.load(reply["stream"])
    return len(events) >= reply["version"]


def _named(sent: Sent) -> str:
    return f"{sent.command} {sent.command_id} of {sent.client}"


# ------------------------------------------------------------------ events


def applied(platform: Platform) -> Iterator[str]:
    """Streams and categories without a gap, and every subscriber at the end of each of them."""
    yield from platform.unrest()
    yield from platform.parked()
    ends: dict[tuple[str, str], dict[str, int]] = {}
    for name, one in platform.logs.items():
        streams, categories = Counter[str](), Counter[str]()
        for commit in one.service.store.commits.find({}, {"events.data": 0, "meta": 0}).sort("seq"):
            stream, category = commit["stream"], commit["category"]
            if (commit["version"], commit["cseq"]) != (streams[stream] + 1, categories[category] + 1):
                stands = f"{stream}:{commit['version']}, {category} {commit['cseq']}"
                yield f"{name}: commit {commit['seq']} stands at {stands}, after a gap"
            streams[stream] += len(commit["events"])
            categories[category] += len(commit["events"])
            ends.setdefault((name, category), {})[f"{name}/{stream}"] = streams[stream]
    for subscriber in platform.subscribers:
        wanted = {stream: end for place in subscriber.places for stream, end in ends.get(place, {}).items()}
        kept = subscriber.inbox.collection().find({"_id": {"$regex": "^[^=!]"}})
        reached = {place["_id"]: place["version"] for place in kept}
        for stream in sorted(wanted.keys() | reached.keys()):
            if wanted.get(stream, 0) != reached.get(stream, 0):
                yield f"{subscriber.name}: {stream} ends at {wanted.get(stream, 0)}, applied {reached.get(stream, 0)}"


def rebuilt(platform: Platform) -> Iterator[str]:
    """Each read model is built again from its history and compared."""
    for name, (service, model) in platform.projections.items():
        different = rebuild(service, model).different
        yield from (f"{name}: {key} differs from its events" for key in different[:MOST_TOLD])


def chains(platform: Platform) -> Iterator[str]:
    """What the verifier finds in each log."""
    prefix = platform.settings.database_prefix
    for name, one in platform.logs.items():
        client = one.service.database.client
        yield from (f"{name}: {fault}" for fault in faults(client, f"{prefix}_{name}", f"{prefix}_heads", name))
