"""What the columns of a table file are called, apart from `tabular`: who only names them loads no reader of files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One documented column. A header may show its `name` or its Chinese `title`."""

    name: str
    title: str
    required: bool = True
