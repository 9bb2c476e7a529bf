"""The cells of a table that becomes cards on a telephone, each with its column's label; for templates/parts.html."""

from collections.abc import Iterable
from html import escape
from typing import Any

from markupsafe import Markup

SHORT = 10
"""So many characters has a date."""


def head(label: str, words: Any) -> Markup:
    """What the row is about."""
    return Markup(f'<th scope="row"{_whole(words)} data-label="{escape(label)}">{_told(words)}</th>')


def cell(label: str, words: Any) -> Markup:
    """Words."""
    return Markup(f'<td{_whole(words)} data-label="{escape(label)}">{_told(words)}</td>')


def num(label: str, words: Any) -> Markup:
    """A figure, with its digits under those of other rows."""
    return Markup(f'<td class="num" data-label="{escape(label)}">{_told(words)}</td>')


def row(columns: Iterable[tuple[str, str]], words: Iterable[str]) -> Markup:
    """A whole row of plain words in the order of `columns` (label, "num" for figures): the first is what it is about.

    In one piece: a page may have six hundred cells.
    """
    made = list[str]()
    for (label, kind), text in zip(columns, words, strict=True):
        tag = "td" if made else "th"
        scope = "" if made else ' scope="row"'
        shape = ' class="num"' if made and kind else _whole(text)
        made.append(f'<{tag}{scope}{shape} data-label="{escape(label)}">{escape(text)}</{tag}>')
    return Markup("".join(made))


def _told(words: Any) -> str:
    return words if isinstance(words, Markup) else escape(str(words))


def _whole(words: Any) -> str:
    """A word or a date is not broken over two lines."""
    return ' class="short"' if isinstance(words, str) and len(words) <= SHORT else ""
