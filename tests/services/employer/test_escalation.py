"""The office's time on the real store: whoever watches and however many, it is said once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from kernel.cases import CASE, CaseClaimed, CaseDueSoon, CaseEvent, CaseOverdue, CaseSubmitted
from kernel.cases.watch import waiting_cases
from kernel.effects import Folding
from kernel.inbox import Inbox
from services.employer import contract as c
from tests.services.employer.conftest import Running

WATCHERS = 6


def heard(running: Running, case_id: str) -> list[CaseEvent]:
    """Let the watch hear of the case; what has happened to it."""
    facts = running.office.store.facts(CASE.stream(case_id))
    Inbox(running.office.database, Folding(running.office.database, waiting_cases(c.CONTRACT))).apply(facts)
    return [fact.event for fact in facts]  # type: ignore[misc]


def watched(running: Running, days: int) -> None:
    """Several watch at the same moment, so many days from now."""
    context = running.office.context()
    later = replace(context, now=context.now + timedelta(days=days))
    with ThreadPoolExecutor(WATCHERS) as pool:
        list(pool.map(lambda _: running.office.desk.escalate(later), range(WATCHERS)))


def test_several_watchers_say_once_that_a_case_is_due_soon_and_once_that_it_is_overdue(nanjing: Running) -> None:
    case_id = nanjing.claimed()
    heard(nanjing, case_id)
    watched(nanjing, 0)
    assert [type(event) for event in heard(nanjing, case_id)] == [CaseSubmitted, CaseClaimed]
    for days, said in ((100, [CaseOverdue]), (101, [CaseOverdue])):
        watched(nanjing, days)
        assert [type(event) for event in heard(nanjing, case_id)[2:]] == said


def test_near_its_end_it_is_said_with_who_has_it(nanjing: Running) -> None:
    case_id = nanjing.claimed()
    [submitted, *_] = heard(nanjing, case_id)
    assert isinstance(submitted, CaseSubmitted)
    context = nanjing.office.context()
    days = next(n for n in range(60) if replace(context, now=context.now + timedelta(days=n)).today == submitted.due_on)
    watched(nanjing, days)
    assert heard(nanjing, case_id)[2:] == [
        CaseDueSoon(case_id, "staff-add", "U1", submitted.subject, "O1", submitted.due_on)
    ]
    watched(nanjing, days)
    assert len(heard(nanjing, case_id)) == 3
