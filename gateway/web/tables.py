"""Tables as files, CSV or XLSX (QRY-14): every row behind what a page shows, amounts in yuan, nothing that runs."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Response

from gateway.web.acting import ask
from kernel.tabular import write_csv, write_xlsx
from kernel.tabular.export import Cell
from services.records import contract as records
from services.records.contract import benefits, medical, series, transferred

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PAGE = 500
Row = Mapping[str, Any]


def one_each(row: Row) -> Iterable[Row]:
    """A row of the answer is a row of the file."""
    return (row,)


@dataclass(frozen=True)
class Table:
    """A detail table: its question (asked with whose it is, filter, `after` and `limit`), and its columns by field.

    `amounts` are fields in fen; `flags` are told as 是 or 否; rows under `last` on any page come at the end. Where a
    row of the answer, under `listed`, holds rows of its own, `spread` tells them.
    """

    name: str
    title: str
    question: Callable[..., Any]
    columns: Mapping[str, str]
    amounts: frozenset[str]
    flags: frozenset[str] = frozenset()
    last: str = ""
    service: str = "records"
    listed: str = "rows"
    spread: Callable[[Row], Iterable[Row]] = one_each


CONTRIBUTIONS = Table(
    "contributions",
    "缴费明细",
    records.GetContributions,
    {
        "period": "费款所属期",
        "line_name": "险种",
        "kind_name": "缴费类型",
        "unit_id": "缴费单位编号",
        "base": "缴费基数（元）",
        "employer": "单位缴纳（元）",
        "individual": "个人缴纳（元）",
        "account": "记入个人账户（元）",
        "due_on": "应缴期限",
        "arrived_on": "到账日期",
        "state_name": "状态",
    },
    frozenset({"base", "employer", "individual", "account"}),
    last="before_scheme",
)
MOVEMENTS = Table(
    "balances",
    "个人账户明细",
    series.GetMovements,
    {
        "line_name": "账户",
        "on": "日期",
        "kind_name": "类型",
        "period": "所属期",
        "unit_id": "缴费单位编号",
        "amount": "金额（元）",
        "balance": "余额（元）",
    },
    frozenset({"amount", "balance"}),
)
BENEFITS = Table(
    "benefits",
    "待遇发放明细",
    benefits.GetBenefits,
    {
        "benefit_name": "待遇项目",
        "from_month": "所属年月起",
        "to_month": "所属年月止",
        "amount": "金额（元）",
        "paid_on": "发放日期",
        "reference": "业务流水号",
    },
    frozenset({"amount"}),
)
SPENDING = Table(
    "medical-spending",
    "医疗消费明细",
    medical.GetSpending,
    {
        "spent_on": "结算日期",
        "provider": "医药机构",
        "care_name": "就医类别",
        "remote": "异地就医",
        "total": "总费用（元）",
        "fund": "统筹支付（元）",
        "account": "个人账户支付（元）",
        "cash": "现金支付（元）",
        "reference": "结算单号",
    },
    frozenset({"total", "fund", "account", "cash"}),
    flags=frozenset({"remote"}),
)
REMOTE_CARE = Table(
    "remote-care",
    "异地就医备案",
    medical.GetRemoteCare,
    {
        "kind_name": "备案类型",
        "region_name": "就医地",
        "from_on": "开始日期",
        "to_on": "截止日期",
        "state_name": "状态",
        "reference": "备案编号",
    },
    frozenset(),
)
SHARING = Table(
    "family-sharing",
    "个人账户家庭共济",
    medical.GetSharing,
    {
        "name": "共济对象",
        "relative_name": "与本人关系",
        "since": "开始日期",
        "until": "截止日期",
        "state_name": "状态",
    },
    frozenset(),
)
TRANSFERRED = Table(
    "transferred-in",
    "异地转入明细",
    transferred.GetTransferredIn,
    {
        "region_name": "转出地",
        "from_month": "所属年月起",
        "to_month": "所属年月止",
        "months": "转入月数",
        "personal": "个人账户金额（元）",
        "pooled": "统筹金额（元）",
        "received_on": "到账日期",
        "reference": "业务流水号",
    },
    frozenset({"personal", "pooled"}),
)


def table_file(table: Table, kind: str, whose: str, query: Row) -> Response:
    """All rows of a person's or unit's table that the filter leaves, as a file of the kind `csv` or `xlsx`."""
    out, header = io.BytesIO(), list(table.columns.values())
    cells = (_cells(table, row) for row in _rows(table, whose, query))
    if kind == "xlsx":
        write_xlsx(out, table.title, header, cells)
    else:
        write_csv(out, header, cells)
    answer = Response(out.getvalue(), content_type=CONTENT_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{table.name}.{kind}"'
    return answer


def _rows(table: Table, whose: str, query: Row) -> Iterator[Row]:
    after, last = "", list[Row]()
    while True:
        page = ask(table.service, table.question(whose, **query, after=after, limit=PAGE))
        for row in page[table.listed]:
            yield from table.spread(row)
        last += page[table.last] if table.last else []
        after = page["next"]
        if after is None:
            yield from last
            return


def _cells(table: Table, row: Row) -> Sequence[Cell]:
    return [_cell(table, name, row[name]) for name in table.columns]


def _cell(table: Table, name: str, value: Any) -> Cell:
    if name in table.amounts:
        return None if value is None else Decimal(value) / 100
    if name in table.flags:
        return "是" if value else "否"
    return value  # type: ignore[no-any-return]
