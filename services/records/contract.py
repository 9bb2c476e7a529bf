"""What records publishes and answers: persons, enrolment, contributions, balances, bills and transfers.

Money is whole fen, months are "2026-11", days "2026-11-22". Personal data is sealed text. A contribution has separate
dates that are never merged (handbook 0): `period` the month it is for 费款所属期, `due_on` 应缴期限, `arrived_on` 到账.
"""

from typing import Annotated, Literal, TypedDict

from kernel.events import Category, Contract, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Fen, Id, Month, Sealed, Text, text

PERSON = Category("person")
"""`person-<person_id>`"""
ENROLMENT = Category("enrolment")
"""`enrolment-<person_id>-<unit_id>`: a person's insured relation with one unit."""
CONTRIBUTION = Category("contribution")
"""`contribution-<person_id>-<year>`: imported, assessed and paid lines of the months of one year."""
BALANCE = Category("balance")
"""`balance-<person_id>`: opening balances and interest; credits come from the contributions."""
BILL = Category("bill")
"""`bill-<unit_id>-<month>`: what a unit owes for a month, and the money that arrived for it."""
TRANSFER = Category("transfer")
"""`transfer-<transfer_id>`, the id being `<person_id>-<line>-<direction>-<number>`."""
RUN = Category("run")
"""`run-<matter>-<of>`: mass work carried out page by page, with its progress."""

Line = Literal["pension", "medical", "unemployment", "injury", "maternity"]
"""险种: 养老, 医疗, 失业, 工伤, 生育."""
LINES: tuple[Line, ...] = ("pension", "medical", "unemployment", "injury", "maternity")
LINE_NAMES: dict[str, str] = {
    "pension": "养老保险",
    "medical": "医疗保险",
    "unemployment": "失业保险",
    "injury": "工伤保险",
    "maternity": "生育保险",
}
AccountLine = Literal["pension", "medical"]
"""Lines with a personal account 个人账户."""
PersonKind = Literal["employee", "flexible", "resident", "retired", "unemployed"]
"""参保人员类别 (handbook 2)."""
Kind = Literal["normal", "back_payment", "adjustment", "deferred", "lump", "refund"]
"""缴费类型: 正常, 补缴, 补差, 缓缴, 一次性, 退费 (handbook 4.3)."""
SELF = "self"
"""The unit id of a relation in which people pay for themselves: 灵活就业人员."""
Direction = Literal["in", "out"]
Matter = Literal["assessment", "interest"]
Region = Annotated[str, text(r"\d{6}", sentence="请填写6位行政区划代码。")]
UnitId = Annotated[str, text(r"[A-Za-z0-9_.:-]+", most=60, least=1, sentence="单位编号不正确,请核对后重试。")]

# ------------------------------------------------------------------ persons


@event(PERSON, "PersonRegistered")
class PersonRegistered(Event):
    """A person is in the archive. `born` ("1990-03-07") and `mobile` are sealed, empty where not known."""

    person_id: Id
    id_number: Sealed
    name: Sealed
    mobile: Sealed
    born: Sealed
    household_region: str
    """The region the ID number begins with or the household place that was brought in; may be an abolished code."""
    kind: PersonKind
    registered_on: Date
    district: str = ""
    """The region code of the agency 经办机构 that keeps the record."""
    computer_number: Sealed = ""
    """个人电脑号, where the city has one."""


@event(PERSON, "DeemedMonthsConfirmed")
class DeemedMonthsConfirmed(Event):
    """视同缴费年限: months of work before the scheme, confirmed from the personal file; never a payment.

    The last confirmation counts.
    """

    person_id: Id
    months: Count
    document: str


@event(PERSON, "PersonCorrected")
class PersonCorrected(Event):
    """Something in the archive was put right; None leaves it as it was."""

    person_id: Id
    name: Sealed | None = None
    mobile: Sealed | None = None
    household_region: str | None = None
    kind: PersonKind | None = None
    reason: str = ""


# ------------------------------------------------------------------ enrolment


