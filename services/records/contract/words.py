"""Words of records: its categories, insurance lines and kinds."""

from typing import Annotated, Literal

from kernel.events import Category
from kernel.schema import text

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
PAYMENT_FILE = Category("payment-file")
"""`payment-file-<file_id>`: one import of payments, and what came of it."""
TRANSFER = Category("transfer")
"""`transfer-<transfer_id>`, the id being `<person_id>-<line>-<direction>-<number>`."""
BENEFIT = Category("benefit")
"""`benefit-<person_id>-<year>`: what the funds paid to a person in a year."""
SPENDING = Category("spending", public=False)
"""`spending-<person_id>-<year>`: medical spending 医疗消费; where somebody was treated is nobody's news."""
REMOTE_CARE = Category("remote-care")
"""`remote-care-<person_id>`: filings for care in another place 异地就医备案."""
SHARING = Category("sharing")
"""`sharing-<person_id>`: relatives who may use the person's medical account 家庭共济."""
TRANSFERRED = Category("transferred")
"""`transferred-<person_id>`: months and money that came from other places 转入."""
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
FINAL_REASONS = frozenset({"died", "retired", "emigrated", "moved"})
"""Reasons of a stop that close a relation 终止 instead of suspending it 暂停 (handbook 4.1)."""
SELF = "self"
"""The unit id of a relation in which people pay for themselves: 灵活就业人员."""


def payer(unit_id: str, person_id: str) -> str:
    """Whose bill a relation's month stands on: the unit's, or the person's own."""
    return person_id if unit_id == SELF else unit_id


def relation_of(payer_id: str, person_id: str) -> str:
    """The relation, by unit id, that a bill's member stands for."""
    return SELF if payer_id == person_id else payer_id


Direction = Literal["in", "out"]
Matter = Literal[
    "assessment",
    "interest",
    "payments",
    "watch",
    "draws",
    "adjustment_notice",
    "adjustment",
    "doubles",
    "resident_year",
]
Region = Annotated[str, text(r"\d{6}", sentence="请填写6位行政区划代码。")]
UnitId = Annotated[str, text(r"[A-Za-z0-9_.:-]+", most=60, least=1, sentence="单位编号不正确，请核对后重试。")]
