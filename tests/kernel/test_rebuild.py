"""K6: a read model is rebuilt beside the one that serves, compared, and takes its place; a rebuild sends nothing."""

from dataclasses import replace
from threading import Event, Thread

import pytest

from kernel.effects import Folding
from kernel.events import Fact
from kernel.history import LocalHistory
from kernel.inbox import Inbox, Outdated
from kernel.lease import Lease
from kernel.numbering import Numbering
from kernel.readmodel import Generations, ReadModel
from kernel.rebuild import AlreadyRebuilding, _Rebuild, rebuild
from kernel.service import Service
from kernel.store import NewCommit
from tests.kernel.sample import Added, totals


def append(service: Service, context, streams: int, version: int) -> None:
    commits = [NewCommit(f"tally-{n}", version - 1, [Added(n)], context()) for n in range(streams)]
    service.store.append_many(commits, bulk=False)
    numbering = Numbering(service.store)
    while numbering.number():
        pass


def apply_all(service: Service, model: ReadModel = totals) -> Inbox:
    inbox = Inbox(service.database, Folding(service.database, model))
    while facts := LocalHistory(service.store).category("tally", inbox.seen("sample", "tally"), 500):
        inbox.apply(facts)
    return inbox


def documents(service: Service) -> list[dict]:
    return list(Generations(service.database, totals).serving().find().sort("_id"))


def test_a_rebuild_gives_the_same_documents_and_sends_nothing(service, context):
    rebuild(service, totals)
    for version in (1, 2, 3):
        append(service, context, 20, version)
    apply_all(service)
    before, commits = documents(service), service.store.commits.count_documents({})
    rebuilt = rebuild(service, totals)
    assert (rebuilt.events, rebuilt.documents, rebuilt.different) == (60, 20, [])
    assert documents(service) == before
    assert service.store.commits.count_documents({}) == commits


def test_a_document_that_differs_from_its_events_is_named_and_mended(service, context):
    rebuild(service, totals)
    append(service, context, 3, 1)
    apply_all(service)
    Generations(service.database, totals).serving().update_one({"_id": "tally-1"}, {"$set": {"amount": 99}})
    assert rebuild(service, totals).different == ["tally-1"]
    assert documents(service)[1]["amount"] == 1


def test_a_new_version_is_built_from_the_whole_past_and_goes_on_from_where_the_old_one_was(service, context):
    rebuild(service, totals)
    append(service, context, 5, 1)
    apply_all(service)
    append(service, context, 5, 2)  # not applied yet: the new generation stops where the old one stands
    counting = replace(totals, version=2, fold=lambda document, _: {"times": document.get("times", 0) + 1})
    assert rebuild(service, counting).events == 5
    apply_all(service, counting)
    assert [document["times"] for document in documents(service)] == [2] * 5


def test_a_rebuild_under_traffic_loses_nothing_and_applies_nothing_twice(service, context):
    rebuild(service, totals)
    stop = Event()

    def traffic() -> None:
        version = 0
        while not stop.is_set() or version < 5:
            version += 1
            append(service, context, 10, version)
            apply_all(service)

    thread = Thread(target=traffic)
    thread.start()
    rebuilt = [rebuild(service, totals) for _ in range(3)]
    stop.set()
    thread.join()
    assert [r.different for r in rebuilt] == [[], [], []]
    apply_all(service)
    events = service.store.load("tally-7")[1]
    for document in documents(service):
        assert document["versions"] == list(range(1, events + 1))


class Killed(BaseException):
    """What no rebuild catches."""


class Stopped(_Rebuild):
    """A rebuild in the middle of which something happens: when it has the serving generation hold still."""

    def __init__(self, service: Service, happening) -> None:
        super().__init__(service, totals, Lease(service.database["leases"], "stopped"))
        self.happening = happening

    def _compare(self, snapshot):
        raise AssertionError("it took the place")

    def _fold_until(self, positions):
        if self.generations.pointer().get("held_until"):
            self.happening()
        return super()._fold_until(positions)


def views(service: Service) -> set[str]:
    return {name for name in service.database.list_collection_names() if name.startswith(("view_", "inbox_"))}


def test_a_rebuild_that_is_killed_even_the_first_leaves_nothing_that_the_next_does_not_clear_away(service, context):
    def kill() -> None:
        raise Killed

    append(service, context, 3, 1)
    for _ in range(2):
        with pytest.raises(Killed):
            Stopped(service, kill).run()
        assert documents(service) == []
    assert rebuild(service, totals).generation == 3
    assert len(documents(service)) == 3
    assert views(service) == {"view_totals_3", "inbox_totals_3"}


def test_a_rebuild_that_wakes_up_after_another_was_begun_spoils_nothing(service, context):
    append(service, context, 3, 1)
    rebuild(service, totals)
    with pytest.raises(AlreadyRebuilding):
        Stopped(service, lambda: rebuild(service, totals)).run()
    apply_all(service)
    append(service, context, 3, 2)
    apply_all(service)
    assert [document["versions"] for document in documents(service)] == [[1, 2]] * 3


class Small(_Rebuild):
    """A rebuild that keeps little in memory."""

    page = 7
    most_in_memory = 5


def test_a_rebuild_that_does_not_fit_into_memory_gives_the_same_documents(service, context):
    rebuild(service, totals)
    for version in (1, 2, 3):
        append(service, context, 10, version)
    apply_all(service)
    rebuilt = Small(service, totals, Lease(service.database["leases"], "small")).run()
    assert (rebuilt.events, rebuilt.documents, rebuilt.different) == (30, 10, [])
    assert [place["version"] for place in service.database["inbox_totals_2"].find({"_id": {"$gt": "A"}})] == [3] * 10


def break_second(document: dict, fact: Fact) -> dict:
    """Breaks on the second event of tally-1, in the second document that it concerns."""
    if fact.id == "tally-1:2" and document["versions"] == [1]:
        raise ArithmeticError
    return {"versions": [*document.get("versions", []), fact.version]}


def broken_keys(fact: Fact) -> list[str]:
    return ["ok"] if fact.event.amount else [fact.event.nothing_of_the_kind]


@pytest.mark.parametrize(
    "model",
    [
        replace(totals, keys=lambda fact: ["both", fact.stream], fold=break_second),
        replace(totals, keys=broken_keys, fold=lambda document, _: {"times": document.get("times", 0) + 1}),
    ],
    ids=["fold", "keys"],
)
def test_an_event_that_breaks_the_model_is_held_back_whole_live_as_in_a_rebuild(service, context, model):
    rebuild(service, model)
    for version in (1, 2):
        append(service, context, 3, version)
    live = apply_all(service, model)
    held = [(place["_id"], place["error"]["event"]) for place in live.parked()]
    before = documents(service)
    assert held
    assert rebuild(service, model).different == []
    assert [(place["_id"], place["error"]["event"]) for place in live.parked()] == held
    assert documents(service) == before


def test_a_copy_of_another_version_than_the_serving_one_writes_nothing_into_it(service, context):
    rebuild(service, totals)
    append(service, context, 3, 1)
    rebuild(service, replace(totals, version=2))
    with pytest.raises(Outdated):
        apply_all(service)
    assert documents(service) == []
