"""A file of staff changes on its way: received, gone through page by page, done. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kernel.aggregate import Aggregate
from kernel.events import Event
from kernel.refusals import CommandIdReused
from services.employer.contract import (
    BadRow,
    StaffFileDone,
    StaffFileEmpty,
    StaffFilePageDeclared,
    StaffFileReceived,
)


@dataclass(frozen=True, slots=True)
class NoFile:
    """Nothing under this id."""


@dataclass(frozen=True, slots=True)
class File:
    """A file and how far it has come. `done` and `rows` count rows."""

    file_id: str
    unit_id: str
    received_by: str
    rows: int
    pages: int
    next_page: int = 0
    done: int = 0
    declared: int = 0
    unchanged: int = 0
    bad: tuple[BadRow, ...] = ()


StaffFile = NoFile | File


@dataclass
class Tally:
    """What became of some rows."""

    declared: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All of them."""
        return self.declared + self.unchanged + len(self.bad)


def evolve(state: StaffFile, event: Event) -> StaffFile:
    """The file after the event."""
    match event, state:
        case StaffFileReceived(), _:
            return File(event.file_id, event.unit_id, event.received_by, event.rows, event.pages)
        case StaffFilePageDeclared(), File():
            return replace(
                state,
                next_page=state.next_page + 1,
                done=state.done + event.rows,
                declared=state.declared + event.declared,
                unchanged=state.unchanged + event.unchanged,
                bad=(*state.bad, *event.bad),
            )
        case StaffFileDone(), File():
            return state
    raise ValueError(f"{event.type} cannot happen to {state}")


staff_file: Aggregate[StaffFile] = Aggregate(NoFile(), evolve)


def receive(received: StaffFileReceived, state: StaffFile) -> Sequence[Event]:
    """Take a file in. Raises StaffFileEmpty."""
    if isinstance(state, File):
        raise CommandIdReused()
    if received.rows == 0:
        raise StaffFileEmpty()
    return [received]


def page_declared(tally: Tally, state: File) -> Sequence[Event]:
    """The next page has been gone through; after the last one the file is done."""
    about = (state.file_id, state.unit_id)
    page = StaffFilePageDeclared(*about, tally.rows, tally.declared, tally.unchanged, tally.bad)
    return [page, StaffFileDone(*about)] if state.next_page + 1 == state.pages else [page]
