"""K4 and K5: each event once, in order per stream, however it arrives; a bad one holds back its own stream alone."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kernel.effects import Folding, Reacting
from kernel.events import Contract, Event, Fact, cloud_events, event, fact_of, facts_heard
from kernel.history import LocalHistory
from kernel.inbox import Contended, Inbox
from kernel.numbering import Numbering
from kernel.readmodel import Generations, ReadModel
from kernel.service import Service
from kernel.standing import NotParked, RetryParked, retry, subscriptions
from kernel.store import NewCommit, transaction
from kernel.unit import Unit
from tests.kernel import sample
from tests.kernel.sample import Added, Echoed, totals


def happened(service: Service, context, **streams: list[int]) -> list[Fact]:
    """Store and number amounts stream by stream, in turns; the facts in the order of the log."""
    longest = max(len(amounts) for amounts in streams.values())
    for turn in range(longest):
        for name, amounts in streams.items():
            if turn < len(amounts):
                service.store.append(NewCommit(f"tally-{name}", turn, [Added(amounts[turn])], context()))
    numbering = Numbering(service.store)
    while numbering.number():
        pass
    return LocalHistory(service.store).category("tally", 0, 10_000)


def document(service: Service, name: str, model: ReadModel = totals) -> dict | None:
    return Generations(service.database, model).get(f"tally-{name}")


@pytest.fixture
def inbox(service: Service) -> Inbox:
    return Inbox(service.database, Folding(service.database, totals))


def test_events_are_folded_in_order_and_once(service, context, inbox):
    facts = happened(service, context, a=[1, 2, 3], b=[10])
    assert inbox.apply(facts).applied == 4
    assert inbox.apply(facts).applied == 0
    assert document(service, "a") == {"_id": "tally-a", "amount": 6, "versions": [1, 2, 3]}
    assert inbox.seen("sample", "tally") == 4
    assert inbox.all_seen([("sample", "tally"), ("sample", "none")]) == {("sample", "tally"): 4, ("sample", "none"): 0}


def test_a_document_that_an_event_leaves_as_it_was_is_not_written(service, context):
    facts = happened(service, context, a=[5, 1, 7])
    highest = replace(totals, name="highest", fold=lambda d, fact: {"most": max(d.get("most", 0), fact.event.amount)})
    folding, written = Folding(service.database, highest), []
    for fact in facts:
        with transaction(service.database.client) as session:
            folding.inbox_name(session)
            batch = folding.begin(session, [fact])
            batch.apply(fact)
            batch.flush()
            written.append(batch.changed)
    assert written == [{"tally-a"}, set(), {"tally-a"}]
    assert document(service, "a", highest) == {"_id": "tally-a", "most": 7}


def test_an_event_that_comes_early_waits_for_the_one_before_it(service, context, inbox):
    first, second, third = happened(service, context, a=[1, 2, 3])
    assert inbox.apply([third]).incomplete == {("sample", "tally")}
    assert [place["want"] for place in inbox.behind("sample")] == [3]
    assert inbox.any_behind()
    inbox.apply([second, first])
    assert document(service, "a")["versions"] == [1, 2]
    inbox.apply([third])
    assert document(service, "a")["versions"] == [1, 2, 3]
    assert inbox.behind("sample") == []
    assert not inbox.any_behind()


def apply_in_the_end(inbox: Inbox, facts: list[Fact]) -> None:
    while True:
        try:
            inbox.apply(facts)
            return
        except Contended:
            continue


def test_three_copies_with_every_event_twice_and_shuffled_apply_each_once(service, context):
    names = {f"s{n}": list(range(10)) for n in range(20)}
    facts = happened(service, context, **names)
    history = LocalHistory(service.store)

    def copy(seed: int) -> None:
        inbox = Inbox(service.database, Folding(service.database, totals))
        mine = facts * 2
        random.Random(seed).shuffle(mine)
        for start in range(0, len(mine), 37):
            apply_in_the_end(inbox, mine[start : start + 37])
        for _ in range(20):
            for place in inbox.behind("sample"):
                stream = place["_id"].partition("/")[2]
                apply_in_the_end(inbox, history.stream(stream, place["version"]))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(copy, range(3)))
    for name, amounts in names.items():
        assert document(service, name) == {"_id": f"tally-{name}", "amount": 45, "versions": list(range(1, 11))}, (
            amounts
        )


class Overtaken(Inbox):
    """The inbox of a copy that another one overtakes whenever it has looked."""

    def __init__(self, service: Service, other: Inbox, facts: list[Fact]) -> None:
        super().__init__(service.database, other.effect)
        self.overtake = lambda: other.apply(facts)

    def _find(self, key: str) -> dict | None:
        found = super()._find(key)
        self.overtake()
        return found


def test_noting_an_attempt_takes_nothing_back_that_another_copy_has_applied_meanwhile(service, context, inbox):
    facts = happened(service, context, a=[1, 2, 3])
    assert Overtaken(service, inbox, facts).note_attempt(facts[0]) == 1
    inbox.apply(facts)
    assert document(service, "a")["versions"] == [1, 2, 3]


def test_attempts_are_counted_event_by_event_and_end_when_it_is_applied(service, context, inbox):
    first, second = happened(service, context, a=[1, 2])
    assert [inbox.note_attempt(first) for _ in range(3)] == [1, 2, 3]
    inbox.apply([first])
    assert [inbox.note_attempt(fact) for fact in (first, second, second)] == [0, 1, 2]


def test_where_a_subscription_stands_is_told_from_the_store_alone(service, context, inbox):
    facts = happened(service, context, a=[1, 666, 3], b=[1])
    inbox.apply(facts)
    (told,) = subscriptions(service.database)
    (held,) = told["held"]
    assert (told["subscription"], told["behind"], told["parked"]) == ("totals", 0, 1)
    assert (held["stream"], held["event"]) == (f"{service.name}/tally-a", "tally-a:2")
    assert held["why"].startswith("ArithmeticError")


def test_a_stream_that_is_held_back_is_let_go_on_by_the_names_under_which_it_is_told(service, context, inbox):
    inbox.apply(happened(service, context, a=[1, 666, 3], b=[1]))
    asked = RetryParked("totals", f"{service.name}/tally-a")
    retry(service.database, asked)
    assert subscriptions(service.database) == [{"subscription": "totals", "behind": 1, "parked": 0, "held": []}]
    for gone in (asked, RetryParked("totals", f"{service.name}/tally-b"), RetryParked("others", asked.stream)):
        with pytest.raises(NotParked):
            retry(service.database, gone)


def test_an_event_that_cannot_be_applied_holds_back_its_own_stream_alone(service, context, inbox):
    facts = happened(service, context, a=[1, 666, 3], b=[1, 2, 3])
    assert inbox.apply(facts).parked == ["tally-a:2"]
    assert document(service, "a")["versions"] == [1]
    assert document(service, "b")["versions"] == [1, 2, 3]
    (parked,) = inbox.parked()
    assert parked["error"]["event"] == "tally-a:2"
    assert "ArithmeticError" in parked["error"]["why"]
    assert (parked["version"], parked["want"]) == (1, 3)


@event(sample.TALLY, "Cleared")
class Cleared(Event):
    """What a newer version of the sample service publishes."""


NEWER = Contract("sample", [Added, Cleared])


def test_an_event_of_a_newer_producer_holds_back_its_own_stream_alone(make_service, context):
    newer = make_service(NEWER)
    for stream, expected, happening in (
        ("a", 0, Added(1)),
        ("a", 1, Cleared()),
        ("a", 2, Added(2)),
        ("b", 0, Added(3)),
    ):
        newer.store.append(NewCommit(f"tally-{stream}", expected, [happening], context()))
    Numbering(newer.store).number()
    commits = list(newer.store.history("tally", 0, 10))
    facts = [fact for commit in commits for fact in facts_heard(commit, sample.CONTRACT)]
    inbox = Inbox(newer.database, Folding(newer.database, totals))
    assert inbox.apply(facts).parked == ["tally-a:2"]
    (parked,) = inbox.parked()
    assert parked["error"]["why"] == "UnknownEvent: sample cannot read Cleared in version 1"
    assert (document(newer, "a")["versions"], document(newer, "b")["versions"]) == ([1], [1])
    published = [fact_of(event, sample.CONTRACT) for commit in commits for event in cloud_events(commit, "sample")]
    assert [(fact.id, fact.meta) for fact in published] == [(fact.id, fact.meta) for fact in facts]


def test_a_parked_stream_is_finished_in_order_after_the_mend(service, context, inbox):
    inbox.apply(happened(service, context, a=[1, 666, 3]))
    mended = ReadModel(
        "totals", 1, totals.sources, totals.keys, lambda d, f: {"versions": [*d.get("versions", []), f.version]}
    )
    inbox = Inbox(service.database, Folding(service.database, mended))
    assert inbox.retry("sample/tally-a")
    assert not inbox.retry("sample/tally-b")
    (behind,) = inbox.behind("sample")
    inbox.apply(LocalHistory(service.store).stream("tally-a", behind["version"]))
    assert document(service, "a")["versions"] == [1, 2, 3]
    assert inbox.parked() == []


def echo(unit: Unit, fact: Fact, _: Service) -> None:
    """React with an event of our own; an amount of 666 is a bug."""
    if fact.event.amount == 666:
        raise ArithmeticError
    unit.append(fact.stream.replace("tally", "echo"), [Echoed(fact.event.amount)])


def test_a_reaction_appends_once_whatever_comes_twice(service, make_service, context):
    facts = happened(service, context, a=[1, 2, 3], b=[4])
    echoes = make_service(sample.ECHOES)
    inbox = Inbox(echoes.database, Reacting(echoes, "echo", echo))
    inbox.apply(facts[:2])
    inbox.apply(facts)
    assert echoes.store.load("echo-a") == ([Echoed(1), Echoed(2), Echoed(3)], 3)
    assert echoes.store.commits.find_one({"stream": "echo-b"})["meta"]["causationid"] == "tally-b:1"


def test_two_reactions_to_one_fact_make_different_ids_and_each_the_same_again(service, make_service, context):
    facts = happened(service, context, a=[1])
    echoes = make_service(sample.ECHOES)
    made: dict[int, str] = {}
    for turn, name in enumerate(("first", "second", "first")):
        echoes.database.drop_collection(f"inbox_{name}")
        reacting = Reacting(echoes, name, lambda unit, *_, turn=turn: made.update({turn: unit.context.new_id("part")}))
        Inbox(echoes.database, reacting).apply(facts)
    assert made[0] == made[2] != made[1]


def test_a_failing_reaction_leaves_nothing_of_its_own_and_the_rest_of_the_batch_stands(service, make_service, context):
    echoes = make_service(sample.ECHOES)
    inbox = Inbox(echoes.database, Reacting(echoes, "echo", echo))
    inbox.apply(happened(service, context, a=[1, 666], b=[4, 5]))
    assert echoes.store.load("echo-a") == ([Echoed(1)], 1)
    assert echoes.store.load("echo-b") == ([Echoed(4), Echoed(5)], 2)


def test_what_takes_longer_than_a_transaction_may_is_applied_in_parts(service, context):
    def fold(document: dict, fact: Fact) -> dict:
        until = time.monotonic() + 0.04
        while time.monotonic() < until:  # computing, as far as anyone can tell
            pass
        return sample.fold(document, fact)

    facts = happened(service, context, **{f"s{n}": [1, 2] for n in range(80)})  # 6.4 s, where 5 are given
    inbox = Inbox(service.database, Folding(service.database, replace(totals, fold=fold)))
    assert inbox.apply(facts).applied == 160
    assert document(service, "s79")["versions"] == [1, 2]
    assert max(map(len, inbox.portions(facts))) <= 80  # it has learnt how much it has time for