@event(ENROLMENT, "PersonEnrolled")
class PersonEnrolled(Event):
    """The lines are active 正常参保 in this relation from `start_month` on; a new spell where they were stopped.

    `wage_fen` is the monthly wage the base is made of; 0 where the old system did not tell: then the last base counts.
    """

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    start_month: Month
    wage_fen: Fen
    participant: PersonKind


@event(ENROLMENT, "PersonStopped")
class PersonStopped(Event):
    """The lines are suspended 暂停参保: paid up to and including `paid_through` (handbook 4.2)."""

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    stop_month: Month
    paid_through: Month
    reason: str


@event(ENROLMENT, "EnrolmentRefused")
class EnrolmentRefused(Event):
    """A staff change that was approved and cannot be carried out here: shown to unit and officer, changes nothing."""

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    change: Literal["add", "stop"]
    month: Month
    code: str
    sentence: str


# ------------------------------------------------------------------ contributions


class ImportedRow(TypedDict):
    """A contribution as the old system had it; `arrived_on` None: assessed there and never paid.

    `unit_id` is SELF where the person paid; `account` is what the personal account got. A refund has negative amounts.
    """

    period: Month
    line: Line
    kind: Kind
    unit_id: str
    base: Fen
    employer: Fen
    individual: Fen
    account: Fen
    arrived_on: Date | None


@event(CONTRIBUTION, "ContributionsImported")
class ContributionsImported(Event):
    """Rows of one person and one year from the old system, all of them at once."""

    person_id: Id
    year: int
    rows: list[ImportedRow]


class AssessedLine(TypedDict):
    """base × rate, per payer; `account` is what the personal account gets of it once paid."""

    line: Line
    base: Fen
    employer: Fen
    individual: Fen
    account: Fen
    policy: list[str]
    """Ids of the policy entries the amounts were worked out with."""


@event(CONTRIBUTION, "ContributionsAssessed")
class ContributionsAssessed(Event):
    """核定: what is owed for a person, unit and month, on the lines not assessed before."""

    person_id: Id
    unit_id: UnitId
    period: Month
    participant: PersonKind
    lines: list[AssessedLine]
    due_on: Date


class PaidLine(TypedDict):
    """A line that is paid in full; `credited` goes to the personal account."""

    line: Line
    employer: Fen
    individual: Fen
    credited: Fen


@event(CONTRIBUTION, "ContributionsPaid")
class ContributionsPaid(Event):
    """The lines of that month are paid: the months count, the personal share is credited."""

    person_id: Id
    unit_id: UnitId
    period: Month
    lines: list[PaidLine]
    arrived_on: Date
    voucher: str


# ------------------------------------------------------------------ balances


@event(BALANCE, "OpeningBalanceImported")
class OpeningBalanceImported(Event):
    """Personal accounts as the old system closed them: everything that arrived up to and including `as_of`."""

    person_id: Id
    pension: Fen
    medical: Fen
    as_of: Date


@event(BALANCE, "InterestCredited")
class InterestCredited(Event):
    """计息 of one account and year: on the opening balance and on the year's credits, each rounded to fen."""

    person_id: Id
    line: AccountLine
    year: int
    opening: Fen
    credits: Fen
    on_opening: Fen
    on_credits: Fen
    closing: Fen
    policy: str
    credited_on: Date


# ------------------------------------------------------------------ bills and payments


class BilledLine(TypedDict):
    """What one person adds to a unit's bill on one line."""

    line: Line
    base: Fen
    employer: Fen
    individual: Fen
    account: Fen


class BilledMember(TypedDict):
    """One person of a unit's bill."""

    person_id: Id
    lines: list[BilledLine]


@event(BILL, "BillAssessed")
class BillAssessed(Event):
    """Members are added to what a unit owes for a month. The bill is the sum of all of them."""

    unit_id: UnitId
    period: Month
    due_on: Date
    members: list[BilledMember]


class LinePayment(TypedDict):
    """How a payment was used on one line. `late_days` counts from the day after the due day."""

    line: Line
    principal: Fen
    late_fee: Fen
    """Paid towards late fees 滞纳金."""
    late_fee_charged: Fen
    """Newly owed by the unit because `principal` came late; never the employee's."""
    late_days: Count


