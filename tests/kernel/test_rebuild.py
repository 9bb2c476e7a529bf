"""K6: a read model is rebuilt beside the one that serves, compared, and takes its place; a rebuild sends nothing."""

from dataclasses import replace
from threading import Event, Thread

from kernel.effects import Folding
from kernel.history import LocalHistory
from kernel.inbox import Inbox
from kernel.numbering import Numbering
from kernel.readmodel import Generations, ReadModel
from kernel.rebuild import rebuild
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
