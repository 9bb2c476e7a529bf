"""A person with a unit: what is declared about him, and each line's standing. Pure.

One declaration at a time: it is noted here when it is handed in, and nothing else begins before its case ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never, cast

from kernel.aggregate import Aggregate
from kernel.events import Event
from services.employer import contract as c
from services.employer.contract import LINE_TITLES, Change, InsuranceLine, LineMonth
from services.employer.staff.declaration import Addition, Declaration, Stop
from services.employer.staff.rules import paid_through
from services.employer.staff.standing import Active, Standing, Stopped, ended, enrolled, refused, started, unanswered

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration and the case it went through."""

    case_id: str
    declaration: Declaration


@dataclass(frozen=True, slots=True)
class Refusal:
    """What records could not carry out of a case, whose lines it may refuse one by one."""

    case_id: str
    change: Change
    lines: tuple[InsuranceLine, ...]
    sentence: str

    def also(self, lines: Iterable[InsuranceLine], sentence: str) -> "Refusal":
        """With further lines, and with what was said of them where it is something else."""
        more = "" if sentence in self.sentence else sentence
        return replace(self, lines=tuple(dict.fromkeys((*self.lines, *lines))), sentence=self.sentence + more)


@dataclass(frozen=True, slots=True)
class Staff:
    """One person with one unit. `pending` is under way, `done` was the last to be carried out.

    `refused` is the newest refusal since then, `refusals` are all, by case.
    """

    lines: Mapping[InsuranceLine, Standing] = field(default_factory=dict)
    pending: Declared | None = None
    done: Declared | None = None
    refused: Refusal | None = None
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    id_number: str = ""
    name: str = ""
    wage_fen: int = 0

    def active(self) -> dict[InsuranceLine, Active]:
        """The lines that are active."""
        return {line: standing for line, standing in self.lines.items() if isinstance(standing, Active)}


StaffEvent = (
    c.StaffChangeDeclared
    | c.StaffChangeDropped
    | c.StaffAdded
    | c.StaffStopped
    | c.StaffEnrolled
    | c.StaffEnded
    | c.StaffRefused
)


def evolve(state: Staff, event: StaffEvent) -> Staff:
    """The person after the event."""
    match event:
        case c.StaffChangeDeclared():
            return replace(state, pending=Declared(event.case_id, _declaration(event)))
        case c.StaffChangeDropped():
            return replace(state, pending=None)
        case c.StaffAdded():
            return _added(state, event)
        case c.StaffStopped():
            return _carried_out(state, _stopped(state, event))
        case c.StaffEnrolled():
            now = {line: enrolled(state.lines.get(line), event.start_month) for line in event.lines}
            return replace(state, lines={**state.lines, **now})
        case c.StaffEnded():
            now = {line: ended(state.lines.get(line), event.stop_month) for line in event.lines}
            return replace(state, lines={**state.lines, **now})
        case c.StaffRefused():
            return _refused(state, event)
        case _:
            assert_never(event)


def _of_staff(state: Staff, event: Event) -> Staff:
    """What stands beside staff changes in the same stream is other features' own."""
    return state if isinstance(event, c.BESIDE_STAFF) else evolve(state, cast(StaffEvent, event))


staff: Aggregate[Staff] = Aggregate(Staff(), _of_staff)


def _declaration(event: c.StaffChangeDeclared) -> Declaration:
    months = {entry["line"]: entry["month"] for entry in event.months}
    if event.change == "add":
        return Addition(months, event.wage_fen, event.participant or "employee")
    return Stop(months, event.reason or "other")


def _added(state: Staff, event: c.StaffAdded) -> Staff:
    added = {line: Active(event.start_month, False, event.case_id, state.lines.get(line)) for line in event.lines}
    lines = {**state.lines, **added}
    known = replace(state, id_number=event.id_number, name=event.name, wage_fen=event.wage_fen)
    return _carried_out(known, lines)


def _carried_out(state: Staff, lines: Mapping[InsuranceLine, Standing]) -> Staff:
    return replace(state, lines=lines, pending=None, done=state.pending or state.done, refused=None)


def _stopped(state: Staff, event: c.StaffStopped) -> dict[InsuranceLine, Standing]:
    before = {line: state.lines.get(line) for line in event.lines}
    stopped = {line: Stopped(event.stop_month, started(was), False, event.case_id, was) for line, was in before.items()}
    return {**state.lines, **stopped}


def _refused(state: Staff, event: c.StaffRefused) -> Staff:
    """The lines stand as records has confirmed them before: not added, active still, or never enrolled at all."""
    back = {
        line: refused(standing, event.case_id) if line in event.lines else standing
        for line, standing in state.lines.items()
    }
    lines = {line: standing for line, standing in back.items() if standing}
    known = state.refusals.get(event.case_id, Refusal(event.case_id, event.change, (), ""))
    refusal = known.also(event.lines, event.sentence)
    return replace(state, lines=lines, refused=refusal, refusals={**state.refusals, event.case_id: refusal})


# ------------------------------------------------------------------ what the unit declares


@dataclass(frozen=True, slots=True)
class Who:
    """The stream's own names, and the person's sealed data where it is needed."""

    unit_id: str
    person_id: str
    id_number: str = ""
    name: str = ""
    mobile: str = ""


