"""Doubles cleared (ENR-22): two active relations of a line, two archive entries of one person, months paid twice,
relations that go on after a death or retirement reported elsewhere."""

from typing import Annotated, Literal

from kernel.cases import Label, Material, Matter
from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Id, Month, some, text
from services.records.contract.words import LINE_NAMES, PERSON, Line, UnitId

CLEARED = "double"
"""The reason of a relation that an officer has ended because another one is the right one."""

CLEARING = Category("clearing", public=False)
"""`clearing-<person_id>`: which relations of a person were ended as doubles and opened again, which months given back.
One comes after another, each decided on what the others have left; what others need is in enrolments and years."""

# ------------------------------------------------------------------ events


@event(PERSON, "EntryMerged")
class EntryMerged(Event):
    """档案合并: this entry is an alias of `into` from now on; its streams stay as they are and go on."""

    person_id: Id
    into: Id
    case_id: Id
    merged_on: Date


@event(PERSON, "AliasTaken")
class AliasTaken(Event):
    """The other entry `alias` is of this person, too: what is asked of either is answered with both."""

    person_id: Id
    alias: Id
    case_id: Id
    merged_on: Date


@event(PERSON, "MergeUndone")
class MergeUndone(Event):
    """The two entries are of two people after all; noted in both."""

    person_id: Id
    other: Id
    case_id: Id
    undone_on: Date


@event(CLEARING, "RelationCleared")
class RelationCleared(Event):
    """重复参保清理: of relations active on these lines this one ended; a person's clearings come one after another."""

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    case_id: Id
    cleared_on: Date


@event(CLEARING, "RelationReopened")
class RelationReopened(Event):
    """恢复参保关系: what was ended as a double goes on; months that went back meanwhile are owed again."""

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    case_id: Id
    reopened_on: Date


@event(CLEARING, "MonthGivenBack")
class MonthGivenBack(Event):
    """退费: this entry of the person gave the month back; refunds of a person come one after another."""

    person_id: Id
    unit_id: UnitId
    period: Month
    lines: list[Line]
    case_id: Id
    given_back_on: Date


DOUBLE_EVENTS = (EntryMerged, AliasTaken, MergeUndone, RelationCleared, RelationReopened, MonthGivenBack)

# ------------------------------------------------------------------ messages

DoubleKind = Literal["relations", "entries", "payments", "final"]
"""Two active relations of a line; two archive entries that look alike; a month of a line paid twice; a relation that
goes on after another unit has reported a death or retirement."""
LastReason = Literal["died", "retired"]
LAST_REASONS: dict[str, str] = {"died": "死亡", "retired": "退休"}


@message
class FindDoubles:
    """An officer has everybody looked through today. Harmless to repeat. Result: as GetRun."""


@message
class GetDoubles:
    """What was found last and still stands: `{found_on, rows: [{person_id, name (masked), ...}], next}`.

    relations: `lines: [{line, line_name, units}]`; entries: `others: [{person_id, name}]`; payments: `months: [{month,
    line, line_name, units}]`; final: `lines` as with relations, `reports: [{unit_id, reason (died or retired), title,
    paid_through}]`.
    """

    kind: DoubleKind
    after: Annotated[str, text(most=200)] | None = None
    limit: Count = 50


# ------------------------------------------------------------------ forms

UNIT = Annotated[UnitId, Label("应终止的参保关系（单位编号）", "以个人身份参保的填self")]
LINES = Annotated[list[Line], some(Line, most=5), Label("险种", choices=LINE_NAMES)]
REASON = Annotated[str, text(most=500), Label("情况说明")]
OTHER = Annotated[str, text(most=40, least=1), Label("另一份档案的公民身份号码")]


@message
class ClearRelation:
    """Which of two relations of a line ends, or one after a death or retirement reported elsewhere; from which month on
    it is not owed."""

    unit_id: UNIT
    lines: LINES
    from_month: Annotated[Month, Label("自该月起不再应缴")]
    reason: REASON = ""


@message
class ReopenRelation:
    """A relation that was ended as a double, or by a death or retirement wrongly reported, goes on after all."""

    unit_id: UNIT
    lines: LINES
    reason: REASON = ""


