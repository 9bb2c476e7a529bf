"""One transfer of an insured relation 关系转移接续, `transfer-<transfer_id>` (handbook 9, TRF-01, TRF-02). Pure.

It goes step by step between the old and the new place. Every step has a day it is due, counted in working days from
the day the step before was done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_working_days
from kernel.context import Context
from kernel.policy import City
from services.records import contract as c
from services.records.transfers.rules import reminder_day

TransferEvent = c.TransferRequested | c.TransferReplied | c.TransferAdvanced | c.TransferCompleted
NOT_TRANSFERABLE = frozenset({"injury", "maternity"})
"""工伤, 生育: enrol anew (经办条例 art. 15)."""
Who = Literal["new", "old"]
Planned = tuple[Who, str, int]
"""Who does it, what, in how many working days."""

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its due day, and the day it was done."""

    step: int
    who: Who
    title: str
    working_days: int
    due_on: str
    done_on: str | None = None


@dataclass(frozen=True, slots=True)
class NotRequested:
    """Nobody has asked for it."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Asked for and not finished; the first step without a day is the next one."""

    asked: c.TransferRequested
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step:
        """The step that is waited for."""
        return next(step for step in self.steps if step.done_on is None)

    @property
    def taken(self) -> bool:
        """Whether the new place has agreed to take the relation: its first step is done."""
        return any(step.done_on for step in self.steps if step.who == "new")

    @property
    def since(self) -> str:
        """The day the next step began: its days are counted from there."""
        return max((step.done_on for step in self.steps if step.done_on), default=self.asked.requested_on)


@dataclass(frozen=True, slots=True)
class Completed:
    """办结."""

    asked: c.TransferRequested
    steps: tuple[Step, ...]
    on: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The new place refused it in writing: 不予接收."""

    asked: c.TransferRequested
    steps: tuple[Step, ...]
    on: str
    reason: str


Transfer = NotRequested | UnderWay | Completed | Declined


def evolve(transfer: Transfer, event: TransferEvent) -> Transfer:
    """The transfer after an event."""
    if isinstance(event, c.TransferRequested):
        return UnderWay(event, tuple(Step(**step) for step in event.steps))
    if not isinstance(transfer, UnderWay):
        return transfer
    match event:
        case c.TransferReplied():
            if event.accepted:
                return transfer
            return Declined(transfer.asked, transfer.steps, event.replied_on, event.reason)
        case c.TransferAdvanced():
            done = replace(transfer.next, done_on=event.done_on)
            before = transfer.steps[: event.step - 1]
            return replace(transfer, steps=(*before, done, *(Step(**step) for step in event.remaining)))
        case c.TransferCompleted():
            return Completed(transfer.asked, transfer.steps, event.completed_on)
        case _:
            assert_never(event)


transfer: Aggregate[Transfer] = Aggregate(initial=NotRequested(), evolve=evolve)

# ------------------------------------------------------------------ decisions


@dataclass(frozen=True, slots=True)
class Standing:
    """What the record says of the person and the line here."""

    active: bool
    known: bool
    retired: bool


def request(
    wanted: c.RequestTransfer, transfer_id: str, transfer: Transfer, standing: Standing, city: City, context: Context
) -> list[TransferEvent]:
    """Take the application, or say what has to be done before. Late after leaving is a warning only (TRF-01)."""
    _check_application(wanted, standing, city, context.today)
    if isinstance(transfer, UnderWay):
        raise c.TransferUnderWay(since=transfer.asked.requested_on)
    reminder = city.policy.find("transfer/reminder", context.today)
    late = bool(wanted.left_on and reminder and context.today > reminder_day(wanted.left_on, reminder["days"]))
    return [
        c.TransferRequested(
            transfer_id=transfer_id,
            person_id=wanted.person_id,
            line=wanted.line,
            direction=wanted.direction,
            from_region=wanted.from_region,
            to_region=wanted.to_region,
            left_on=wanted.left_on,
            requested_on=context.today,
            late=late,
            steps=_scheduled(_planned(wanted, city, context.today), context.today),
        )
    ]


def advance(command: c.AdvanceTransfer, transfer: Transfer, context: Context) -> list[TransferEvent]:
    """Record that the next step was done; the due days of those that remain move with it (TRF-02)."""
    under_way = _under_way(transfer)
    step, done_on = under_way.next, command.done_on or context.today
    if command.step != step.step:
        raise c.StepNotNext(expected=step.step, title=step.title)
    _check_day(done_on, under_way, context.today)
    asked, waiting = under_way.asked, under_way.steps[step.step :]
    remaining = _scheduled([(s.who, s.title, s.working_days) for s in waiting], done_on, step.step + 1)
    advanced = c.TransferAdvanced(
        asked.transfer_id, asked.person_id, step.step, done_on, done_on > step.due_on, remaining
    )
    ids = (asked.transfer_id, asked.person_id)
    taken = step.who == "new" and not under_way.taken
    before = [c.TransferReplied(*ids, True, "", done_on)] if taken else []
    return [*before, advanced, *([] if waiting else [c.TransferCompleted(*ids, done_on)])]


def decline(command: c.RefuseTransfer, transfer: Transfer, context: Context) -> list[TransferEvent]:
    """Record the new place's written refusal, which can only come before it has taken the relation."""
    under_way = _under_way(transfer)
    if under_way.taken:
        raise c.StepNotNext(expected=under_way.next.step, title=under_way.next.title)
    replied_on = command.replied_on or context.today
    _check_day(replied_on, under_way, context.today)
    asked = under_way.asked
    return [c.TransferReplied(asked.transfer_id, asked.person_id, False, command.reason, replied_on)]


