"""What employer publishes and answers: units, the staff they declare 参停保申报, and the cases these go through.

`unit_id` is the unit's number 单位编号 as text. A case id is `<unit_id>-<yyyymmddhhmmss>-<8 hex digits>`, so that
the ids of a unit are in the order of time.
"""

from dataclasses import field
from typing import Annotated, Any, Literal, TypedDict

from kernel.cases import EVENTS as CASE_EVENTS
from kernel.cases import Attached, Label, Material, Matter
from kernel.events import Category, Contract, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Fen, Id, Month, Sealed, Text, some, text

UNIT = Category("unit")
STAFF = Category("staff")
STAFF_FILE = Category("staff-file")

UnitId = Annotated[str, text(r"[A-Za-z0-9]{1,30}", sentence="单位编号只含字母和数字,请核对。")]
InsuranceLine = Literal["pension", "medical", "unemployment", "injury", "maternity"]
Change = Literal["add", "stop"]
ParticipantCategory = Literal["employee", "flexible", "resident", "retired", "unemployed"]
StopReason = Literal["resigned", "contract_ended", "dismissed", "transferred", "retired", "died", "other"]

LINE_TITLES = {
    "pension": "养老保险",
    "medical": "医疗保险",
    "unemployment": "失业保险",
    "injury": "工伤保险",
    "maternity": "生育保险",
}
STOP_REASON_TITLES = {
    "resigned": "本人辞职",
    "contract_ended": "劳动合同期满",
    "dismissed": "单位解除劳动合同",
    "transferred": "调动",
    "retired": "退休",
    "died": "死亡",
    "other": "其他",
}
Lines = Annotated[list[InsuranceLine], some(InsuranceLine, most=5), Label("险种", "可选择多项", LINE_TITLES)]

# ------------------------------------------------------------------ events


@event(UNIT, "UnitImported")
class UnitImported(Event):
    """A unit came from the old system (OPS-05).

    `contact` is sealed JSON `{name, id_number, mobile}` of who answers for it, each "" where unknown.
    """

    unit_id: UnitId
    uscc: Id
    name: Text
    district: str
    registered_on: Date
    industry_class: int
    """风险类别 1 to 8, which sets the rate of work injury insurance."""
    contact: Sealed = ""
    address: Sealed = ""


@event(UNIT, "AgentAppointed")
class AgentAppointed(Event):
    """经办人: this account may act for the unit."""

    unit_id: UnitId
    account_id: Id
    appointed_on: Date


@event(STAFF, "StaffChangeDeclared")
class StaffChangeDeclared(Event):
    """A declaration about this person is under way in that case; no other may begin before it ends.

    `declared` is a digest of what is declared, by which the same declaration is known again.
    """

    unit_id: UnitId
    person_id: Id
    case_id: Id
    change: Change
    declared: Id


@event(STAFF, "StaffChangeDropped")
class StaffChangeDropped(Event):
    """The case was withdrawn or rejected: nothing changes, another declaration may begin."""

    unit_id: UnitId
    person_id: Id
    case_id: Id


@event(STAFF, "StaffAdded")
class StaffAdded(Event):
    """An approved addition 增员. Lines that start in different months are told in an event each.

    `participant` is a participant category 参保人员类别, `wage_fen` the agreed monthly wage.
    """

    unit_id: UnitId
    person_id: Id
    case_id: Id
    id_number: Sealed
    name: Sealed
    lines: list[InsuranceLine]
    start_month: Month
    wage_fen: Fen
    participant: ParticipantCategory = "employee"
    mobile: Sealed = ""


@event(STAFF, "StaffStopped")
class StaffStopped(Event):
    """An approved stop 减员. `paid_through` is the last month paid for, the one before `stop_month`."""

    unit_id: UnitId
    person_id: Id
    case_id: Id
    lines: list[InsuranceLine]
    stop_month: Month
    paid_through: Month
    reason: StopReason


