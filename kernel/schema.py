"""Types of the published language, each with the marshmallow field that checks it on the way in.

A message class is a frozen dataclass of JSON values; its schema is worked out from its annotations, once. What has
been checked is not checked again when it is read back from a store.
"""

import copy
import re
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

import marshmallow as ma
from marshmallow import fields as mf
from marshmallow import validate

from kernel.refusals import Invalid

M = TypeVar("M")

SENTENCES: dict[str, Any] = {
    "required": "请填写此项。",
    "null": "请填写此项。",
    "invalid": "格式不正确，请检查后重新填写。",
    "invalid_utf8": "含有无法识别的字符，请重新填写。",
    "type": "格式不正确，请检查后重新填写。",
    "too_large": "数值太大，请检查后重新填写。",
}


class Whole(mf.Integer):
    """A whole number written as a number: no text, no true or false, no fraction, at most 15 digits."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        if abs(value) >= 10**15:
            raise self.make_error("too_large", input=value)
        return value


class YesNo(mf.Boolean):
    """True or false and nothing that resembles them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Words(mf.String):
    """Text of at least so many characters; who writes none is told one thing, and not how long it should be, too."""

    def __init__(self, least: int, **options: Any) -> None:
        self.least = least
        super().__init__(**options)

    def _deserialize(self, value: Any, *given: Any, **named: Any) -> str:
        text = super()._deserialize(value, *given, **named)
        if self.least and not text:
            raise self.make_error("empty")
        return text


def _once_each(codes: list[str]) -> None:
    if len(set(codes)) < len(codes):
        raise ma.ValidationError("同一项只能选择一次，请去掉重复的选项。")


def _real_day(text: str) -> None:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return
    except ValueError:
        pass
    raise ma.ValidationError("请按“2026-01-31”的样式填写真实的日期。")


def text(
    pattern: str | None = None,
    *,
    most: int = 200,
    least: int = 0,
    sentence: str = SENTENCES["invalid"],
    length: str = "",
) -> mf.String:
    """A string field with a length and, where given, a pattern that the whole text must match.

    `length` is said of one too short or too long where people do not write it: to count letters would not help them.
    """
    told = length or (f"请填写{least}到{most}个字。" if least else f"请填写{most}个字以内。")
    checks: list[Callable[[str], Any]] = [validate.Length(min=least, max=most, error=told)]
    if pattern:
        checks.append(validate.Regexp(re.compile(rf"(?:{pattern})\Z"), error=sentence))
    empty = SENTENCES["required"] if sentence == SENTENCES["invalid"] else sentence
    return Words(least, validate=checks, error_messages=SENTENCES | {"empty": empty})