def declared_before(declaration: Declaration, state: Staff) -> str | None:
    """The case of the same declaration, under way, or the last one carried out while its lines stand so; else None."""
    if state.pending and state.pending.declaration == declaration:
        return state.pending.case_id
    if state.done and state.done.declaration == declaration and _stands(declaration, state):
        return state.done.case_id
    return None


def _stands(declaration: Declaration, state: Staff) -> bool:
    """Not where records has refused it, or has ended or begun the lines itself since."""
    kind = Active if isinstance(declaration, Addition) else Stopped
    return all(isinstance(state.lines.get(line), kind) for line in declaration.months)


def declare(who: Who, declaration: Declaration, case_id: str, state: Staff) -> list[StaffEvent]:
    """Note that a case is under way. Raises DeclaredAlready, ActiveHereAlready, NotActiveHere, StopBeforeStart."""
    if state.pending:
        raise c.DeclaredAlready(case_id=state.pending.case_id)
    _check_fits(declaration, state)
    months = [LineMonth(line=line, month=month) for line, month in declaration.months.items()]
    about = (who.unit_id, who.person_id, case_id)
    if isinstance(declaration, Addition):
        return [
            c.StaffChangeDeclared(
                *about, "add", months, wage_fen=declaration.wage_fen, participant=declaration.participant
            )
        ]
    return [c.StaffChangeDeclared(*about, "stop", months, reason=declaration.reason)]


def drop(who: Who, case_id: str, state: Staff) -> list[StaffEvent]:
    """The case was withdrawn or rejected; nothing where it was not under way."""
    if state.pending is None or state.pending.case_id != case_id:
        return []
    return [c.StaffChangeDropped(who.unit_id, who.person_id, case_id)]


def carry_out(who: Who, case_id: str, state: Staff) -> list[StaffEvent]:
    """What approval does: one event for each month. Raises as `declare`: the person may have changed meanwhile."""
    if state.pending is None or state.pending.case_id != case_id:
        raise ValueError(f"{case_id} is not under way")
    declaration = state.pending.declaration
    _check_fits(declaration, state)
    by_month: dict[str, list[InsuranceLine]] = {}
    for line, month in declaration.months.items():
        by_month.setdefault(month, []).append(line)
    return [_change(who, case_id, declaration, month, lines) for month, lines in sorted(by_month.items())]


def _change(who: Who, case_id: str, declaration: Declaration, month: str, lines: list[InsuranceLine]) -> StaffEvent:
    about = (who.unit_id, who.person_id, case_id)
    if isinstance(declaration, Stop):
        return c.StaffStopped(*about, lines, month, paid_through(month), declaration.reason)
    return c.StaffAdded(
        *about,
        id_number=who.id_number,
        name=who.name,
        lines=lines,
        start_month=month,
        wage_fen=declaration.wage_fen,
        participant=declaration.participant,
        mobile=who.mobile,
    )


def _check_fits(declaration: Declaration, state: Staff) -> None:
    active = state.active()
    if isinstance(declaration, Addition):
        doubled = [LINE_TITLES[line] for line in declaration.months if line in active]
        if doubled:
            raise c.ActiveHereAlready(lines="、".join(doubled))
        return
    absent = [LINE_TITLES[line] for line in declaration.months if line not in active]
    if absent:
        raise c.NotActiveHere(lines="、".join(absent))
    for line, month in declaration.months.items():
        if month < active[line].start_month:
            raise c.StopBeforeStart(line=LINE_TITLES[line], start=active[line].start_month)


# ------------------------------------------------------------------ what records tells


def note_enrolled(who: Who, lines: Sequence[InsuranceLine], start_month: str, state: Staff) -> list[StaffEvent]:
    """records has enrolled these lines: those not known so yet."""
    new = [line for line in lines if enrolled(state.lines.get(line), start_month) != state.lines.get(line)]
    return [c.StaffEnrolled(who.unit_id, who.person_id, new, start_month)] if new else []


def note_ended(who: Who, lines: Sequence[InsuranceLine], stop_month: str, state: Staff) -> list[StaffEvent]:
    """records has stopped these lines: those not known so yet."""
    new = [line for line in lines if ended(state.lines.get(line), stop_month) != state.lines.get(line)]
    return [c.StaffEnded(who.unit_id, who.person_id, new, stop_month)] if new else []


def note_refused(
    who: Who, change: Change, lines: Sequence[InsuranceLine], code: str, sentence: str, state: Staff
) -> list[StaffEvent]:
    """records could not carry out what was approved on these lines.

    It answers in the order of approval, so the case is each line's oldest without an answer.
    """
    kind = Active if change == "add" else Stopped
    by_case: dict[str, list[InsuranceLine]] = {}
    for line in lines:
        cases = [each.case_id for each in unanswered(state.lines.get(line)) if isinstance(each, kind)]
        if cases:
            by_case.setdefault(cases[-1], []).append(line)
    who_is = (who.unit_id, who.person_id)
    return [c.StaffRefused(*who_is, case_id, change, theirs, code, sentence) for case_id, theirs in by_case.items()]
