"""Reads a city file against its schema and tells all its faults at once, each with its line."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from typing import Any

import marshmallow
from marshmallow import fields

from kernel.calendar import add_days
from kernel.policy.document import Document, Place, Problem, parse
from kernel.policy.kinds import SENTENCES, Spec, schema
from kernel.policy.lookup import City, Entry, Policy

SCHEMA = Path(__file__).parents[2] / "deploy" / "cities" / "schema.yaml"
"""The shape of a city file, as shipped."""

ROW: dict[str, Spec] = {
    "from": "day",
    "to": "day?",
    "published": "published?",
    "provisional": "flag?",
    "mark": "verified | seed | known | illustrative | decision",
    "source": "text",
    "note": "text?",
}
GAP: dict[str, Spec] = {"from": "day", "to": "day", "gap": "text"}
"""A stretch of time for which no policy is known, said openly, with the reason."""


class WrongCityFile(Exception):
    """A city file with faults; its text lists all of them, one a line."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        super().__init__("\n".join([f"{path}：", *map(str, problems)]))
        self.problems = problems


def load(path: Path | str, schema_file: Path | str = SCHEMA) -> City:
    """The city of a file. Raises WrongCityFile with every fault, OSError where there is no such file."""
    city, problems = _read(Path(path), Path(schema_file))
    if problems:
        raise WrongCityFile(Path(path), problems)
    return city


def check(path: Path | str, schema_file: Path | str = SCHEMA) -> list[Problem]:
    """All faults of a city file, by line; none where it can be used. OSError where there is no such file."""
    return _read(Path(path), Path(schema_file))[1]


def _read(path: Path, schema_file: Path) -> tuple[City, list[Problem]]:
    shape = parse(schema_file.read_text(encoding="utf-8")).content
    document = parse(path.read_text(encoding="utf-8"))
    rows: dict[str, list[dict[str, Any]]] = {}
    settings: dict[str, Any] = {}
    if not document.problems:
        settings, rows = _checked(shape, document)
    for name, series in rows.items():
        _check_periods(series, ("policy", name), document)
    entries = (_entry(name, row) for name, series in rows.items() for row in series if "gap" not in row)
    policy = Policy(entries, {name: told["title"] for name, told in shape["series"].items() if "title" in told})
    if not document.problems:
        _check_names(shape, settings, policy, document)
    return City(settings, policy), sorted(document.problems, key=lambda problem: problem.line)


# ------------------------------------------------------------------ shape


def _checked(shape: dict[str, Any], document: Document) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Settings and series as the schema wants them; of what is wrong, nothing but the report."""
    named = document.content.get("policy") if isinstance(document.content, dict) else None
    known = {name: _series(shape, name) for name in named} if isinstance(named, dict) else {}
    rows = {name: fields.List(_row(values), error_messages=SENTENCES) for name, values in known.items() if values}
    policy = fields.Nested(schema({}).from_dict(dict(rows)), required=True, error_messages=SENTENCES)
    try:
        content = schema(shape["settings"]).from_dict({"policy": policy})().load(document.content)
        return content, content.pop("policy")
    except marshmallow.ValidationError as wrong:
        faults: Any = wrong.messages
        content = wrong.valid_data if isinstance(wrong.valid_data, dict) else {}
    document.report_all(faults)
    sound = {name: series for name, series in content.pop("policy", {}).items() if name not in faults.get("policy", {})}
    return content, sound


def _series(shape: dict[str, Any], name: str) -> dict[str, Spec] | None:
    """The values of a series as the schema wants them: by its name, or by a pattern such as "rates/*"."""
    patterns = (pattern for pattern in shape["series"] if pattern == name or fnmatchcase(name, pattern))
    return next((shape["series"][pattern]["values"] for pattern in patterns), None)


def _row(values: dict[str, Spec]) -> fields.Field[Any]:
    """A row of policy, or a gap between two of them."""
    row, gap = schema({**ROW, **values})(), schema(GAP)()

    def read(value: Any) -> Any:
        return (gap if isinstance(value, dict) and "gap" in value else row).load(value)

    return fields.Function(deserialize=read)


def _entry(name: str, row: Mapping[str, Any]) -> Entry:
    return Entry(
        series=name,
        effective_from=row["from"],
        effective_to=row.get("to"),
        values={key: value for key, value in row.items() if key not in ROW},
        mark=row["mark"],
        source=row["source"],
        published_on=row.get("published"),
        provisional=row.get("provisional", False),
        note=row.get("note", ""),
    )


# ------------------------------------------------------------------ sense


def _check_periods(series: list[dict[str, Any]], place: Place, document: Document) -> None:
    """Rows stand in order of time; none overlaps the next, and nothing lies open between two of them."""
    for index, row in enumerate(series):
        if row.get("to", row["from"]) < row["from"]:
            document.report((*place, index), "结束日期早于开始日期，请改正。")
    for index, (row, following) in enumerate(pairwise(series), start=1):
        ends = row.get("to")
        if ends is None or ends >= following["from"]:
            document.report((*place, index), "与上一行的期间重叠或次序颠倒，请改正起止日期。")
        elif add_days(ends, 1) != following["from"]:
            missing = f"{add_days(ends, 1)}至{add_days(following['from'], -1)}"
            document.report((*place, index), f"与上一行之间缺{missing}，请补一行；没有依据时用 gap 写明原因。")


def _check_names(shape: dict[str, Any], settings: dict[str, Any], policy: Policy, document: Document) -> None:
    """Every required series, and every one that a setting names, is in force on the last day of policy."""
    until = settings["policy_through"]
    required = ((("policy", name), name) for name in shape["required"])
    for place, name in (*required, *_named_series(shape["settings"], settings, ())):
        if policy.find(name, until) is None:
            document.report(place, f"policy 中“{name}”必须有{until}（policy_through）仍有效的一行，请补上或改正名称。")


def _named_series(spec: Any, value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(spec, str) and spec.removesuffix("?") == "series":
        yield place, value
    elif isinstance(spec, list):
        for index, item in enumerate(value):
            yield from _named_series(spec[0], item, (*place, index))
    elif isinstance(spec, dict):
        for name, inner in spec.items():
            key = name.removesuffix("?")
            if key in value:
                yield from _named_series(inner, value[key], (*place, key))