def _check_application(wanted: c.RequestTransfer, standing: Standing, city: City, today: str) -> None:
    named = {"line": c.LINE_NAMES[wanted.line]}
    if wanted.line in NOT_TRANSFERABLE:
        raise c.LineNotTransferable(**named)
    _check_places(wanted, city)
    if wanted.left_on and wanted.left_on > today:
        raise c.LeftInFuture()
    if wanted.line == "pension" and standing.retired:
        raise c.PensionDrawn()
    if wanted.direction == "in" and not standing.active:
        raise c.NoOpenAccount(**named)
    if wanted.direction == "out" and not standing.known:
        raise c.NothingToTransfer(**named)
    if wanted.direction == "out" and standing.active:
        raise c.StillEnrolled(**named)


def _check_places(wanted: c.RequestTransfer, city: City) -> None:
    """One place is this city, the other is not; districts of one city are one place (the first four digits)."""
    here = city["region"][:4]
    ours, other = wanted.to_region[:4], wanted.from_region[:4]
    if wanted.direction == "out":
        ours, other = other, ours
    if ours != here:
        place = "转入地" if wanted.direction == "in" else "转出地"
        raise c.SamePlace(problem=f"{place}应为{city['name']}，请重新选择。到其他城市办理的，请向该市申请。")
    if other == here:
        raise c.SamePlace(problem="转出地和转入地是同一城市，不需要转移，请重新选择。")


def _planned(wanted: c.RequestTransfer, city: City, today: str) -> list[Planned]:
    """Who does what in how many working days, by the city's policy (handbook 9.1, 9.4). Raises NoPolicy."""
    if wanted.line == "pension":
        days = city.policy.at("transfer/pension", today)
        crossing = wanted.from_region[:2] != wanted.to_region[:2]
        moved = "提供参保信息表并划转基金" if crossing else "提供参保信息表并转移关系"
        return [
            ("new", "审核申请并发出联系函", days["reply"]),
            ("old", moved, days["send"]),
            ("new", "核对入账并告知本人", days["finish"]),
        ]
    if wanted.line == "medical":
        days = city.policy.at("transfer/medical", today)
        return [("old", "转出地办理转出", days["out"]), ("new", "转入地办理转入", days["in"])]
    # Of unemployment only in-province terms are known (handbook 9.4): the time a change of registration has.
    working_days = city.policy.at("deadline/change", today)["working_days"]
    return [("old", "转出地办理转出", working_days), ("new", "转入地办理转入", working_days)]


def _scheduled(planned: Iterable[Planned], since: str, first: int = 1) -> list[c.TransferStep]:
    """The steps with the days they are due if each ends on its own; the day they begin does not count."""
    steps: list[c.TransferStep] = []
    for number, (who, title, working_days) in enumerate(planned, first):
        since = add_working_days(since, working_days)
        steps.append({"step": number, "who": who, "title": title, "working_days": working_days, "due_on": since})
    return steps


def _under_way(transfer: Transfer) -> UnderWay:
    match transfer:
        case UnderWay():
            return transfer
        case NotRequested():
            raise c.TransferUnknown()
        case Completed():
            raise c.TransferEnded(state="办结")
        case Declined():
            raise c.TransferEnded(state="被转入地退回")
        case _:
            assert_never(transfer)


def _check_day(day: str, under_way: UnderWay, today: str) -> None:
    if not under_way.since <= day <= today:
        raise c.StepDayInvalid(earliest=under_way.since, latest=today)


def overdue(step: Step, today: str) -> bool:
    """Whether the step was done late, or is late now."""
    return (step.done_on or today) > step.due_on


def next_number(transfers: Sequence[Transfer]) -> int:
    """The number under which the next application of the same kind is kept: an open one's own, else a new one."""
    if transfers and isinstance(transfers[-1], UnderWay):
        return len(transfers)
    return len(transfers) + 1
