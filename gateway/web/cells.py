"""The cells of a table that becomes cards on a telephone, each with its column's label; for templates/parts.html."""

from typing import Any

from markupsafe import Markup, escape


def head(label: str, words: Any) -> Markup:
    """What the row is about."""
    return Markup(f'<th scope="row" data-label="{escape(label)}">{escape(words)}</th>')


def cell(label: str, words: Any) -> Markup:
    """Words."""
    return Markup(f'<td data-label="{escape(label)}">{escape(words)}</td>')


def num(label: str, words: Any) -> Markup:
    """A figure, with its digits under those of other rows."""
    return Markup(f'<td class="num" data-label="{escape(label)}">{escape(words)}</td>')