@event(BILL, "PaymentArrived")
class PaymentArrived(Event):
    """到账: `amount` = the lines' principal and late fees + `excess` (kept for the unit). A voucher counts once."""

    unit_id: UnitId
    period: Month
    voucher: str
    line: str
    """A line, or "total"."""
    amount: Fen
    arrived_on: Date
    lines: list[LinePayment]
    excess: Fen


@event(BILL, "LinesSettled")
class LinesSettled(Event):
    """Everything billed so far on these lines is paid; the members' months follow, in their own streams.

    `number` counts the settlements of this bill. A line that is paid in part settles nothing: neither months nor
    credits are cut in pieces (劳办发〔1997〕116号: a month in arrears is credited when the whole of it is paid).
    """

    unit_id: UnitId
    period: Month
    number: int
    lines: list[Line]
    voucher: str
    arrived_on: Date


@event(BILL, "SettlementAdvanced")
class SettlementAdvanced(Event):
    """The months of a large unit's members follow in pages: done up to and including `after`."""

    unit_id: UnitId
    period: Month
    number: int
    after: Id


@event(BILL, "PaymentUnmatched")
class PaymentUnmatched(Event):
    """Money for which nothing is owed: kept and shown; used by itself once a bill for it is assessed."""

    unit_id: UnitId
    period: Month
    voucher: str
    line: str
    amount: Fen
    arrived_on: Date


# ------------------------------------------------------------------ transfers


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


# ------------------------------------------------------------------ runs


@event(RUN, "RunStarted")
class RunStarted(Event):
    """Mass work was ordered: an `assessment` of a month or the `interest` of a year. `number` counts its runs."""

    matter: Matter
    of: str
    number: int


@event(RUN, "RunAdvanced")
class RunAdvanced(Event):
    """One page is done: everything up to and including `after` of this `phase`."""

    matter: Matter
    of: str
    number: int
    phase: str
    after: str
    counts: dict[str, int]
    """What this page did, to be added up: persons, lines, units, employer, individual …"""


@event(RUN, "RunCompleted")
class RunCompleted(Event):
    """All of it is done."""

    matter: Matter
    of: str
    number: int


CONTRACT = Contract(
    "records",
    [
        PersonRegistered,
        PersonCorrected,
        DeemedMonthsConfirmed,
        PersonEnrolled,
        PersonStopped,
        EnrolmentRefused,
        ContributionsImported,
        ContributionsAssessed,
        ContributionsPaid,
        OpeningBalanceImported,
        InterestCredited,
        BillAssessed,
        PaymentArrived,
        LinesSettled,
        SettlementAdvanced,
        PaymentUnmatched,
        TransferRequested,
        TransferReplied,
        TransferAdvanced,
        TransferCompleted,
        RunStarted,
        RunAdvanced,
        RunCompleted,
    ],
)

# ------------------------------------------------------------------ commands


@message
class AssessMonth:
    """An officer has the month assessed for all enrolled people; a rerun is harmless. Result: as GetRun."""

    month: Month


@message
class CreditInterest:
    """An officer has a year's interest credited to all accounts; a rerun is harmless. Result: as GetRun."""

    year: int


class PaymentRow(TypedDict):
    """One payment as the tax authority tells it, read row by row so that a wrong one stops no other.

    `amount` in yuan ("1234.56"); `line` a line, its Chinese name, or "total" (or empty) for the whole bill.
    """

    unit_id: str
    month: str
    line: str
    amount: str
    arrived_on: str
    voucher: str


@message
class RecordPayments:
    """Payments that arrived. Result: `{rows: [{voucher, unit_id, month, outcome, sentence}]}`, one for each row given.

    `outcome`: full, part, late (full or part after the due day), excess, unmatched, repeated, rejected.
    """

    rows: list[PaymentRow]


@message
class RecordPaymentFile:
    """The same from a CSV or XLSX file (base64), columns unit_id, month, line, amount, arrived_on, voucher."""

    file_name: Text
    content: Annotated[str, text(most=14_000_000, least=1)]


