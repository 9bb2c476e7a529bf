"""Queries about what a figure means and what stands behind it; and the correction of what is wrong."""

from typing import Annotated, Literal

from kernel.events import message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Month, text
from services.records.contract.words import Line

Figure = Literal["balance", "months", "base", "estimate"]
"""账户余额, 缴费年限, 缴费基数, 养老金测算."""
PensionCategory = Literal["M", "F55", "F50"]
"""男职工, 原55周岁女职工, 原50周岁女职工 (handbook 5.5)."""


@message
class GetFigures:
    """QRY-11, each value with what it means.

    `{line, figures: [{figure, name, value, shown, unit, meaning}], policy, as_of}`.
    """

    person_id: Id
    line: Line = "pension"
    as_of: Date | None = None


@message
class GetEvidence:
    """QRY-16: `{figure, name, value, unit, steps: [{text, amount, events, policy}], policy: [...], as_of}`.

    The steps' amounts add up to `value`; `events` are ids of events, `policy` ids of the entries that stand below.
    A base is that of `month` (and of `unit_id`, where there were several). An estimate is the monthly pension on the
    record as it stands, for women by `category`; beside its steps it has `notice`, `assumptions` and `retirement`
    (`{category, retire_month, earliest_month, latest_month, age_years, age_months, months, minimum_months}`).
    `projected`: as if the latest base were paid every month until the pension begins, at the rates of today.
    """

    person_id: Id
    figure: Figure
    line: Line = "pension"
    month: Month | None = None
    unit_id: Annotated[str, text(most=60)] = ""
    as_of: Date | None = None
    category: PensionCategory | None = None
    projected: bool = False


class AsOfInFuture(Refused):
    """What will be known cannot be looked up."""

    code = "records_as_of_in_future"
    sentence = "只能查询今天（{today}）及以前的记录，请把日期改为今天或更早的日期。"
    fields = ("as_of",)


class FigureUnknown(Refused):
    """There is no such figure: nothing was assessed for the month, or the line has no account."""

    code = "records_figure_unknown"
    sentence = "没有查到这项数据的记录，无法列出依据。请核对险种和月份后重新查询。"
    status = 404


class NothingToEstimate(Refused):
    """Nothing was paid for a pension yet."""

    code = "records_nothing_to_estimate"
    sentence = "还没有已到账的养老保险缴费，暂时不能测算。缴费到账后（一般在所属月份之后1至2个月）再来查看。"
    status = 409


class AlreadyDrawn(Refused):
    """Who draws a pension is not told an estimate of one."""

    code = "records_pension_already_drawn"
    sentence = "您已按月领取养老待遇，不再测算。请查询养老发放明细；对金额有疑问的，可提交信息核实。"
    status = 409


class BirthUnknown(Refused):
    """Of most permits the number does not tell when somebody was born."""

    code = "records_birth_unknown"
    sentence = "档案中的证件号码不含出生日期，无法测算退休年龄。请持证件到服务窗口办理测算。"
    status = 409


class CategoryUnfit(Refused):
    """A man's category for a woman, or the other way round."""

    code = "records_pension_category"
    sentence = "所选退休类别与档案中的性别不符，请重新选择后测算。"
    fields = ("category",)
