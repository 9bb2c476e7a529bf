"""Events about relations that move, 关系转移接续."""

from typing import Literal, TypedDict

from kernel.events import Event, event
from kernel.schema import Count, Date, Id
from services.records.contract.words import TRANSFER, Direction, Line, Region


class TransferStep(TypedDict):
    """One step of a transfer: who does what, in how many working days, due when, done when."""

    step: int
    who: Literal["new", "old"]
    title: str
    working_days: Count
    due_on: Date


@event(TRANSFER, "TransferRequested")
class TransferRequested(Event):
    """关系转移接续 is asked for. `late`: later than the policy's days after leaving, taken with a warning."""

    transfer_id: Id
    person_id: Id
    line: Line
    direction: Direction
    from_region: Region
    to_region: Region
    left_on: Date | None
    requested_on: Date
    late: bool
    steps: list[TransferStep]
    """The due days if each step ends on its due day; a step done on another day moves the later ones."""


@event(TRANSFER, "TransferReplied")
class TransferReplied(Event):
    """The new place's letter: accepted 同意接收, or its written refusal with the reason, which ends the transfer."""

    transfer_id: Id
    person_id: Id
    accepted: bool
    reason: str
    replied_on: Date


@event(TRANSFER, "TransferAdvanced")
class TransferAdvanced(Event):
    """A step is done; the steps that remain have new due days counted from that day."""

    transfer_id: Id
    person_id: Id
    step: int
    done_on: Date
    overdue: bool
    remaining: list[TransferStep]


@event(TRANSFER, "TransferCompleted")
class TransferCompleted(Event):
    """办结: the last step is done."""

    transfer_id: Id
    person_id: Id
    completed_on: Date