@event(STAFF, "StaffEnrolled")
class StaffEnrolled(Event):
    """records has these lines enrolled with this unit: our own declaration confirmed, or one we did not make."""

    unit_id: UnitId
    person_id: Id
    lines: list[InsuranceLine]
    start_month: Month


@event(STAFF, "StaffEnded")
class StaffEnded(Event):
    """records has stopped these lines: our own declaration confirmed, or a death, a retirement."""

    unit_id: UnitId
    person_id: Id
    lines: list[InsuranceLine]
    stop_month: Month


@event(STAFF, "StaffRefused")
class StaffRefused(Event):
    """records refused to enrol: these lines are not with this unit. `code` is the code of its refusal."""

    unit_id: UnitId
    person_id: Id
    case_id: Id
    lines: list[InsuranceLine]
    code: str


class BadRow(TypedDict):
    """A row that was not declared: the line it starts on, the refusal's code and its Chinese sentence."""

    line: int
    column: str
    code: str
    sentence: str


@event(STAFF_FILE, "StaffFileReceived")
class StaffFileReceived(Event):
    """A file of staff changes was handed in; its content is kept sealed, its rows are gone through page by page."""

    file_id: Id
    unit_id: UnitId
    file_name: Sealed
    rows: Count
    received_by: Id


@event(STAFF_FILE, "StaffFilePageDeclared")
class StaffFilePageDeclared(Event):
    """The next `rows` rows were gone through: declared in cases, found declared before, or bad."""

    file_id: Id
    unit_id: UnitId
    rows: Count
    declared: Count
    unchanged: Count
    bad: list[BadRow]


@event(STAFF_FILE, "StaffFileDone")
class StaffFileDone(Event):
    """All rows were gone through."""

    file_id: Id
    unit_id: UnitId


UNIT_EVENTS = (UnitImported, AgentAppointed)
STAFF_EVENTS = (
    StaffChangeDeclared,
    StaffChangeDropped,
    StaffAdded,
    StaffStopped,
    StaffEnrolled,
    StaffEnded,
    StaffRefused,
)
STAFF_FILE_EVENTS = (StaffFileReceived, StaffFilePageDeclared, StaffFileDone)

CONTRACT = Contract("employer", [*UNIT_EVENTS, *STAFF_EVENTS, *STAFF_FILE_EVENTS, *CASE_EVENTS])

# ------------------------------------------------------------------ matters


@message
class StaffAddition:
    """The form of ENR-01. A known person's name may be left empty; the wage is the agreed monthly one."""

    id_number: Annotated[str, text(most=40, least=1), Label("公民身份号码(社会保障号)", "18位,末位可为X")]
    lines: Lines
    start_month: Annotated[Month, Label("参保起始月", "工伤保险的起始月由系统确定")]
    wage_fen: Annotated[Fen, Label("月工资", "签订劳动合同的职工填合同约定的月工资")]
    name: Annotated[str, text(r"[^\x00-\x1f\x7f]*", most=50), Label("姓名", "曾参保的职工由系统带出,可不填")] = ""
    mobile: Annotated[str, text(most=30), Label("手机号码")] = ""
    participant: Annotated[Literal["employee"], Label("参保人员类别", choices={"employee": "职工"})] = "employee"


@message
class StaffStop:
    """The form of ENR-03."""

    id_number: Annotated[str, text(most=40, least=1), Label("公民身份号码(社会保障号)", "18位,末位可为X")]
    lines: Lines
    stop_month: Annotated[Month, Label("停保月", "缴费至停保月的上一个月")]
    reason: Annotated[StopReason, Label("停保原因", choices=STOP_REASON_TITLES)]


STAFF_ADDITION = Matter(
    code="staff-add",
    title="职工参保登记(增员)",
    applicant="unit",
    form=StaffAddition,
    deadline="deadline/registration",
    materials=(
        Material("labour_contract", "劳动合同", help="双方签字盖章的劳动合同,图片或PDF"),
        Material("other", "其他材料", required=False),
    ),
    guide="用人单位自用工之日起30日内为职工办理社会保险登记。",
)
STAFF_STOP = Matter(
    code="staff-stop",
    title="职工停保登记(减员)",
    applicant="unit",
    form=StaffStop,
    deadline="deadline/change",
    materials=(Material("proof_of_leaving", "解除或终止劳动关系证明", required=False),),
    guide="用人单位自终止或解除劳动关系之日起15日内报送。",
)
MATTERS = {matter.code: matter for matter in (STAFF_ADDITION, STAFF_STOP)}
MatterCode = Literal["staff-add", "staff-stop"]

