"""A detail table as an officer's page shows it: the same columns as its file, a page at a time."""

from typing import Any

from gateway.web import words
from gateway.web.acting import ask
from gateway.web.tables import Row, Table

ROWS = 50
NOTHING = "—"


def table_page(table: Table, whose: str, query: Row, after: str = "") -> dict[str, Any]:
    """`{title, columns, rows, next}`: `columns` as the macro `table` takes them, each row its texts in their order."""
    page = ask(table.service, table.question(whose, **query, after=after, limit=ROWS))
    rows = [spread for row in page[table.listed] for spread in table.spread(row)]
    rows += page[table.last] if table.last else []
    titles = {name: title.removesuffix("（元）") for name, title in table.columns.items()}
    columns = [(title, "num" if name in table.amounts else "") for name, title in titles.items()]
    return {
        "title": table.title,
        "columns": columns,
        "rows": [[_text(table, name, row[name]) for name in table.columns] for row in rows],
        "next": page["next"],
    }


def _text(table: Table, name: str, value: Any) -> str:
    if name in table.amounts:
        return words.money(value)
    if name in table.flags:
        return "是" if value else "否"
    return NOTHING if value in (None, "") else str(value)
