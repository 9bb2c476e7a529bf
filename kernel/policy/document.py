"""YAML as plain text, lists and mappings, with the line of everything in it."""

from dataclasses import dataclass, field
from typing import Any

import yaml

Place = tuple[str | int, ...]
Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Problem:
    """A fault of a file: the line, the place in it, and a sentence that says what to do."""

    line: int
    place: str
    message: str

    def __str__(self) -> str:
        return f"第{self.line}行 {self.place}：{self.message}"


@dataclass
class Document:
    """A file's content, where each part of it stands, and what is wrong with it."""

    content: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, place: Place, message: str) -> None:
        """Notes a fault, with the line of the nearest part that is there."""
        known = next(place[:length] for length in range(len(place), -1, -1) if place[:length] in self.lines)
        shown = " › ".join(f"第{part + 1}项" if isinstance(part, int) else part for part in place)
        self.problems.append(Problem(self.lines[known], shown, message))

    def report_all(self, messages: Any, place: Place = ()) -> None:
        """Notes the faults of a marshmallow ValidationError: sentences, by place."""
        if isinstance(messages, dict):
            for part, inner in messages.items():
                self.report_all(inner, place if part == "_schema" else (*place, part))
        else:
            for message in messages:
                self.report(place, message)


def parse(text: str) -> Document:
    """The document of a YAML text. Scalars stay text: 320100 is a code, no number, and `no` is a word."""
    document = Document(lines={(): 1})
    try:
        document.content = _plain(yaml.compose(text, Loader), (), document)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        document.problems.append(
            Problem(line, "YAML", f"这里的写法无法识别，请检查缩进、冒号和引号（{wrong.problem}）。")
        )
    return document


def _plain(node: yaml.Node | None, place: Place, document: Document) -> Any:
    if node is None:
        return None
    document.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, index), document) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        document.lines[(*place, key.value)] = key.start_mark.line + 1
        if key.value in mapping:
            document.report((*place, key.value), "这一项写了两次，请删去一处。")
        mapping[key.value] = _plain(value, (*place, key.value), document)
    return mapping