Text = Annotated[str, text(least=1)]
Line = Annotated[str, text(r"[^\x00-\x1f\x7f]+", least=1)]
Id = Annotated[str, text(r"[A-Za-z0-9_.:-]+", most=120, sentence="编号不正确，请核对后重试。")]
Month = Annotated[str, text(r"(19|20)\d\d-(0[1-9]|1[0-2])", sentence="请按“2026-01”的样式填写年月。")]
Date = Annotated[str, mf.String(validate=_real_day, error_messages=SENTENCES, metadata={"format": "date"})]
Instant = Annotated[str, text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
Fen = Annotated[int, Whole(error_messages=SENTENCES)]
"""Money in whole fen (分)."""
Count = Annotated[int, Whole(validate=validate.Range(min=0, error="不能是负数。"), error_messages=SENTENCES)]
Sealed = Annotated[str, text(most=20_000)]
"""Personal data as sealed text (promise K8); empty where there is none."""


def field_for(annotation: Any) -> mf.Field[Any]:
    """The marshmallow field of one annotation. Raises KeyError for a type that has none."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is not None:
        return _FORMED[origin](inner, getattr(annotation, "__metadata__", ()))
    if is_dataclass(annotation):
        return Part(typing.cast(type, annotation))
    if typing.is_typeddict(annotation):
        return mf.Nested(typed_dict_schema(annotation), error_messages=SENTENCES)
    return _PLAIN[annotation]()


def _annotated(inner: tuple[Any, ...], metadata: tuple[Any, ...]) -> mf.Field[Any]:
    declared = next((a for a in metadata if isinstance(a, mf.Field)), None)
    return declared or field_for(inner[0])


def _literal(choices: tuple[Any, ...], _: Any) -> mf.Field[Any]:
    return mf.String(validate=validate.OneOf(choices, error="请从给出的选项中选择。"), error_messages=SENTENCES)


def _optional(inner: tuple[Any, ...], _: Any) -> mf.Field[Any]:
    optional = copy.copy(field_for(next(a for a in inner if a is not type(None))))
    optional.allow_none = True
    return optional


def _list(inner: tuple[Any, ...], _: Any) -> mf.Field[Any]:
    return mf.List(field_for(inner[0]), error_messages=SENTENCES)


def _mapping(*_: Any) -> mf.Field[Any]:
    return mf.Dict(keys=mf.String(), error_messages=SENTENCES)


_PLAIN: dict[Any, Callable[[], mf.Field[Any]]] = {
    str: lambda: text(most=2000),
    int: lambda: Whole(error_messages=SENTENCES),
    bool: lambda: YesNo(error_messages=SENTENCES),
    dict: _mapping,
}
_FORMED: dict[Any, Callable[[tuple[Any, ...], tuple[Any, ...]], mf.Field[Any]]] = {
    Annotated: _annotated,
    Literal: _literal,
    typing.Union: _optional,
    types.UnionType: _optional,
    list: _list,
    dict: _mapping,
}


def some(item: Any, *, most: int, least: int = 1) -> mf.List[Any]:
    """The field of a list with a least and a most number of items; codes are chosen once each."""
    checks: list[Callable[[Any], Any]] = [
        validate.Length(min=least, max=most, error=f"请选择或填写{least}到{most}项。")
    ]
    codes = typing.get_origin(item) is Literal
    if codes:
        checks.append(_once_each)
    metadata = {"uniqueItems": True} if codes else {}
    return mf.List(field_for(item), validate=checks, error_messages=SENTENCES, metadata=metadata)


class Part(mf.Nested):
    """A message within a message: checked by its own schema and given as an instance of its class."""

    def __init__(self, message: type, **options: Any) -> None:
        self.message = message
        super().__init__(lambda: schema_for(message), error_messages=SENTENCES, **options)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        return self.message(**super()._deserialize(value, *arguments, **options))


class _Strict(ma.Schema):
    error_messages = {  # noqa: RUF012  (marshmallow declares it so)
        "unknown": "不认识的内容，请删去。",
        "type": "格式不正确。",
    }

    class Meta:
        unknown = ma.RAISE


@cache
def typed_dict_schema(shape: type) -> type[ma.Schema]:
    """The schema of a TypedDict: a nested object of a message."""
    hints = typing.get_type_hints(shape, include_extras=True)
    required = shape.__required_keys__  # type: ignore[attr-defined]
    made: dict[str, Any] = {}
    for name, hint in hints.items():
        field = copy.copy(field_for(hint))
        field.required = name in required
        made[name] = field
    return _Strict.from_dict(made, name=shape.__name__)


@cache
def schema_for(message: type) -> ma.Schema:
    """The schema of a message class: required where the dataclass has no default, unknown fields refused."""
    hints = typing.get_type_hints(message, include_extras=True)
    made: dict[str, Any] = {}
    for declared in fields(message):
        field = copy.copy(field_for(hints[declared.name]))
        field.required = declared.default is MISSING and declared.default_factory is MISSING
        made[declared.name] = field
    return _Strict.from_dict(made, name=message.__name__)()


def checked(message: type[M], body: Any, path: str = "") -> M:
    """`body` as a `message`. Raises Invalid with every wrong field, below `path`, and its sentences."""
    try:
        return message(**schema_for(message).load(body))  # type: ignore[arg-type]  # a class is hashable
    except ma.ValidationError as wrong:
        raise Invalid(errors=dict(error_paths(wrong.messages, path))) from None


def checked_part(message: type, body: Any, path: str = "") -> dict[str, Any]:
    """What is filled in so far of a `message`, checked as far as it goes. Raises Invalid."""
    try:
        return dict(schema_for(message).load(body, partial=True))
    except ma.ValidationError as wrong:
        raise Invalid(errors=dict(error_paths(wrong.messages, path))) from None


def error_paths(messages: Any, path: str = "") -> typing.Iterator[tuple[str, list[str]]]:
    """marshmallow's nested messages as pairs of a field's path (`lines.0.base`) and its sentences."""
    if isinstance(messages, list):
        yield path or "_schema", messages
        return
    for key, inner in messages.items():
        yield from error_paths(inner, f"{path}.{key}" if path else str(key))