@message
class MergeEntries:
    """Which other entry is of the same person."""

    other_id_number: OTHER
    reason: REASON = ""


@message
class UndoMerge:
    """Which entry is of somebody else after all."""

    other_id_number: OTHER
    reason: REASON = ""


PROOF = Material("proof", "劳动合同、身份证明等材料", help="证明应保留哪一个参保关系或哪一份档案的材料")
GUIDE = (
    "同一险种只保留一个参保关系，同一人只保留一份档案；重复的由经办机构核实后终止或合并，多缴的可以申请退费。"
    "一个单位申报死亡或退休后，其他参保关系由经办机构核实后终止；误报的可以申请恢复。"
)
CLEAR_RELATION = Matter(
    code="double-relation",
    title="重复参保清理",
    applicant="person",
    form=ClearRelation,
    deadline="deadline/change",
    materials=(PROOF,),
    guide=GUIDE,
)
REOPEN_RELATION = Matter(
    code="double-relation-undo",
    title="恢复因重复终止的参保关系",
    applicant="person",
    form=ReopenRelation,
    deadline="deadline/change",
    materials=(PROOF,),
    guide=GUIDE,
)
MERGE_ENTRIES = Matter(
    code="double-entry",
    title="重复档案合并",
    applicant="person",
    form=MergeEntries,
    deadline="deadline/change",
    materials=(PROOF,),
    guide=GUIDE,
)
UNDO_MERGE = Matter(
    code="double-entry-undo",
    title="撤销档案合并",
    applicant="person",
    form=UndoMerge,
    deadline="deadline/change",
    materials=(PROOF,),
    guide=GUIDE,
)
DOUBLE_MATTERS = (CLEAR_RELATION, REOPEN_RELATION, MERGE_ENTRIES, UNDO_MERGE)

# ------------------------------------------------------------------ refusals


class NotDouble(Refused):
    """The line has one active relation and nobody reported a death or retirement, or this one is not active."""

    code = "records_not_double"
    sentence = (
        "{lines}没有两个正常参保的关系，也没有单位申报死亡或退休，或所填关系已停止，无需清理。请核对险种和单位编号。"
    )
    fields = ("form.unit_id", "form.lines")
    status = 409


class ClearedTooLate(Refused):
    """A double ends now: one that goes on for years would only be seen no more."""

    code = "records_cleared_too_late"
    sentence = "重复的参保关系最晚自{last}起不再应缴，请改为该月或以前的月份。"
    fields = ("form.from_month",)


class NotClearedHere(Refused):
    """The relation was not ended as a double, nor by a death or retirement."""

    code = "records_not_cleared_here"
    sentence = "{lines}在该单位的参保关系不是因重复参保、死亡或退休终止的，不能恢复；如需参保，请办理参保登记。"
    fields = ("form.unit_id", "form.lines")
    status = 409


class StoppedMeanwhile(Refused):
    """The unit has stopped somebody whose relation an officer had ended before: it does not go on."""

    code = "records_stopped_meanwhile"
    sentence = "单位已申报{lines}自{month}起停保，该关系不能恢复。{month}以前应缴的月份，请单位办理补缴。"
    fields = ("form.unit_id", "form.lines")
    status = 409


class OfficersOnly(Refused):
    """Archive entries are merged by officers, after they have seen the person."""

    code = "records_officers_only"
    sentence = "档案合并由经办机构核实后办理，请携带身份证件到服务窗口。"
    status = 403


class EntryUnknown(Refused):
    """There is no other entry with that number, or it is this one."""

    code = "records_entry_unknown"
    sentence = "没有查到该号码的另一份档案，请核对公民身份号码。"
    fields = ("form.other_id_number",)
    status = 409


class EntryMergedAlready(Refused):
    """One of the two is an alias, or has been joined already."""

    code = "records_entry_merged_already"
    sentence = "其中一份档案已经合并过，请先撤销原来的合并，再重新办理。"
    fields = ("form.other_id_number",)
    status = 409


class NotMerged(Refused):
    """The two entries are not joined."""

    code = "records_not_merged"
    sentence = "这两份档案没有合并，无需撤销。请核对公民身份号码。"
    fields = ("form.other_id_number",)
    status = 409
