"""The kinds of value that a schema file may ask for, as marshmallow fields over plain text.

In a schema `yuan` asks for an amount, `yuan?` may be left out, `a | b` is a choice, `[day]` a list of days, and a
mapping describes a mapping. YAML's own guesses are not used: every scalar arrives as text.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import marshmallow
from marshmallow import fields

from kernel import calendar, money

Spec = str | list[Any] | dict[str, Any]
"""What a schema file says of a value."""

SENTENCES: dict[str, Any] = {
    "required": "缺少这一项，请补上。",
    "unknown": "没有这一项，请核对名称或删去。",
    "type": "这里应是一组“名称：内容”。",
    "invalid": "这里应是一个列表。",
}


def _matching(pattern: str) -> Callable[[str], str]:
    whole = re.compile(pattern)

    def parse(text: str) -> str:
        if not whole.fullmatch(text):
            raise ValueError(text)
        return text

    return parse


def _percent(text: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text):
        raise ValueError(text)
    return Decimal(text)


def _day(text: str) -> str:
    if not calendar.is_day(text):
        raise ValueError(text)
    return text


def _published(text: str) -> str:
    return text if calendar.is_month(text) else _day(text)


KINDS: dict[str, tuple[Callable[[str], Any], str]] = {
    "text": (_matching(r"(?s).*\S.*"), "请填写文字。"),
    "word": (_matching(r"[a-z0-9_]+"), "请只用小写字母、数字和下划线。"),
    "digits": (_matching(r"[0-9]+"), "请只用数字。"),
    "yuan": (money.fen, "请填写以元为单位的金额，例如 4952 或 7778.40。"),
    "percent": (_percent, "请填写百分数，不带百分号，例如 16 或 0.5。"),
    "integer": (lambda text: int(_matching(r"-?[0-9]{1,9}")(text)), "请填写整数。"),
    "month": (lambda text: calendar.month_of_number(calendar.month_number(text)), "请填写月份，例如 2026-01。"),
    "day": (_day, "请填写真实的日期，例如 2026-01-31。"),
    "published": (_published, "请填写公布的日期或月份，例如 2024-09-30 或 2024-09。"),
    "time": (_matching(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"), "请填写时刻，例如 09:00。"),
    "flag": (lambda text: {"yes": True, "no": False}[text], "请填写 yes 或 no。"),
    "series": (_matching(r"[a-z0-9_/]+"), "请填写本文件中一项政策的名称。"),
}


class _Strict(marshmallow.Schema):
    error_messages = SENTENCES


def schema(specs: Mapping[str, Spec]) -> type[marshmallow.Schema]:
    """The marshmallow schema of a mapping. A name, or a kind, that ends in "?" may be left out."""
    named: dict[str, fields.Field[Any]] = {}
    for name, spec in specs.items():
        named[name.removesuffix("?")] = field(spec)
        named[name.removesuffix("?")].required = not (name.endswith("?") or str(spec).endswith("?"))
    return _Strict.from_dict(dict(named))


def field(spec: Spec) -> fields.Field[Any]:
    """The marshmallow field for what a schema file says of a value. KeyError for an unknown kind."""
    if isinstance(spec, dict):
        return fields.Nested(schema(spec), required=True, error_messages=SENTENCES)
    if isinstance(spec, list):
        return fields.List(field(spec[0]), required=True, error_messages=SENTENCES)
    return fields.Function(deserialize=_reader(spec.removesuffix("?")), error_messages=SENTENCES)


def _reader(kind: str) -> Callable[[Any], Any]:
    choices = [choice.strip() for choice in kind.split("|")]
    if len(choices) > 1:
        parse, sentence = _matching("|".join(map(re.escape, choices))), f"请从中选一个：{'、'.join(choices)}。"
    else:
        parse, sentence = KINDS[kind]

    def read(value: Any) -> Any:
        try:
            return parse(value)
        except (ValueError, KeyError, TypeError):
            raise marshmallow.ValidationError(sentence) from None

    return read
