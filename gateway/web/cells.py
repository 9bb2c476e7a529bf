"""The cells of a table that becomes cards on a telephone, each with its column's label; for templates/parts.html."""

from typing import Any

from markupsafe import Markup, escape

SHORT = 10
"""So many characters has a date."""


def head(label: str, words: Any) -> Markup:
    """What the row is about."""
    return Markup(f'<th scope="row"{_whole(words)} data-label="{escape(label)}">{escape(words)}</th>')


def cell(label: str, words: Any) -> Markup:
    """Words."""
    return Markup(f'<td{_whole(words)} data-label="{escape(label)}">{escape(words)}</td>')


def num(label: str, words: Any) -> Markup:
    """A figure, with its digits under those of other rows."""
    return Markup(f'<td class="num" data-label="{escape(label)}">{escape(words)}</td>')


def _whole(words: Any) -> str:
    """A word or a date is not broken over two lines."""
    return ' class="short"' if isinstance(words, str) and len(words) <= SHORT else ""
