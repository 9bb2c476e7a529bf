"""Laws that hold for every sequence of declarations, withdrawals, reviews, stops and news from records."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kernel.cases import CaseApproved, CaseCarriedOut
from kernel.cases import decisions as cases
from kernel.cases.life import Application, Ended, case, status
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Refused
from services.employer import contract as c
from services.employer.staff import domain
from services.employer.staff.declaration import Addition, Declaration, Stop
from services.employer.staff.domain import staff
from services.employer.staff.standing import Active

WHO = domain.Who("U1", "P1", "id", "name")
CONTRACT_KEPT = ({"material": "labour_contract", "document": "d1"},)
LINES: list[c.InsuranceLine] = ["pension", "unemployment", "injury"]
OPEN = ("submitted", "under_review", "material_wanted")
months = st.sampled_from(["2026-10", "2026-11", "2026-12"])
some_lines = st.lists(st.sampled_from(LINES), min_size=1, unique=True)
cases_meant = st.integers(0, 5)


class StaffLife(RuleBasedStateMachine):
    """One person and one unit; each step appends to both streams or to none, as a transaction would."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 20, tzinfo=UTC)
        self.ids = count(1)
        self.past: list[Event] = []
        self.cases: dict[str, list[Event]] = {}

    def context(self, actor: str, role: str) -> Context:
        return Context(self.now, actor=actor, role=role, on_behalf_of="U1" if role == "agent" else "")

    def together(self, case_id: str, decide: Callable[[], tuple[list[Event], list[Event]]]) -> None:
        try:
            of_case, of_staff = decide()
        except Refused:
            return
        self.cases.setdefault(case_id, []).extend(of_case)
        self.past += of_staff

    def meant(self, number: int) -> str:
        ids = sorted(self.cases) or ["c0"]
        return ids[number % len(ids)]

    def declare(self, declaration: Declaration, matter: str) -> None:
        case_id = f"c{next(self.ids)}"
        application = Application(case_id, matter, "U1", "P1", "……", "sealed", CONTRACT_KEPT)

        def decide() -> tuple[list[Event], list[Event]]:
            declared = domain.declare(WHO, declaration, case_id, staff.after(self.past))
            agent = self.context("A1", "agent")
            return cases.submit(application, c.STAFF_ADDITION, 5, case.after([]), agent), declared  # type: ignore[return-value]

        self.together(case_id, decide)

    @rule(lines=some_lines, month=months)
    def declare_an_addition(self, lines: list[c.InsuranceLine], month: str) -> None:
        self.declare(Addition(dict.fromkeys(lines, month), 1), "staff-add")

    @rule(lines=some_lines, month=months)
    def declare_a_stop(self, lines: list[c.InsuranceLine], month: str) -> None:
        self.declare(Stop(dict.fromkeys(lines, month), "resigned"), "staff-stop")

    @rule(number=cases_meant)
    def withdraw(self, number: int) -> None:
        case_id = self.meant(number)
        self.drop(case_id, lambda state: cases.withdraw(True, state, self.context("A1", "agent")))

    @rule(number=cases_meant, officer=st.sampled_from(["O1", "O2"]), take_over=st.booleans())
    def claim(self, number: int, officer: str, take_over: bool) -> None:
        case_id = self.meant(number)
        state = case.after(self.cases.get(case_id, []))  # type: ignore[arg-type]
        self.together(case_id, lambda: (cases.claim(state, self.context(officer, "clerk"), take_over), []))  # type: ignore[return-value]

    @rule(number=cases_meant, officer=st.sampled_from(["O1", "O2"]))
    def reject(self, number: int, officer: str) -> None:
        self.drop(self.meant(number), lambda state: cases.reject("why", state, self.context(officer, "reviewer")))

    @rule(number=cases_meant, officer=st.sampled_from(["O1", "O2"]))
    def approve(self, number: int, officer: str) -> None:
        case_id = self.meant(number)

        def decide() -> tuple[list[Event], list[Event]]:
            state = case.after(self.cases.get(case_id, []))  # type: ignore[arg-type]
            approved = cases.approve(state, self.context(officer, "reviewer"))
            changes = domain.carry_out(WHO, case_id, staff.after(self.past))
            return [*approved, *cases.carry_out("……", case.after(approved, state))], list(changes)

        self.together(case_id, decide)

    @rule(lines=some_lines, month=months)
    def records_enrols(self, lines: list[c.InsuranceLine], month: str) -> None:
        self.past += domain.note_enrolled(WHO, lines, month, staff.after(self.past))

    @rule(lines=some_lines, month=months)
    def records_stops(self, lines: list[c.InsuranceLine], month: str) -> None:
        self.past += domain.note_ended(WHO, lines, month, staff.after(self.past))

    @rule(change=st.sampled_from(["add", "stop"]), lines=some_lines)
    def records_refuses(self, change: c.Change, lines: list[c.InsuranceLine]) -> None:
        self.past += domain.note_refused(WHO, change, lines, "why", "为什么", staff.after(self.past))

    @rule(days=st.integers(1, 5))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    def drop(self, case_id: str, end: Callable[[object], list[Event]]) -> None:
        def decide() -> tuple[list[Event], list[Event]]:
            state = case.after(self.cases.get(case_id, []))  # type: ignore[arg-type]
            return end(state), list(domain.drop(WHO, case_id, staff.after(self.past)))

        self.together(case_id, decide)

    @invariant()
    def what_is_pending_is_the_one_case_that_is_open(self) -> None:
        states = {case_id: status(case.after(events)) for case_id, events in self.cases.items()}  # type: ignore[arg-type]
        pending = staff.after(self.past).pending
        assert [case_id for case_id, state in states.items() if state in OPEN] == ([pending.case_id] if pending else [])

    @invariant()
    def what_is_approved_is_carried_out_once(self) -> None:
        for case_id, events in self.cases.items():
            approved = sum(isinstance(e, CaseApproved) for e in events)
            changes = [e for e in self.past if isinstance(e, c.StaffAdded | c.StaffStopped) and e.case_id == case_id]
            lines = [line for change in changes for line in change.lines]
            assert approved == sum(isinstance(e, CaseCarriedOut) for e in events) == bool(changes)
            assert len(lines) == len(set(lines))

    @invariant()
    def an_active_line_is_not_added_and_one_that_is_not_is_not_stopped(self) -> None:
        state = staff.initial
        for event in self.past:
            active = state.active()
            if isinstance(event, c.StaffAdded):
                assert not set(event.lines) & set(active)
            if isinstance(event, c.StaffStopped):
                assert set(event.lines) <= set(active)
                assert all(event.paid_through < event.stop_month for _ in event.lines)
            state = staff.evolve(state, event)  # type: ignore[arg-type]
        assert state == staff.after(self.past)
        assert all(line.start_month for line in state.lines.values() if isinstance(line, Active))

    @invariant()
    def an_ended_case_stays_ended(self) -> None:
        for events in self.cases.values():
            states = [case.after(events[:n]) for n in range(1, len(events) + 1)]  # type: ignore[arg-type]
            assert not any(isinstance(state, Ended) for state in states[:-1])


