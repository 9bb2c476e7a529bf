"""One row of a file of persons 参保人员 or of contributions 缴费明细: checked, or refused with a reason. Pure.

The columns are documented in `deploy/demo/README.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kernel.columns import Column
from kernel.identifiers import Permit, normalise, permit
from kernel.tabular import Cells, CellWrong
from services.records.contract import Kind, Line, PersonKind

LINES: dict[Line, str] = {
    "pension": "养老",
    "medical": "医疗",
    "unemployment": "失业",
    "injury": "工伤",
    "maternity": "生育",
}
CATEGORIES: dict[PersonKind, str] = {
    "employee": "职工",
    "flexible": "灵活就业",
    "resident": "居民",
    "retired": "退休",
    "unemployed": "领取失业金",
}
STOP_REASONS = {
    "other": "其他",
    "resigned": "辞职",
    "contract_ended": "合同期满",
    "dismissed": "解除合同",
    "transferred": "调动",
    "retired": "退休",
    "died": "死亡",
    "emigrated": "出国定居",
    "moved": "关系转出",
}
STATUSES = {"active": "正常参保", "suspended": "暂停参保", "closed": "终止参保"}
KINDS: dict[Kind, str] = {
    "normal": "正常",
    "back_payment": "补缴",
    "adjustment": "补差",
    "deferred": "缓缴",
    "lump": "一次性",
    "refund": "退费",
}

PERSON_COLUMNS = (
    Column("id_number", "社会保障号"),
    Column("name", "姓名"),
    Column("mobile", "手机号码"),
    Column("category", "人员类别"),
    Column("status", "参保状态"),
    Column("lines", "险种"),
    Column("unit_number", "单位编号"),
    Column("district", "参保地区划"),
    Column("household_region", "户籍地区划"),
    Column("first_month", "首次参保年月"),
    Column("start_month", "本次参保年月"),
    Column("stop_month", "停保年月"),
    Column("stop_reason", "停保原因", required=False),
    Column("wage", "月工资"),
    Column("deemed_months", "视同缴费月数"),
    Column("deemed_document", "视同缴费认定文号"),
    Column("pension_balance", "养老个人账户余额", required=False),
    Column("medical_balance", "医疗个人账户余额", required=False),
    Column("balance_as_of", "余额截止日期", required=False),
    Column("computer_number", "个人电脑号", required=False),
    Column("bank_account", "银行账号", required=False),
    Column("document", "证件类型", required=False),
)
CONTRIBUTION_COLUMNS = (
    Column("id_number", "社会保障号"),
    Column("line", "险种"),
    Column("period", "费款所属期"),
    Column("arrived_on", "到账日期"),
    Column("kind", "缴费类型"),
    Column("base", "缴费基数"),
    Column("employer", "单位缴费"),
    Column("individual", "个人缴费"),
    Column("account", "记入个人账户"),
    Column("unit_number", "单位编号"),
)

DOCUMENTS = {"resident_id": "居民身份证", "permit": "通行证或外国人证件"}
"""Which kind of number a person has (ID-24): a resident ID where the file does not tell."""
SIGNS: dict[Kind, str] = dict.fromkeys(KINDS, "+") | {"adjustment": "±", "refund": "-"}
EARLIEST = "1951-03"  # 劳动保险条例: nobody was insured before
EARLIEST_DAY = f"{EARLIEST}-01"
MOST_DEEMED = 600


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the old system knew them. Months "YYYY-MM"; `stop_month` is the first month not insured any more.

    `id_number` has 18 characters (an old one of 15 is upgraded), `archived_number` is as it stood. `unit_number` is the
    present or last unit. `wage` is fen, 0 where not told. The balances are fen, of all that arrived up to and including
    the day `balance_as_of`. Texts are "" where there is none.
    """

    id_number: str
    name: str
    mobile: str
    category: PersonKind
    status: str
    lines: tuple[Line, ...]
    unit_number: str
    district: str
    household_region: str
    first_month: str
    start_month: str
    stop_month: str
    stop_reason: str
    wage: int
    deemed_months: int
    deemed_document: str
    pension_balance: int
    medical_balance: int
    balance_as_of: str
    computer_number: str
    bank_account: str
    archived_number: str


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One line's contribution for one month. Amounts in fen, those of a refund negative.

    `unit_number` is "" where the person paid, `arrived_on` "" where nobody has paid yet.
    """

    id_number: str
    line: Line
    period: str
    arrived_on: str
    kind: Kind
    base: int
    employer: int
    individual: int
    account: int
    unit_number: str


def person_row(fields: Mapping[str, str], as_of: str) -> PersonRow:
    """The row's values on the day `as_of`. Raises CellWrong for the first column that does not hold what it should."""
    cells = Cells(fields, PERSON_COLUMNS)
    month = as_of[:7]
    document = cells.choice("document", DOCUMENTS) if fields["document"] else "resident_id"
    id_number = (cells.resident_id if document == "resident_id" else cells.permit)("id_number", as_of)
    category, status = cells.choice("category", CATEGORIES), cells.choice("status", STATUSES)
    first_month = cells.month("first_month", EARLIEST, month)
    start_month = cells.month("start_month", first_month, month)
    row = PersonRow(
        id_number=id_number,
        name=cells.text("name", most=50, allowed=_is_name),
        mobile=cells.optional_mobile("mobile"),
        category=category,
        status=status,
        lines=_lines(cells, status),
        unit_number=_unit_number(cells),
        district=cells.text("district", most=6, allowed=_is_region),
        household_region=cells.text("household_region", most=6, allowed=_is_region),
        first_month=first_month,
        start_month=start_month,
        stop_month=cells.month("stop_month", start_month, _next_year(month)) if fields["stop_month"] else "",
        stop_reason=_stop_reason(cells, category, status),
        wage=cells.amount("wage") if fields["wage"] else 0,
        deemed_months=cells.whole("deemed_months", MOST_DEEMED),
        deemed_document=cells.optional_text("deemed_document"),
        pension_balance=cells.amount("pension_balance") if fields["pension_balance"] else 0,
        medical_balance=cells.amount("medical_balance") if fields["medical_balance"] else 0,
        balance_as_of=cells.day("balance_as_of", EARLIEST_DAY, as_of) if fields["balance_as_of"] else "",
        computer_number=cells.optional_text("computer_number", most=10, allowed=_is_digits),
        bank_account=cells.optional_text("bank_account", most=30, allowed=_is_digits),
        archived_number=normalise(fields["id_number"]),
    )
    _check_person(row, cells)
    return row


