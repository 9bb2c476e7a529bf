"""What the old system knew of people beside contributions: benefits, spending, remote care, sharing, transfers in.

Each table is one `Sheet`: its columns, how a row is read (or refused with a reason), which stream it stands in and what
it is known by. The columns are documented in `deploy/demo/README.md`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.columns import Column
from kernel.events import Category, Event
from kernel.tabular import Cells
from services.records import contract as c
from services.records.contract import benefits as b
from services.records.contract import medical as m
from services.records.contract.transferred import TransferredInImported
from services.records.importing.rows import EARLIEST, EARLIEST_DAY, LINES, id_number_of
from services.records.places import is_place

Row = dict[str, Any]
ID = Column("id_number", "社会保障号")
MOST_REFERENCE = 60
MOST_MONTHS = 600
LATEST_DAY = "2099-12-31"
YES_NO = {"no": "否", "yes": "是"}
PAYMENTS: dict[b.Payments, str] = {"regular": "发放", "supplementary": "补发"}
BENEFIT_NAMES: dict[b.Benefit, str] = {benefit: name for benefit, (_, name) in b.BENEFITS.items()}
ACCOUNTS: dict[c.AccountLine, str] = {"pension": LINES["pension"], "medical": LINES["medical"]}


@dataclass(frozen=True)
class Means:
    """What reading a row needs beside its cells: the day, the ids of persons, sealing."""

    as_of: str
    person_id: Callable[[str], str]
    seal: Callable[[str], str]


@dataclass(frozen=True)
class Sheet:
    """One kind of table. `known_by`: the fields that make a row one of its own; `year_of`: the day that cuts the stream
    by year, where it is cut; `sealed`: fields that two seals of the same text differ in; `amounts`: what is summed."""

    name: str
    columns: tuple[Column, ...]
    read: Callable[[Cells, Means], Row]
    category: Category
    event: type[Event]
    known_by: tuple[str, ...]
    year_of: str = ""
    sealed: frozenset[str] = field(default_factory=frozenset)
    amounts: tuple[str, ...] = ()


def _benefit(cells: Cells, means: Means) -> Row:
    month = means.as_of[:7]
    from_month = cells.month("from_month", EARLIEST, month)
    return {
        "benefit": cells.choice("benefit", BENEFIT_NAMES),
        "payments": cells.choice("payments", PAYMENTS),
        "from_month": from_month,
        "to_month": cells.month("to_month", from_month, month) if cells.fields["to_month"] else from_month,
        "amount": cells.amount("amount"),
        "paid_on": cells.day("paid_on", EARLIEST_DAY, means.as_of),
        "reference": _reference(cells, required=False),
    }


def _spending(cells: Cells, means: Means) -> Row:
    row: Row = {
        "spent_on": cells.day("spent_on", EARLIEST_DAY, means.as_of),
        "reference": _reference(cells),
        "provider": cells.text("provider"),
        "care": cells.choice("care", m.CARE_NAMES),
        "remote": cells.fields["remote"] != "" and cells.choice("remote", YES_NO) == "yes",
        **{name: cells.amount(name) for name in ("total", "fund", "account")},
    }
    if row["fund"] + row["account"] > row["total"]:
        raise cells.wrong("fund", "too_much", "与个人账户支付之和不能大于总费用，请核对。")
    return row


def _remote_care(cells: Cells, _means: Means) -> Row:
    from_on = cells.day("from_on", EARLIEST_DAY, LATEST_DAY)
    return {
        "reference": _reference(cells),
        "kind": cells.choice("kind", m.REMOTE_NAMES),
        "region": _region(cells, "region"),
        "from_on": from_on,
        "to_on": cells.day("to_on", from_on, LATEST_DAY) if cells.fields["to_on"] else None,
    }


def _sharing(cells: Cells, means: Means) -> Row:
    member = cells.resident_id("member_id_number", means.as_of)
    if member == id_number_of(cells.fields["id_number"], means.as_of):
        raise cells.wrong("member_id_number", "oneself", "不能是本人，请核对。")
    since = cells.day("since", EARLIEST_DAY, means.as_of)
    return {
        "member_id": means.person_id(member),
        "member_name": means.seal(cells.text("member_name", most=50)),
        "relative": cells.choice("relative", m.RELATIVE_NAMES),
        "since": since,
        "until": cells.day("until", since, LATEST_DAY) if cells.fields["until"] else None,
    }


def _transferred(cells: Cells, means: Means) -> Row:
    month = means.as_of[:7]
    from_month = cells.month("from_month", EARLIEST, month)
    return {
        "line": cells.choice("line", ACCOUNTS),
        "from_region": _region(cells, "from_region"),
        "from_month": from_month,
        "to_month": cells.month("to_month", from_month, month),
        "months": cells.whole("months", MOST_MONTHS),
        "personal": cells.amount("personal"),
        "pooled": cells.amount("pooled"),
        "received_on": cells.day("received_on", EARLIEST_DAY, means.as_of),
        "reference": _reference(cells, required=False),
    }


def _reference(cells: Cells, *, required: bool = True) -> str:
    return (cells.text if required else cells.optional_text)("reference", MOST_REFERENCE, _is_reference)


def _is_reference(text: str) -> bool:
    return text.replace("-", "").isalnum()


def _region(cells: Cells, column: str) -> str:
    code = cells.text(column)
    if not is_place(code):
        raise cells.wrong(column, "region", "应为六位行政区划代码，请核对。")
    return code


REFERENCE = Column("reference", "业务流水号", required=False)
SHEETS: Mapping[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        Sheet(
            "benefits",
            (
                ID,
                Column("benefit", "待遇项目"),
                Column("payments", "发放类型"),
                Column("from_month", "所属年月起"),
                Column("to_month", "所属年月止", required=False),
                Column("amount", "金额"),
                Column("paid_on", "发放日期"),
                REFERENCE,
            ),
            _benefit,
            c.BENEFIT,
            b.BenefitsImported,
            ("benefit", "payments", "from_month", "to_month", "paid_on", "reference"),
            year_of="paid_on",
            amounts=("amount",),
        ),
        Sheet(
            "spending",
            (
                ID,
                Column("spent_on", "结算日期"),
                Column("reference", "结算单号"),
                Column("provider", "医药机构"),
                Column("care", "就医类别"),
                Column("remote", "异地就医", required=False),
                Column("total", "总费用"),
                Column("fund", "统筹支付"),
                Column("account", "个人账户支付"),
            ),
            _spending,
            c.SPENDING,
            m.MedicalSpendingImported,
            ("spent_on", "reference"),
            year_of="spent_on",
            amounts=("total", "fund", "account"),
        ),
        Sheet(
            "remote-care",
            (
                ID,
                Column("reference", "备案编号"),
                Column("kind", "备案类型"),
                Column("region", "就医地区划"),
                Column("from_on", "开始日期"),
                Column("to_on", "结束日期", required=False),
            ),
            _remote_care,
            c.REMOTE_CARE,
            m.RemoteCareImported,
            ("reference",),
        ),
        Sheet(
            "sharing",
            (
                ID,
                Column("member_id_number", "共济成员社会保障号"),
                Column("member_name", "共济成员姓名"),
                Column("relative", "与本人关系"),
                Column("since", "开始日期"),
                Column("until", "结束日期", required=False),
            ),
            _sharing,
            c.SHARING,
            m.SharingImported,
            ("member_id", "since"),
            sealed=frozenset({"member_name"}),
        ),
        Sheet(
            "transferred-in",
            (
                ID,
                Column("line", "险种"),
                Column("from_region", "转出地区划"),
                Column("from_month", "所属年月起"),
                Column("to_month", "所属年月止"),
                Column("months", "转入月数"),
                Column("personal", "个人账户金额"),
                Column("pooled", "统筹金额"),
                Column("received_on", "到账日期"),
                REFERENCE,
            ),
            _transferred,
            c.TRANSFERRED,
            TransferredInImported,
            ("line", "from_region", "from_month", "received_on", "reference"),
            amounts=("personal", "pooled"),
        ),
    )
}
