"""Any matter's form, drawn from the JSON Schema of the catalogue: its controls, and what was filled into them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, Protocol

from kernel.identifiers import half_width
from kernel.refusals import Invalid

MONEY_SENTENCE = "请填写金额，单位为元，最多两位小数，例如5200.00。"
NUMBER_SENTENCE = "请填写整数。"
MOST_FEN = 10**13
ASKING = {
    "one": "请选择",
    "several": "请选择",
    "select": "请选择",
    "month": "请选择",
    "date": "请选择",
    "yes": "请勾选",
}
FEW = 6
"""So many choices stand below each other; more are a list to open."""
MONTHS = "(19|20)"
"""How the pattern of a month begins."""
Choices = Mapping[str, tuple[tuple[str, str], ...]]


class Sent(Protocol):
    """What a browser sent: one value or several by name."""

    def get(self, name: str, default: str, /) -> str: ...
    def getlist(self, name: str, /) -> list[str]: ...


@dataclass(frozen=True)
class Control:
    """A field as a page shows it. `name` is its path in the form: `unit.uscc`, `staff.0.name`."""

    name: str
    kind: str
    """text, password, long, number, money, month, date, yes, one, select, several, lines, group, or groups."""
    title: str
    help: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    inner: tuple["Control", ...] = ()


def controls(schema: Mapping[str, Any], known: Choices, rows: int = 1, path: str = "") -> tuple[Control, ...]:
    """The controls of a form. `known`: choices that the schema cannot know, by the last name of a field.

    Lists of forms have so many `rows`.
    """
    wanted = schema.get("required", [])
    return tuple(
        _control(f"{path}{name}", name, schema["properties"][name], name in wanted, known, rows)
        for name in schema["x-order"]
    )


def _control(path: str, name: str, shape: Mapping[str, Any], required: bool, known: Choices, rows: int) -> Control:
    kind, choices = _kind(name, shape), tuple(shape.get("x-choices", {}).items())
    inner: tuple[Control, ...] = ()
    if kind == "group":
        inner = controls(shape, known, rows, f"{path}.")
    if kind == "groups":
        inner = tuple(
            Control(
                f"{path}.{row}", "group", f"第{row + 1}项", inner=controls(shape["items"], known, 1, f"{path}.{row}.")
            )
            for row in range(rows)
        )
    title, about = shape.get("title") or name, shape.get("description", "")
    if name in known:  # chosen by its name: nobody writes its code
        kind, choices, title, about = "select", known[name], title.removesuffix("编号"), ""
    if kind == "several" and not choices:
        choices = tuple(shape["items"].get("x-choices", {}).items())
    return Control(path, kind, title, about, required, choices, inner)


def _kind(name: str, shape: Mapping[str, Any]) -> str:
    types = shape.get("type", "string")
    items = shape.get("items", {})
    if "enum" in shape:
        return "one" if len(shape["enum"]) <= FEW else "select"
    if types == "array":
        return "groups" if "properties" in items else "several" if "enum" in items else "lines"
    if types == "object":
        return "group"
    if types == "boolean":
        return "yes"
    if types == "integer":
        return "money" if name.endswith("_fen") else "number"
    if shape.get("format") == "date":
        return "date"
    if MONTHS in shape.get("pattern", ""):
        return "month"
    return "long" if shape.get("maxLength", 0) >= 500 else "text"


def asking(shown: tuple[Control, ...]) -> dict[str, str]:
    """What is told of each field that was left empty, by name, with those within groups."""
    told = {control.name: f"{ASKING.get(control.kind, '请填写')}{control.title}。" for control in shown}
    return told | {name: sentence for control in shown for name, sentence in asking(control.inner).items()}


def filled_in(shown: tuple[Control, ...], sent: Sent) -> dict[str, Any]:
    """What was filled in, as the form's message takes it; what was left empty is left out. Raises Invalid."""
    wrong: dict[str, list[str]] = {}
    values = dict(_filled(shown, sent, wrong))
    if wrong:
        raise Invalid(errors=wrong)
    return values


def _filled(shown: tuple[Control, ...], sent: Sent, wrong: dict[str, list[str]]) -> Iterator[tuple[str, Any]]:
    for control in shown:
        value = _value(control, sent, wrong)
        wanted = control.required and control.kind in ("group", "groups")  # to be told what is missing in it
        if wanted or value not in ("", [], {}, None):
            yield control.name.rpartition(".")[2], value


def _value(control: Control, sent: Sent, wrong: dict[str, list[str]]) -> Any:
    text = sent.get(control.name, "").strip()
    match control.kind:
        case "group":
            return dict(_filled(control.inner, sent, wrong))
        case "groups":
            rows = (dict(_filled(row.inner, sent, wrong)) for row in control.inner)
            return [row for row in rows if row] or ([{}] if control.required else [])
        case "several":
            return sent.getlist(control.name)
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "yes":
            return True if text == "yes" else None
        case "money" | "number" if text:
            return _number(control, text, wrong)
    return text


def _number(control: Control, text: str, wrong: dict[str, list[str]]) -> int | None:
    times, sentence = (100, MONEY_SENTENCE) if control.kind == "money" else (1, NUMBER_SENTENCE)
    try:
        number = Decimal(number_typed(text)) * times
    except DecimalException:
        number = Decimal("NaN")
    if not number.is_finite() or number != number.to_integral_value() or abs(number) >= MOST_FEN:
        wrong[control.name] = [sentence]
        return None
    return int(number)


def number_typed(text: str) -> str:
    """A number as people type it, ready to be read: full-width digits, thousands and the sign of yuan are taken."""
    return half_width(text).strip().replace(",", "").removeprefix("¥")


def as_typed(shown: tuple[Control, ...], form: Mapping[str, Any]) -> dict[str, Any]:
    """What a form holds, as it would have been typed: by the controls' names."""
    typed: dict[str, Any] = {}
    for control in shown:
        value = form.get(control.name.rpartition(".")[2])
        if value is not None and control.kind == "group":
            typed |= as_typed(control.inner, value)
        elif value is not None and control.kind == "groups":
            for row, held in zip(control.inner, value, strict=False):
                typed |= as_typed(row.inner, held)
        elif value is not None:
            typed[control.name] = _as_typed(control.kind, value)
    return typed


def _as_typed(kind: str, value: Any) -> str | list[str]:
    match kind:
        case "money":
            return f"{value // 100}.{value % 100:02d}"
        case "lines":
            return "\n".join(value)
        case "yes":
            return "yes"
        case "several":
            return list(value)
    return str(value)