@message
class RequestTransfer:
    """A person, or an officer for a person, asks for a line to be moved. Result: `{transfer_id, warning?}`."""

    person_id: Id
    line: Line
    direction: Direction
    from_region: Region
    to_region: Region
    left_on: Date | None = None


@message
class AdvanceTransfer:
    """An officer records that a step was done, on that day (today where none is given)."""

    transfer_id: Id
    step: Count
    done_on: Date | None = None


@message
class RefuseTransfer:
    """An officer records the new place's written refusal, which ends the transfer."""

    transfer_id: Id
    reason: Annotated[str, text(most=500, least=2, sentence="请写明不予接收的原因。")]
    replied_on: Date | None = None


# ------------------------------------------------------------------ queries


@message
class GetPerson:
    """The archive: `{person_id, id_number, name, mobile, born, household_region, kind, registered_on}`, opened."""

    person_id: Id


@message
class GetInsuredStatus:
    """QRY-01: `{person_id, kind, as_of, lines: [{line, name, status, relations: [...], first_month, last_paid}]}`."""

    person_id: Id


@message
class GetContributions:
    """QRY-02, QRY-12: months, newest first: `{rows, before_scheme, totals, next}`; `next` is the next `after`."""

    person_id: Id
    line: Line | None = None
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] | None = None
    limit: Count = 60


@message
class GetContinuity:
    """QRY-12: counted months, longest run, gaps and what to do about them, for one line."""

    person_id: Id
    line: Line = "pension"


@message
class GetBalances:
    """QRY-04: `{accounts: [{line, balance, movements: [...], years: [...]}]}`."""

    person_id: Id


@message
class GetUnitBill:
    """A unit's bill of a month: totals by line, payments, late fees, members behind `after`."""

    unit_id: UnitId
    month: Month
    after: Id | None = None
    limit: Count = 100


@message
class GetUnmatchedPayments:
    """Money for which nothing is owed, and what was paid too much: `{rows: [...], next}`."""

    after: Annotated[str, text(most=200)] | None = None
    limit: Count = 100


@message
class GetTransfer:
    """TRF-02: one transfer with every step, its day and due day."""

    transfer_id: Id


@message
class GetTransfers:
    """All transfers of a person, newest first."""

    person_id: Id


@message
class GetRun:
    """The progress of mass work: `{matter, of, number, state, counts}`."""

    matter: Matter
    of: Text


# ------------------------------------------------------------------ refusals of enrolment (seen as EnrolmentRefused)


class AlreadyEnrolledHere(Refused):
    """The line is active in this relation already."""

    code = "records_already_enrolled_here"
    sentence = "该员工的{lines}已在本单位参保,无需重复增员。如需调整,请先办理停保。"
    status = 409


class PersonDrawsPension(Refused):
    """Someone retired is not enrolled as an employee."""

    code = "records_person_draws_pension"
    sentence = "该人员已办理退休,不能再按在职职工参保。如信息有误,请持退休审批材料到社保窗口核实。"
    status = 409


class MonthsOverlap(Refused):
    """The new spell would begin within months the earlier one has covered."""

    code = "records_months_overlap"
    sentence = "{lines}在本单位已缴至{paid_through},新的参保起始月应晚于该月,请改正后重新申报。"
    fields = ("start_month",)
    status = 409


class LineNotOffered(Refused):
    """This city has no such line of its own."""

    code = "records_line_not_offered"
    sentence = "本市不单独办理{lines},请取消勾选后重新申报。"
    fields = ("lines",)


class NotEnrolledHere(Refused):
    """There is nothing to stop."""

    code = "records_not_enrolled_here"
    sentence = "该员工的{lines}目前不在本单位参保,无法停保。请核对人员和险种后重新申报。"
    status = 409


class StopBeforeStart(Refused):
    """The last paid month would lie before the month ahead of the start."""

    code = "records_stop_before_start"
    sentence = "{lines}自{start_month}起参保,停保后的缴费截止月不能早于{earliest},请改正停保月份后重新申报。"
    fields = ("stop_month",)
    status = 409


# ------------------------------------------------------------------ refusals of money


