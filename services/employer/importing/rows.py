"""One row of a file of units 单位: checked, or refused with a reason. Pure.

The columns are documented in `deploy/demo/README.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.columns import Column
from kernel.identifiers import normalise
from kernel.tabular import Cells

COLUMNS = (
    Column("unit_number", "单位编号"),
    Column("credit_code", "统一社会信用代码"),
    Column("name", "单位名称"),
    Column("district", "参保地区划"),
    Column("registered_on", "登记日期"),
    Column("industry_class", "工伤风险类别"),
    Column("agent_name", "经办人姓名", required=False),
    Column("agent_id_number", "经办人证件号码", required=False),
    Column("agent_mobile", "经办人手机号码", required=False),
    Column("address", "单位地址", required=False),
)

EARLIEST = "1949-10-01"
_CLASSES = {str(number): f"{number}类" for number in range(1, 9)}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the old system knew it. `industry_class` is 1 to 8; the agent's three are "" where unknown."""

    unit_number: str
    credit_code: str
    name: str
    district: str
    registered_on: str
    industry_class: int
    agent_name: str
    agent_id_number: str
    agent_mobile: str
    address: str


def unit_row(fields: Mapping[str, str], as_of: str) -> UnitRow:
    """The row's values on the day `as_of`. Raises CellWrong for the first column that does not hold what it should."""
    cells = Cells(fields, COLUMNS)
    return UnitRow(
        unit_number=_unit_number(cells),
        credit_code=cells.credit_code("credit_code"),
        name=cells.text("name"),
        district=cells.text("district", most=6, allowed=_is_region),
        registered_on=cells.day("registered_on", EARLIEST, as_of),
        industry_class=int(cells.choice("industry_class", _CLASSES)),
        agent_name=cells.optional_text("agent_name", most=50),
        agent_id_number=cells.resident_id("agent_id_number", as_of) if fields["agent_id_number"] else "",
        agent_mobile=cells.optional_mobile("agent_mobile"),
        address=cells.optional_text("address", most=200, allowed=_is_address),
    )


def _unit_number(cells: Cells) -> str:
    number = normalise(cells.text("unit_number", most=30))
    if not (number.isascii() and number.isalnum()):
        raise cells.wrong("unit_number", "pattern")
    return number


def _is_region(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


def _is_address(text: str) -> bool:
    return text.replace("\r", "").replace("\n", "").isprintable()
