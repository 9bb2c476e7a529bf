"""A fault run: the platform on stage, a city, sixteen clients, faults one after the other, rest, and the audit."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tests.faults.acts import clients
from tests.faults.audit import audit, figures
from tests.faults.chaos import Chaos, Pace, Strike
from tests.faults.city import City, settle
from tests.faults.client import Account
from tests.faults.journal import Journal
from tests.faults.privacy import in_clear
from tests.faults.settling import Platform
from tests.faults.stage import Stage

AGENTS, PERSONS = 6, 3
"""With the officers: sixteen clients."""
LAST_ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `findings` by claim; a run is good where there is none."""

    strikes: list[Strike]
    journal: Journal
    findings: dict[str, list[str]]
    figures: list[str]
    seconds: float

    @property
    def good(self) -> bool:
        """Whether nothing was found."""
        return not any(self.findings.values())

    def report(self) -> str:
        """The run in words."""
        kinds = Counter(strike.kind for strike in self.strikes)
        longest = max(self.strikes, key=lambda strike: strike.recovery, default=None)
        slowest = max(self.journal, key=lambda sent: sent.waited, default=None)
        failures = Counter(status for sent in self.journal for status in sent.failures)
        lines = [
            f"{len(self.strikes)} faults in {self.seconds:.0f} s: "
            + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())),
            f"{len(self.journal.acknowledged())} commands acknowledged, {len(self.journal.refused())} refused, "
            f"{len(self.journal.repeated())} sent more than once"
            + (f" (failures: {dict(failures.most_common())})" if failures else ""),
        ]
        if longest:
            lines.append(f"longest recovery: {longest.recovery:.1f} s ({longest.kind}, {longest.target})")
        if slowest:
            lines.append(f"longest wait for an answer: {slowest.waited:.1f} s ({slowest.command})")
        lines += self.figures
        for claim, found in self.findings.items():
            lines.append(f"{'FAULT' if found else 'ok   '} {claim}" + (f": {len(found)} findings" if found else ""))
            lines += [f"      {finding}" for finding in found[:20]]
        return "\n".join(lines)


def run(directory: Path, kinds: Sequence[str], seed: int, pace: Pace) -> Outcome:
    """Strike with these kinds in this order, and audit. The directory is left as it was at the end."""
    began, journal = time.monotonic(), Journal()
    with Stage(directory) as stage, closing(Platform(stage.settings)) as platform:
        city = settle(stage, platform, seed, AGENTS, PERSONS)
        chaos = Chaos(stage, platform, journal, _readers(city), seed, pace)
        with _at_work(city, stage, journal, seed):
            strikes = list(_strikes(chaos, kinds))
        journal.keep(directory / "journal.jsonl")
        findings = {"every fault was got over in time": [wrong for strike in strikes for wrong in strike.wrong]}
        findings |= audit(platform, journal, pace.recovery)
        leaks = list(in_clear(stage.directory, stage.client, city.insured, journal))
        findings["nothing personal stands in clear in a store or a log"] = leaks
        audited = figures(platform)
    return Outcome(strikes, journal, findings, audited, time.monotonic() - began)


def _strikes(chaos: Chaos, kinds: Sequence[str]) -> Iterator[Strike]:
    for kind in kinds:
        time.sleep(chaos.chance.uniform(0, chaos.pace.between))
        strike = chaos.strike(kind)
        told = "; ".join([*strike.notes, *strike.wrong])
        print(f"{strike.kind:<12} {strike.target:<22} caught up after {strike.recovery:5.1f} s  {told}", flush=True)
        yield strike


@contextmanager
def _at_work(city: City, stage: Stage, journal: Journal, seed: int) -> Iterator[None]:
    """Clients at work for the time of a block; they end with the last answers, or without those that never come."""
    stop = Event()
    at_work = clients(city, stage.settings.person_id_key, journal, seed, stop)
    for client in at_work:
        client.start()
    try:
        yield
    finally:
        stop.set()
        deadline = time.monotonic() + LAST_ANSWER_SECONDS
        for client in at_work:
            client.join(max(0.1, deadline - time.monotonic()))
        for client in at_work:
            client.give_up()
            client.join()


def _readers(city: City) -> list[tuple[Account, str]]:
    unit, one = next(iter(city.agents.items()))
    return [
        (one, f"/units/{unit}/glance"),
        (one, f"/units/{unit}/roster"),
        (city.clerk, "/work-list"),
        (city.persons[0], "/me/glance"),
        (city.persons[0], "/me/contributions"),
    ]