class MonthNotAssessable(Refused):
    """A month that has not begun, or one before the platform took over."""

    code = "records_month_not_assessable"
    sentence = "只能核定{first}至{last}的月份,请重新选择月份。"
    fields = ("month",)


class YearNotOver(Refused):
    """Interest is credited after the year's end."""

    code = "records_year_not_over"
    sentence = "{year}年尚未结束,年度计息请在次年办理。"
    fields = ("year",)


class TooManyRows(Refused):
    """A payment file beyond what one command takes."""

    code = "records_too_many_rows"
    sentence = "一次最多导入{most}行,请把文件分成几份后分别导入。"
    fields = ("rows",)


class VoucherReused(Refused):
    """A voucher number that came before with another content: the row is not booked."""

    code = "records_voucher_reused"
    sentence = "凭证号{voucher}已用于另一笔内容不同的到账,本行没有入账。请核对凭证号后重新导入。"
    fields = ("voucher",)
    status = 409


class AmountInvalid(Refused):
    """An amount that is no positive sum of yuan with at most two decimals."""

    code = "records_amount_invalid"
    sentence = "金额应为大于0、最多两位小数的数字(元),例如1234.56。请改正本行后重新导入。"
    fields = ("amount",)


class PaymentLineInvalid(Refused):
    """Neither a line nor the total."""

    code = "records_payment_line_invalid"
    sentence = "险种应为养老保险、医疗保险、失业保险、工伤保险、生育保险或合计,请改正本行后重新导入。"
    fields = ("line",)


class ArrivalInFuture(Refused):
    """Money cannot have arrived tomorrow."""

    code = "records_arrival_in_future"
    sentence = "到账日期不能晚于今天({today}),请改正本行后重新导入。"
    fields = ("arrived_on",)


# ------------------------------------------------------------------ refusals of transfers


class LineNotTransferable(Refused):
    """Work injury and maternity do not move (经办条例 art. 15)."""

    code = "records_line_not_transferable"
    sentence = "{line}不需要办理转移,在新参保地重新参保即可。"
    fields = ("line",)


class NoOpenAccount(Refused):
    """Transfer in: no active relation of that line here."""

    code = "records_no_open_account"
    sentence = "您在本市还没有正常参保的{line}账户,请先由新单位或本人在本市参保,缴费后再申请转入。"
    status = 409


class NothingToTransfer(Refused):
    """Transfer out: never insured here on that line."""

    code = "records_nothing_to_transfer"
    sentence = "您在本市没有{line}缴费记录,无法转出。如有疑问,请拨打12333核实。"
    status = 409


class StillEnrolled(Refused):
    """Transfer out: the line is still active here."""

    code = "records_still_enrolled"
    sentence = "您的{line}在本市仍处于正常参保状态,请先由单位办理停保,再申请转出。"
    status = 409


class TransferUnderWay(Refused):
    """The same transfer was asked for before and is not finished."""

    code = "records_transfer_under_way"
    sentence = "您已于{since}申请过同一转移,正在办理中,无需重复申请。可在“转移进度查询”中查看进度。"
    status = 409


class SamePlace(Refused):
    """From and to are one place, or neither is this city."""

    code = "records_transfer_same_place"
    sentence = "{problem}"
    fields = ("from_region", "to_region")


class LeftInFuture(Refused):
    """The day of leaving the unit cannot lie ahead."""

    code = "records_left_in_future"
    sentence = "离职日期不能晚于今天,请改正后重新提交。"
    fields = ("left_on",)


class TransferEnded(Refused):
    """It is finished or was refused by the new place."""

    code = "records_transfer_ended"
    sentence = "该转移已{state},不能再登记办理环节。"
    status = 409


class StepNotNext(Refused):
    """Steps are recorded in their order, each once."""

    code = "records_step_not_next"
    sentence = "当前应登记的是第{expected}步“{title}”,请按顺序登记。"
    fields = ("step",)
    status = 409


class StepDayInvalid(Refused):
    """The day a step was done lies ahead, or before the step began."""

    code = "records_step_day_invalid"
    sentence = "办理日期应在{earliest}至{latest}之间,请改正后重新提交。"
    fields = ("done_on",)
