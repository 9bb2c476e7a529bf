"""Tables as files, CSV or XLSX (QRY-14): every row behind what a page shows, amounts in yuan."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import Response

from gateway.web.acting import ask
from kernel.tabular import write_csv, write_xlsx
from kernel.tabular.export import Cell
from services.records import contract as records

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PAGE = 500
CONTRIBUTIONS = {
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
}
MOVEMENTS = {
    "line_name": "账户",
    "on": "日期",
    "kind_name": "类型",
    "period": "所属期",
    "unit_id": "缴费单位编号",
    "amount": "金额（元）",
    "balance": "余额（元）",
}
AMOUNTS = frozenset({"base", "employer", "individual", "account", "amount", "balance"})


def contributions(kind: str, person_id: str, query: Mapping[str, Any]) -> Response:
    """A person's months, those before the scheme's start last."""

    def rows() -> Iterator[Mapping[str, Any]]:
        after, before = None, list[Mapping[str, Any]]()
        while True:
            page = ask("records", records.GetContributions(person_id, **query, after=after, limit=PAGE))
            yield from page["rows"]
            before += page["before_scheme"]
            after = page["next"]
            if after is None:
                yield from before
                return

    return _file(kind, "缴费明细", "contributions", CONTRIBUTIONS, rows())


def movements(kind: str, person_id: str, as_of: str | None) -> Response:
    """Every movement of a person's accounts."""
    accounts = ask("records", records.GetBalances(person_id, as_of))["accounts"]
    rows = ({**each, "line_name": account["line_name"]} for account in accounts for each in account["movements"])
    return _file(kind, "个人账户明细", "balances", MOVEMENTS, rows)


def _file(kind: str, title: str, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Response:
    out, header = io.BytesIO(), list(columns.values())
    cells = (_cells(row, list(columns)) for row in rows)
    if kind == "xlsx":
        write_xlsx(out, title, header, cells)
    else:
        write_csv(out, header, cells)
    answer = Response(out.getvalue(), content_type=CONTENT_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _cells(row: Mapping[str, Any], names: Sequence[str]) -> list[Cell]:
    return [_yuan(row[name]) if name in AMOUNTS else row[name] for name in names]


def _yuan(amount: int) -> Decimal:
    return Decimal(amount) / 100