# ------------------------------------------------------------------ commands

Materials = Annotated[list[Attached], some(Attached, least=0, most=50)]


@message
class DeclareStaffAdded:
    """Hand in an addition; `case_id` names the draft it continues. Result: `{case_id, due_on}`."""

    unit_id: UnitId
    form: StaffAddition
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class DeclareStaffStopped:
    """Hand in a stop; `case_id` names the draft it continues. Result: `{case_id, due_on}`."""

    unit_id: UnitId
    form: StaffStop
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class SaveDraft:
    """Keep what is filled in so far (any part of the matter's form). Result: `{case_id}`."""

    unit_id: UnitId
    matter: MatterCode
    form: dict[str, Any]
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class KeepDocument:
    """Keep a document that is to be attached: base64 of a PDF, JPEG or PNG, at most 5 MB. Result: `{document}`."""

    unit_id: UnitId
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class WithdrawCase:
    """撤回. Result: `{case_id}`."""

    case_id: Id


@message
class ClaimCase:
    """An officer takes a case; with `take_over` also from a colleague. Result: `{case_id}`."""

    case_id: Id
    take_over: bool = False


@message
class AskForMaterial:
    """The claiming officer asks for more; `wanted` are material codes of the matter. Result: `{case_id}`."""

    case_id: Id
    wanted: Annotated[list[Id], some(Id, most=20)]
    reason: Annotated[str, text(most=500, least=1)]


@message
class AddMaterial:
    """The applicant hands in what was asked for. Result: `{case_id, due_on}`."""

    case_id: Id
    materials: Annotated[list[Attached], some(Attached, most=50)]


@message
class ApproveCase:
    """The claiming officer agrees; the change is carried out with it. Result: `{case_id, outcome}`."""

    case_id: Id


@message
class RejectCase:
    """The claiming officer refuses, with a reason for the applicant. Result: `{case_id}`."""

    case_id: Id
    reason: Annotated[str, text(most=500, least=1)]


@message
class DeclareStaffFile:
    """Hand in an XLSX or CSV of staff changes (ENR-17), base64. Result: `{file_id, rows}`; see GetStaffFile."""

    unit_id: UnitId
    file_name: Annotated[str, text(most=200, least=1)]
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class AppointAgent:
    """Let an account act for a unit. Result: `{}`."""

    unit_id: UnitId
    account_id: Id


# ------------------------------------------------------------------ queries


@message
class GetUnit:
    """`{unit_id, uscc, name, district, registered_on, industry_class, contact, address, agents}`."""

    unit_id: UnitId


@message
class GetRoster:
    """`{staff: [...], next}`: at most `limit` of the unit's staff behind `after` (the `next` of the page before).

    Each: `{person_id, id_number, name, status, lines: {line: {start_month, confirmed}}, stopped: {line: stop_month},
    wage_fen, case_id, change, refused}`; `status` is active, pending, stopped, refused. A page may be short while
    `next` is there.
    """

    unit_id: UnitId
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50
    status: Literal["", "active", "pending", "stopped", "refused"] = ""


@message
class GetCase:
    """A case with its form, materials and history: see kernel.cases.progress.shown."""

    case_id: Id


@message
class ListCases:
    """`{cases: [...], next}`, the newest first, as GetRoster pages; `status` filters (EMP-06)."""

    unit_id: UnitId
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50
    status: Annotated[str, text(r"[a-z_]*")] = ""