def contribution_row(fields: Mapping[str, str], as_of: str) -> ContributionRow:
    """The row's values on the day `as_of`. Raises CellWrong for the first column that does not hold what it should."""
    cells = Cells(fields, CONTRIBUTION_COLUMNS)
    row = ContributionRow(
        id_number=_checked_id(fields["id_number"], as_of) or cells.resident_id("id_number", as_of),
        line=cells.choice("line", LINES),
        period=cells.month("period", EARLIEST, as_of[:7]),
        arrived_on=cells.day("arrived_on", EARLIEST_DAY, as_of) if fields["arrived_on"] else "",
        kind=(kind := cells.choice("kind", KINDS)),
        base=cells.amount("base", SIGNS[kind]),
        employer=cells.amount("employer", SIGNS[kind]),
        individual=cells.amount("individual", SIGNS[kind]),
        account=cells.amount("account", SIGNS[kind]),
        unit_number=_unit_number(cells),
    )
    _check_contribution(row, cells)
    return row


def id_number_of(text: str, as_of: str) -> str:
    """The ID number of 18 characters that a cell means, or "" where it means none: by it rows are put in order."""
    return _checked_id(text, as_of)


@lru_cache(maxsize=1024)
def _checked_id(text: str, as_of: str) -> str:
    """A person's rows stand together, so each number is checked once. "" for a wrong one."""
    cells = Cells({"id_number": text}, CONTRIBUTION_COLUMNS)
    try:
        return cells.resident_id("id_number", as_of)
    except CellWrong:
        other = permit(text, as_of)
        return other.number if isinstance(other, Permit) else ""


def _check_contribution(row: ContributionRow, cells: Cells) -> None:
    if abs(row.account) > abs(row.employer) + abs(row.individual):
        raise cells.wrong("account", "too_much", "不能大于单位缴费与个人缴费之和，请核对。")
    if row.account and not row.arrived_on:
        raise cells.wrong("account", "not_paid", "应为0，没有到账的缴费不记入个人账户。")
    if row.employer and not row.unit_number:
        raise cells.wrong("unit_number", "missing", "没有填写，单位有缴费的须填写。")


def _check_person(row: PersonRow, cells: Cells) -> None:
    if row.status == "active" and row.category == "employee" and not row.unit_number:
        raise cells.wrong("unit_number", "missing", "没有填写，正常参保的职工须填写。")
    if row.status == "active" and row.stop_month:
        raise cells.wrong("stop_month", "superfluous", "应为空，参保状态为正常参保。")
    if row.status != "active" and not row.stop_month:
        raise cells.wrong("stop_month", "missing")
    if (row.pension_balance or row.medical_balance) and not row.balance_as_of:
        raise cells.wrong("balance_as_of", "missing", "没有填写，有个人账户余额的须填写。")
    if row.deemed_months and not row.deemed_document:
        raise cells.wrong("deemed_document", "missing", "没有填写，有视同缴费月数的须填写。")


def _lines(cells: Cells, status: str) -> tuple[Line, ...]:
    """Lines written one after the other with spaces, 、 or ; between them."""
    words = cells.fields["lines"].replace("、", " ").replace(";", " ").replace("；", " ").split()
    if status == "active" and not words:
        raise cells.wrong("lines", "missing")
    each = [Cells({"lines": word}, PERSON_COLUMNS).choice("lines", LINES) for word in words]
    return tuple(line for line in LINES if line in each)


def _stop_reason(cells: Cells, category: str, status: str) -> str:
    """Where the file does not tell: the one that leads to the status."""
    if status == "active":
        return ""
    if cells.fields["stop_reason"]:
        return cells.choice("stop_reason", STOP_REASONS)
    return "other" if status == "suspended" else "retired" if category == "retired" else "moved"


def _unit_number(cells: Cells) -> str:
    number = normalise(cells.fields["unit_number"])
    if number and not (len(number) <= 30 and number.isascii() and number.isalnum()):
        raise cells.wrong("unit_number", "pattern")
    return number


def _is_name(text: str) -> bool:
    return text.replace("·", "").replace("•", "").replace(" ", "").isalpha()


def _is_region(text: str) -> bool:
    return len(text) == 6 and _is_digits(text)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _next_year(month: str) -> str:
    return f"{int(month[:4]) + 1}{month[4:]}"