TestStaffLife = StaffLife.TestCase


@given(st.lists(st.sampled_from(["declared", "enrolled", "refused"]), max_size=20))
def test_however_far_records_is_behind_in_the_end_the_unit_has_what_records_has(steps: list[str]) -> None:
    """The unit adds and stops in turn; records answers in order, and its news reaches the unit, each refusal too."""
    past: list[Event] = []
    waiting: list[Event] = []
    enrolled = False
    for number, step in enumerate([*steps, *["refused"] * len(steps)]):
        if step == "declared":
            changes = approved(f"c{number}", past)
            past, waiting = [*past, *changes], [*waiting, *changes[1:]]
        elif waiting:
            news, enrolled = answered(waiting.pop(0), step == "enrolled", enrolled, past)
            past += news
    standing = staff.after(past).lines.get("pension")
    assert not waiting
    assert isinstance(standing, Active) == enrolled
    assert standing is None or standing.confirmed


def approved(case_id: str, past: list[Event]) -> list[Event]:
    """Who is active with the unit is stopped, who is not is added."""
    state = staff.after(past)
    months: dict[c.InsuranceLine, str] = {"pension": "2026-11"}
    wanted: Declaration = Stop(months, "resigned") if state.active() else Addition(months, 1)
    declared = domain.declare(WHO, wanted, case_id, state)
    return [*declared, *domain.carry_out(WHO, case_id, staff.after([*past, *declared]))]


def answered(change: Event, willing: bool, enrolled: bool, past: list[Event]) -> tuple[list[domain.StaffEvent], bool]:
    """What the unit notes of what records makes of a change, and whether the line is enrolled there now."""
    state, lines = staff.after(past), list[c.InsuranceLine](["pension"])
    assert isinstance(change, c.StaffAdded | c.StaffStopped)
    if isinstance(change, c.StaffAdded) and willing and not enrolled:
        return domain.note_enrolled(WHO, lines, "2026-11", state), True
    if isinstance(change, c.StaffStopped) and willing and enrolled:
        return domain.note_ended(WHO, lines, "2026-11", state), False
    kind: c.Change = "add" if isinstance(change, c.StaffAdded) else "stop"
    noted = domain.note_refused(WHO, kind, lines, "why", "为什么", state)
    assert [(e.case_id, e.lines) for e in noted if isinstance(e, c.StaffRefused)] == [(change.case_id, lines)]
    return noted, enrolled
