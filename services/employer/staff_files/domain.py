"""A file of staff changes on its way: handed in, read, tried out page by page, committed, gone through, done. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import CommandIdReused, NotFound
from services.employer.contract import (
    BadRow,
    InsuranceLine,
    LineCost,
    StaffFileCommitted,
    StaffFileCompared,
    StaffFileDone,
    StaffFileEmpty,
    StaffFileHandedIn,
    StaffFileNotChecked,
    StaffFilePageChecked,
    StaffFilePageDeclared,
    StaffFileReceived,
    StaffFileUnreadable,
)

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class NoFile:
    """Nothing under this id."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of the pages so far: of the trial, or of the declaring."""

    pages: int = 0
    rows: int = 0
    good: int = 0
    unchanged: int = 0
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What the good rows change: people, and the month's cost line by line."""

    new: int = 0
    returning: int = 0
    stopping: int = 0
    lines: tuple[LineCost, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file and how far it has come. `pages` is None until it is read, `problem` is why it cannot be."""

    file_id: str
    unit_id: str
    file_name: str
    handed_in_by: str
    pages: int | None = None
    rows: int = 0
    roster: int = 0
    absent: int = 0
    problem: tuple[str, str] | None = None
    trial: Counts = Counts()
    difference: Difference = Difference()
    committed_at: str | None = None
    committed_by: str = ""
    declared: Counts = Counts()

    @property
    def state(self) -> str:
        """reading, unreadable, checking, checked, declaring or done."""
        if self.problem:
            return "unreadable"
        if self.pages is None:
            return "reading"
        if self.committed_at is None:
            return "checked" if self.trial.pages == self.pages else "checking"
        return "done" if self.declared.pages == self.pages else "declaring"

    @property
    def shown(self) -> Counts:
        """The counts of the step that is under way, or was the last."""
        return self.trial if self.committed_at is None else self.declared


StaffFile = NoFile | File


def evolve(state: StaffFile, event: Event) -> StaffFile:
    """The file after the event."""
    if isinstance(event, StaffFileHandedIn):
        return File(event.file_id, event.unit_id, event.file_name, event.handed_in_by)
    if isinstance(event, StaffFileReceived):
        return _read(state, event)
    if isinstance(state, NoFile):
        raise ValueError(f"{event.type} cannot happen to a file that was not handed in")
    return _moved(state, event)


def _moved(state: File, event: Event) -> File:
    match event:
        case StaffFileUnreadable():
            return replace(state, problem=(event.code, event.sentence))
        case StaffFileCompared():
            return replace(state, roster=event.roster, absent=event.absent)
        case StaffFilePageChecked():
            return replace(
                state, trial=_counted(state.trial, event, event.good), difference=_differing(state.difference, event)
            )
        case StaffFileCommitted():
            return replace(state, committed_at=event.committed_at, committed_by=event.committed_by)
        case StaffFilePageDeclared():
            return replace(state, declared=_counted(state.declared, event, event.declared))
        case StaffFileDone():
            return state
    raise ValueError(f"{event.type} cannot happen to {state}")


def _read(state: StaffFile, event: StaffFileReceived) -> File:
    """Before there were trials a file was committed as it was received."""
    if isinstance(state, NoFile):
        state = File(event.file_id, event.unit_id, event.file_name, event.received_by)
        state = replace(state, committed_at="", committed_by=event.received_by)
    return replace(state, rows=event.rows, pages=event.pages)


def _counted(counts: Counts, page: StaffFilePageChecked | StaffFilePageDeclared, good: int) -> Counts:
    return Counts(
        counts.pages + 1,
        counts.rows + page.rows,
        counts.good + good,
        counts.unchanged + page.unchanged,
        (*counts.bad, *page.bad),
    )


def _differing(known: Difference, page: StaffFilePageChecked) -> Difference:
    lines = {cost["line"]: cost for cost in known.lines}
    for cost in page.lines:
        lines[cost["line"]] = added_up(lines.get(cost["line"]), cost)
    return Difference(
        known.new + page.new, known.returning + page.returning, known.stopping + page.stopping, tuple(lines.values())
    )


def added_up(one: LineCost | None, two: LineCost) -> LineCost:
    """Both together."""
    if one is None:
        return two
    return {
        "line": two["line"],
        "added": one["added"] + two["added"],
        "stopped": one["stopped"] + two["stopped"],
        "employer": one["employer"] + two["employer"],
        "individual": one["individual"] + two["individual"],
        "unpriced": one["unpriced"] + two["unpriced"],
    }


staff_file: Aggregate[StaffFile] = Aggregate(NoFile(), evolve)

# ------------------------------------------------------------------ what becomes of rows


@dataclass
class Tally:
    """What became of some rows. The people and costs are told of a trial only."""

    good: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)
    new: int = 0
    returning: int = 0
    stopping: int = 0
    lines: dict[InsuranceLine, LineCost] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All of them."""
        return self.good + self.unchanged + len(self.bad)

    def add(self, cost: LineCost) -> None:
        """Count a line's change."""
        self.lines[cost["line"]] = added_up(self.lines.get(cost["line"]), cost)


# ------------------------------------------------------------------ decisions


def hand_in(handed_in: StaffFileHandedIn, state: StaffFile) -> Sequence[Event]:
    """Take a file in."""
    if isinstance(state, File):
        raise CommandIdReused()
    return [handed_in]


def read(rows: int, pages: int, roster: int, absent: int, state: File) -> Sequence[Event]:
    """The file was read."""
    about = (state.file_id, state.unit_id)
    if rows == 0:
        return [StaffFileUnreadable(*about, StaffFileEmpty.code, StaffFileEmpty.sentence)]
    received = StaffFileReceived(*about, state.file_name, rows, pages, state.handed_in_by)
    return [StaffFileCompared(*about, roster, absent), received]


def page_checked(tally: Tally, state: File) -> Sequence[Event]:
    """The next page has been tried out."""
    counted = (tally.rows, tally.good, tally.unchanged, tally.new, tally.returning, tally.stopping)
    return [StaffFilePageChecked(state.file_id, state.unit_id, *counted, list(tally.lines.values()), tally.bad)]


def commit(state: StaffFile, context: Context) -> Sequence[Event]:
    """提交; again changes nothing. Raises NotFound, StaffFileNotChecked."""
    if isinstance(state, NoFile) or (context.role == "agent" and context.on_behalf_of != state.unit_id):
        raise NotFound()
    if state.committed_at is not None:
        return []
    if state.state != "checked":
        raise StaffFileNotChecked()
    return [StaffFileCommitted(state.file_id, state.unit_id, context.actor, context.instant)]


def page_declared(tally: Tally, state: File) -> Sequence[Event]:
    """The next page has been gone through; after the last one the file is done."""
    about = (state.file_id, state.unit_id)
    page = StaffFilePageDeclared(*about, tally.rows, tally.good, tally.unchanged, tally.bad)
    return [page, StaffFileDone(*about)] if state.declared.pages + 1 == state.pages else [page]