@message
class FindPerson:
    """`{person_id, known, name, kind, active_lines, case_id}` for a valid ID number; `name` is masked.

    `kind` is `new` or `returning` (续保: enrolled once before, anywhere); `active_lines` are those with this unit.
    """

    unit_id: UnitId
    id_number: Annotated[str, text(most=40)]


@message
class GetDocument:
    """`{media_type, content}` (base64) of a document that is attached to the case."""

    case_id: Id
    document: Id


@message
class CheckStaffFile:
    """Dry run of DeclareStaffFile: `{rows, good, unchanged, bad: [BadRow]}`; nothing is kept."""

    unit_id: UnitId
    file_name: Annotated[str, text(most=200, least=1)]
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class GetStaffFile:
    """`{file_id, state, rows, done, declared, unchanged, bad: [BadRow]}`; `state` is working or done."""

    file_id: Id


# ------------------------------------------------------------------ refusals


class NotYourUnit(Refused):
    code = "not_your_unit"
    sentence = "您只能为您所在的单位办理。如需为其他单位办理,请先切换单位。"
    status = 403


class UnitUnknown(Refused):
    code = "unit_unknown"
    sentence = "没有找到该单位,请核对单位编号;新单位请先办理单位参保登记。"
    fields = ("unit_id",)
    status = 404


class IdNumberWrong(Refused):
    """`why` is a Chinese reason made of the first step that failed (handbook 1.1)."""

    code = "id_number_wrong"
    sentence = "公民身份号码不正确:{why}。请对照身份证逐位核对。"
    fields = ("form.id_number",)


class MobileWrong(Refused):
    code = "mobile_wrong"
    sentence = "手机号码不正确,请填写11位手机号码,或留空。"
    fields = ("form.mobile",)


class NameMissing(Refused):
    code = "name_missing"
    sentence = "该职工首次参保,请填写姓名。"
    fields = ("form.name",)


class NameDiffers(Refused):
    code = "name_differs"
    sentence = "姓名与该公民身份号码的参保登记不一致,请核对身份证;如已改名,请先办理个人信息变更。"
    fields = ("form.name",)


class WageNotPositive(Refused):
    code = "wage_not_positive"
    sentence = "月工资应大于0,单位为元,最多两位小数,请重新填写。"
    fields = ("form.wage_fen",)


class LineNotOffered(Refused):
    """`line` is the line's Chinese title, `entrance` where it is enrolled instead."""

    code = "line_not_offered"
    sentence = "{line}不在此处办理,请到“{entrance}”办理。"
    fields = ("form.lines",)


class MonthNotAllowed(Refused):
    """`line` is the line's Chinese title; `allowed` the months that may be chosen, as text."""

    code = "month_not_allowed"
    sentence = "{line}本次可选的月份为{allowed},请重新选择。"
    fields = ("form.start_month", "form.stop_month")


class ActiveHereAlready(Refused):
    code = "active_here_already"
    sentence = "该职工已在本单位参加{lines},无需重复增员。请去掉这些险种,或先查看职工名册。"
    fields = ("form.lines",)
    status = 409


class NotActiveHere(Refused):
    code = "not_active_here"
    sentence = "该职工未在本单位参加{lines},不能停保。请核对公民身份号码和险种。"
    fields = ("form.lines",)
    status = 409


class StopBeforeStart(Refused):
    code = "stop_before_start"
    sentence = "{line}自{start}起参保,停保月不能早于该月。如误增员,请联系经办机构更正。"
    fields = ("form.stop_month",)
    status = 409


class DeclaredAlready(Refused):
    """Another declaration about the person is under way."""

    code = "declared_already"
    sentence = "该职工已有办理中的申报(办件编号{case_id}),请等待办结,或先撤回该办件。"
    fields = ("form.id_number",)
    status = 409


class DocumentWrong(Refused):
    code = "document_wrong"
    sentence = "材料应为PDF、JPEG或PNG文件,不超过5MB,请转换后重新上传。"
    fields = ("content",)


class DocumentUnknown(Refused):
    code = "document_unknown"
    sentence = "所附材料没有上传成功,请重新上传后再提交。"
    fields = ("materials",)
