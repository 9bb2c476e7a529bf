"""Single cells: from text to a value, or to a CellWrong that names the column and says what to do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from kernel import identifiers, money
from kernel.calendar import is_day, is_month
from kernel.columns import Column
from kernel.identifiers import WrongNumber
from kernel.tabular.faults import CellWrong

WORDS = {
    "missing": "没有填写，请补上。",
    "too_long": "超过{most}个字，请缩短。",
    "characters": "含有不能使用的字符，请核对。",
    "choice": "应为以下之一：{choices}。",
    "month": "应为真实的年月，例如2024-05。",
    "day": "应为真实的日期，例如2024-05-31。",
    "too_early": "不能早于{earliest}，请核对。",
    "too_late": "不能晚于{latest}，请核对。",
    "amount": "应为以元为单位的金额，最多两位小数，例如396.16。",
    "negative": "不能是负数，请核对。",
    "positive": "不能是正数，请核对。",
    "whole": "应为不超过{most}的非负整数。",
    "length": "位数不对，请核对。",
    "charset": "含有不应出现的字符，请核对。",
    "province": "前两位不是已知的省级代码，请核对。",
    "region": "第三至八位应为六位数字的区划代码，请核对。",
    "birth_date": "中的出生日期不存在，请核对。",
    "birth_range": "中的出生日期不在合理范围内，请核对。",
    "checksum": "校验码不正确，请与证件核对。",
    "pattern": "格式不正确，请核对。",
    "unknown": "在系统中没有找到，请先导入或核对编号。",
}


C = TypeVar("C", bound=str)


def every(*reads: Callable[[], Any]) -> list[Any]:
    """What the reads of a row's cells return. Raises the first CellWrong, with the words of all the others: who mends
    a file is told everything that is wrong with a row at once."""
    values, wrong = list[Any](), list[CellWrong]()
    for read in reads:
        try:
            values.append(read())
        except CellWrong as fault:
            wrong.append(fault)
    if wrong:
        raise wrong[0].beside(wrong[1:])
    return values


class Cells:
    """The fields of one row, read column by column. Every method raises CellWrong."""

    def __init__(self, fields: Mapping[str, str], columns: Sequence[Column]) -> None:
        self.fields = fields
        self.columns = columns

    def wrong(self, column: str, problem: str, words: str | None = None, **arguments: object) -> CellWrong:
        """The fault of a column; `words` where WORDS has none for the problem."""
        title = next(known.title for known in self.columns if known.name == column)
        said = (WORDS[problem] if words is None else words).format(**arguments)
        return CellWrong(column=column, title=title, problem=problem, words=said)

    def text(self, column: str, most: int = 100, allowed: Callable[[str], bool] = str.isprintable) -> str:
        """A text of one character or more."""
        text = self.fields[column]
        if not text:
            raise self.wrong(column, "missing")
        return self.optional_text(column, most, allowed)

    def optional_text(self, column: str, most: int = 100, allowed: Callable[[str], bool] = str.isprintable) -> str:
        """A text, "" where there is none. `allowed` tells whether its characters may stand there."""
        text = self.fields[column]
        if len(text) > most:
            raise self.wrong(column, "too_long", most=most)
        if text and not allowed(text):
            raise self.wrong(column, "characters")
        return text

    def choice(self, column: str, choices: Mapping[C, str]) -> C:
        """One of the keys, or of the Chinese titles that are their values."""
        text = self.fields[column]
        for key, title in choices.items():
            if text in (key, title):
                return key
        raise self.wrong(column, "choice", choices="、".join(f"{title}（{key}）" for key, title in choices.items()))

    def month(self, column: str, earliest: str, latest: str) -> str:
        """A month "YYYY-MM" within bounds."""
        return self._within(column, is_month, "month", earliest, latest)

    def day(self, column: str, earliest: str, latest: str) -> str:
        """A day "YYYY-MM-DD" within bounds."""
        return self._within(column, is_day, "day", earliest, latest)

    def amount(self, column: str, sign: str = "+") -> int:
        """An amount in yuan, as fen: not negative ("+"), not positive ("-") or either ("±")."""
        try:
            amount = money.fen(self.fields[column])
        except ValueError:
            raise self.wrong(column, "amount") from None
        if amount < 0 and sign == "+":
            raise self.wrong(column, "negative")
        if amount > 0 and sign == "-":
            raise self.wrong(column, "positive")
        return amount

    def required_amount(self, column: str) -> int:
        """An amount in yuan, not negative, as fen; an empty cell is none."""
        if not self.fields[column]:
            raise self.wrong(column, "missing")
        return self.amount(column)

    def whole(self, column: str, most: int) -> int:
        """A whole number from 0 to `most`; 0 where the cell is empty."""
        text = self.fields[column] or "0"
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= most):
            raise self.wrong(column, "whole", most=most)
        return int(text)

    def resident_id(self, column: str, as_of: str) -> str:
        """A resident ID number of 18 characters; an old one of 15 is upgraded (kernel.identifiers)."""
        text = self.text(column)
        old = len(identifiers.normalise(text)) == 15
        number = (identifiers.upgraded_resident_id if old else identifiers.resident_id)(text, as_of)
        if isinstance(number, WrongNumber):
            raise self.wrong(column, number.reason)
        return number.number

    def permit(self, column: str, as_of: str) -> str:
        """A number of somebody without a resident ID (kernel.identifiers)."""
        number = identifiers.permit(self.text(column), as_of)
        if isinstance(number, WrongNumber):
            raise self.wrong(column, number.reason)
        return number.number

    def credit_code(self, column: str) -> str:
        """A unified social credit code."""
        code = identifiers.credit_code(self.text(column))
        if isinstance(code, WrongNumber):
            raise self.wrong(column, code.reason)
        return code.code

    def optional_mobile(self, column: str) -> str:
        """A mobile number, "" where there is none."""
        if not self.fields[column]:
            return ""
        number = identifiers.mobile(self.fields[column])
        if isinstance(number, WrongNumber):
            raise self.wrong(column, number.reason)
        return number.number

    def _within(self, column: str, real: Callable[[str], bool], problem: str, earliest: str, latest: str) -> str:
        text = self.fields[column]
        if not real(text):
            raise self.wrong(column, problem if text else "missing")
        if text < earliest:
            raise self.wrong(column, "too_early", earliest=earliest)
        if text > latest:
            raise self.wrong(column, "too_late", latest=latest)
        return text
