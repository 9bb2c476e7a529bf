"""Columns of table files. They stand apart from `tabular`, so that naming them does not load the file readers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One documented column. A header row may give its `name` or its Chinese `title`."""

    name: str
    title: str
    required: bool = True
