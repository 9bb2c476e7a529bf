"""A unit's tables as files (QRY-14): its roster, and the bases of a year; names and ID numbers masked."""

from collections.abc import Iterator

from gateway.web.tables import Row, Table
from services.employer import contract as employer

STANDINGS = {"active": "在册", "pending": "办理中", "stopped": "已停保", "refused": "未能办理"}
BASE_STATES = {
    "undeclared": "未申报",
    "not_wanted": "新参保，不用申报",
    "declared": "已申报",
    "confirmed": "职工已确认",
    "objected": "职工有异议",
    "missed": "逾期未申报",
}


def _staff_lines(staff: Row) -> Iterator[Row]:
    """Line by line; who has none yet stands in one row."""
    told = {**staff, "status_name": STANDINGS[staff["status"]]}
    for line in staff["lines"] or ({"title": "", "start_month": None, "stop_month": None},):
        yield {**told, **{name: line[name] for name in ("title", "start_month", "stop_month")}}


def _base_lines(staff: Row) -> Iterator[Row]:
    told = {**staff, "state_name": BASE_STATES[staff["state"]]}
    for line in staff["lines"] or ({"title": "", "base": None, "clamped": None},):
        yield {**told, **{name: line[name] for name in ("title", "base", "clamped")}}


ROSTER = Table(
    "roster",
    "职工名册",
    employer.GetRoster,
    {
        "name": "姓名",
        "id_number": "公民身份号码",
        "status_name": "状态",
        "title": "险种",
        "start_month": "参保年月",
        "stop_month": "停保年月",
        "wage_fen": "月工资（元）",
    },
    frozenset({"wage_fen"}),
    service="employer",
    listed="staff",
    spread=_staff_lines,
)
BASES = Table(
    "bases",
    "缴费基数申报",
    employer.GetBases,
    {"name": "姓名", "state_name": "状态", "wage_fen": "申报月工资（元）", "title": "险种", "base": "缴费基数（元）"},
    frozenset({"wage_fen", "base"}),
    service="employer",
    listed="staff",
    spread=_base_lines,
)
