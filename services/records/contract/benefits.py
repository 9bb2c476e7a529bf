"""What the funds paid to people 待遇发放: as the old system had it; the matters that decide benefits add their own."""

from typing import Annotated, Literal, TypedDict

from kernel.events import Event, event, message
from kernel.schema import Count, Date, Fen, Id, Month, text
from services.records.contract.words import BENEFIT, Line

Benefit = Literal[
    "pension",
    "pension_supplement",
    "pension_lump",
    "injury_medical",
    "disability_lump",
    "disability_allowance",
    "care_allowance",
    "unemployment",
    "unemployment_medical",
    "maternity_allowance",
    "maternity_medical",
]
BENEFITS: dict[Benefit, tuple[Line, str]] = {
    "pension": ("pension", "基本养老金"),
    "pension_supplement": ("pension", "养老补贴"),
    "pension_lump": ("pension", "一次性养老待遇"),
    "injury_medical": ("injury", "工伤医疗费"),
    "disability_lump": ("injury", "一次性伤残补助金"),
    "disability_allowance": ("injury", "伤残津贴"),
    "care_allowance": ("injury", "生活护理费"),
    "unemployment": ("unemployment", "失业保险金"),
    "unemployment_medical": ("unemployment", "代缴医疗保险费"),
    "maternity_allowance": ("maternity", "生育津贴"),
    "maternity_medical": ("maternity", "生育医疗费用"),
}
"""Each benefit's line and name (handbook 5.7, 6, 8)."""

Payments = Literal["regular", "supplementary"]
"""发放 as it fell due, and 补发: what was paid afterwards. They are separate lists (handbook 5.7)."""

TITLES: dict[Line, dict[Payments, str]] = {
    "pension": {"regular": "养老发放", "supplementary": "养老补发"},
    "medical": {"regular": "医疗待遇享受", "supplementary": "医疗待遇补发"},
    "unemployment": {"regular": "失业金领取", "supplementary": "失业金补发"},
    "injury": {"regular": "工伤待遇享受", "supplementary": "工伤待遇补发"},
    "maternity": {"regular": "生育待遇享受", "supplementary": "生育待遇补发"},
}
"""What people call each list."""


class BenefitRow(TypedDict):
    """A payment for the months `from_month` to `to_month`, in fen; `reference` is the old system's number of it."""

    benefit: Benefit
    payments: Payments
    from_month: Month
    to_month: Month
    amount: Fen
    paid_on: Date
    reference: str


@event(BENEFIT, "BenefitsImported")
class BenefitsImported(Event):
    """Payments of one person and one year of payment from the old system."""

    person_id: Id
    year: int
    rows: list[BenefitRow]


@message
class GetBenefits:
    """QRY-03, QRY-06 to QRY-08: a line's payments of one sort, the newest first.

    `{line, line_name, payments, title, rows: [{benefit, benefit_name, payments, from_month, to_month, amount, paid_on,
    reference}], totals: {regular: {count, amount}, supplementary: {count, amount}}, next, as_of}`; amounts in fen.
    `from_month` to `to_month` are the months that money was paid for.
    """

    person_id: Id
    line: Line
    payments: Payments = "regular"
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] = ""
    limit: Count = 50
    as_of: Date | None = None
