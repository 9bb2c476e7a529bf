"""A unit's contribution detail of a month as rows for a spreadsheet: person by person, line by line (EMP-04)."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response

from gateway.web.acting import ask
from gateway.web.words import LINES
from kernel.money import yuan
from kernel.tabular import csv_chunks, write_xlsx
from kernel.tabular.export import Cell
from services.records import contract as records

HEADER = ("费款所属期", "姓名", "险种", "缴费基数", "单位应缴", "个人应缴", "合计", "状态")
TITLE = "缴费明细"
"""No month: what stands in the address is known to be one only once records has answered."""
PAGE = 500
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def detail_file(unit_id: str, month: str, kind: str) -> Response:
    """All of a month's bill as a CSV or XLSX, with the sums by line and the late fees at its end."""
    rows = _rows(unit_id, month)
    if kind == "xlsx":
        stream = io.BytesIO()
        write_xlsx(stream, TITLE, HEADER, rows)
        content = stream.getvalue()
    else:
        content = b"".join(csv_chunks(HEADER, rows))
    headers = {"Content-Disposition": f"attachment; filename={unit_id}-{month}.{kind}"}
    return Response(content, headers=headers, content_type=MEDIA[kind])


def _rows(unit_id: str, month: str) -> Iterator[list[Cell]]:
    after: str | None = None
    while True:
        bill = ask("records", records.GetUnitBill(unit_id, month, after, PAGE))
        for member in bill["members"]:
            for line in member["lines"]:
                yield _row(month, member["name"], line)
        after = bill["next"]
        if after is None:
            yield from _sums(month, bill)
            return


def _row(month: str, name: str, line: dict[str, Any]) -> list[Cell]:
    amounts = (line["base"], line["employer"], line["individual"], line["employer"] + line["individual"])
    title = LINES[line["line"]] + ("（补差）" if line["adjustment"] else "")
    return [month, name, title, *map(_yuan, amounts), "已缴" if line["paid"] else "未缴"]


def _yuan(fen: int) -> Decimal:
    """A number, which a spreadsheet can add up; two places also where they are zero."""
    return Decimal(fen).scaleb(-2)


def _sums(month: str, bill: dict[str, Any]) -> Iterator[list[Cell]]:
    for line in bill["lines"]:
        told = f"已缴{yuan(line['paid'])}，欠缴{yuan(line['open'])}，滞纳金{yuan(line['late_fee'])}"
        yield [month, "合计", line["line_name"], "", "", "", _yuan(line["owed"]), told]
