"""Yearly contribution bases 缴费基数 (ENR-11): declared by the unit, confirmed or objected to by the employee."""

from typing import Annotated, TypedDict

from kernel.cases import Label, Material, Matter
from kernel.columns import Column
from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Fen, Id, Month, some, text
from services.employer.contract.events import STAFF
from services.employer.contract.words import UnitId

BASE_FILE_COLUMNS = (Column("id_number", "公民身份号码"), Column("wage", "月平均工资"))
"""Of a file of bases; `wage` in yuan."""
BASE_YEAR = Category("base-year")
"""`base-year-<unit_id>-<year>`: a unit's declaration of a year's bases, closed."""

# ------------------------------------------------------------------ events


@event(STAFF, "BaseDeclared")
class BaseDeclared(Event):
    """The unit declares the average monthly wage of the year before; it counts from `from_month` on.

    `late`: after the window, which settles what was assessed at 110 percent.
    """

    unit_id: UnitId
    person_id: Id
    year: int
    wage_fen: Fen
    from_month: Month
    late: bool = False


@event(STAFF, "BaseUndeclared")
class BaseUndeclared(Event):
    """The window has closed without one: 110 percent of before is owed until it is settled (社会保险法 62)."""

    unit_id: UnitId
    person_id: Id
    year: int
    from_month: Month


@event(STAFF, "BaseConfirmed")
class BaseConfirmed(Event):
    """The employee has seen the base and agrees."""

    unit_id: UnitId
    person_id: Id
    year: int


@event(STAFF, "BaseObjected")
class BaseObjected(Event):
    """The employee objects; the case will tell."""

    unit_id: UnitId
    person_id: Id
    year: int
    case_id: Id


@event(STAFF, "BaseCorrected")
class BaseCorrected(Event):
    """An objection was found right: the wage from `from_month` on."""

    unit_id: UnitId
    person_id: Id
    year: int
    wage_fen: Fen
    from_month: Month
    case_id: Id


@event(STAFF, "BaseObjectionEnded")
class BaseObjectionEnded(Event):
    """Nothing came of an objection; what was declared stands."""

    unit_id: UnitId
    person_id: Id
    year: int
    case_id: Id


@event(BASE_YEAR, "BaseDeclarationClosed")
class BaseDeclarationClosed(Event):
    """After the window an officer has noted everybody whom the unit had not declared; so many stand undeclared."""

    unit_id: UnitId
    year: int
    undeclared: Count


BASE_EVENTS = (BaseDeclared, BaseUndeclared, BaseConfirmed, BaseObjected, BaseCorrected, BaseObjectionEnded)

# ------------------------------------------------------------------ commands


class BaseRow(TypedDict):
    """One employee's average monthly wage of the year before, in fen."""

    id_number: str
    wage_fen: Fen


@message
class DeclareBases:
    """Declare bases, one by one or many. Result: `{declared, unchanged, rows: [outcome]}`, one a row:

    `{line, person_id, wage_fen, lines: [{line, title, base, clamped}]}` or `{line, code, sentence}`; `clamped` is "",
    floor or ceiling. The same again changes nothing.
    """

    unit_id: UnitId
    year: int
    rows: Annotated[list[BaseRow], some(BaseRow, most=500)]


@message
class DeclareBaseFile:
    """The same from an XLSX or CSV, base64, columns id_number and wage (yuan), 5,000 rows at most."""

    unit_id: UnitId
    year: int
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class CloseBaseDeclaration:
    """An officer notes who was not declared, after the window.

    Result: `{undeclared}`, how many then stand undeclared; again notes nobody twice.
    """

    unit_id: UnitId
    year: int


@message
class ConfirmBase:
    """The employee agrees. Result: `{}`."""

    person_id: Id
    unit_id: UnitId
    year: int


# ------------------------------------------------------------------ queries


@message
class GetBases:
    """`{year, window: {opens, closes, from_month, open}, staff: [{person_id, name, state, wage_fen,
    lines: [{line, title, base, clamped}]}], next}`; `state`: undeclared, declared, confirmed, objected, missed, or
    not_wanted, of who has come since the bases count.
    """

    unit_id: UnitId
    year: int
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50


@message
class GetOwnBases:
    """`{bases: [{unit_id, unit_name, year, state, wage_fen, from_month, case_id, lines}]}`, the newest year first."""

    person_id: Id


# ------------------------------------------------------------------ objecting


@message
class BaseObjection:
    """The form of an objection."""

    unit_id: Annotated[UnitId, Label("单位编号")]
    year: Annotated[int, Label("年度")]
    wage_fen: Annotated[Fen, Label("本人上年度月平均工资", "以工资条、个人所得税记录为准")]
    reason: Annotated[str, text(most=500, least=2), Label("异议理由")]


BASE_OBJECTION = Matter(
    code="base-objection",
    title="缴费基数异议",
    applicant="person",
    form=BaseObjection,
    deadline="deadline/change",
    materials=(Material("proof_of_wage", "工资证明", required=False, help="工资条、银行流水或个人所得税记录"),),
    guide="对单位申报的缴费基数有异议的，可提出并附工资证明，由经办机构核实。",
)

# ------------------------------------------------------------------ refusals


class BaseWindowClosed(Refused):
    code = "base_window_closed"
    sentence = "{year}年度缴费基数申报期为{opens}至{closes}，现在不能申报。漏报的职工请联系经办机构，按规定补报。"
    fields = ("year",)
    status = 409


class BaseWindowStillOpen(Refused):
    code = "base_window_still_open"
    sentence = "{year}年度缴费基数申报期到{closes}为止，期满后才能按未申报处理。"
    fields = ("year",)
    status = 409


class BaseNotStaff(Refused):
    """Nobody active with the unit under that number."""

    code = "base_not_staff"
    sentence = "该人员目前不在本单位参保，请核对公民身份号码。"
    fields = ("form.id_number",)


class BaseNothingDeclared(Refused):
    code = "base_nothing_declared"
    sentence = "单位还没有申报您{year}年度的缴费基数，请稍后再看，或向单位询问。"
    status = 409


class BaseFileTooLong(Refused):
    code = "base_file_too_long"
    sentence = "一个文件最多{most}行，请分成几个文件分别上传。"
    fields = ("content",)


class BaseFileEmpty(Refused):
    code = "base_file_empty"
    sentence = "表格里没有职工，没有申报。请在列名下面填写职工的公民身份号码和月平均工资后重新上传。"
    fields = ("content",)


class BaseObjectedAlready(Refused):
    code = "base_objected_already"
    sentence = "您对{year}年度缴费基数的异议正在办理中（办件编号{case_id}），请等待结果。"
    status = 409
