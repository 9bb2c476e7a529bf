"""Queries about what a figure means and what stands behind it; and the correction of what is wrong."""

from typing import Annotated, Literal

from kernel.events import message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Month, text
from services.records.contract.words import Line

Figure = Literal["balance", "months", "base"]
"""账户余额, 缴费年限, 缴费基数."""


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
    A base is that of `month` (and of `unit_id`, where there were several).
    """

    person_id: Id
    figure: Figure
    line: Line = "pension"
    month: Month | None = None
    unit_id: Annotated[str, text(most=60)] = ""
    as_of: Date | None = None


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
