"""Places by their region codes. The table of regions is complete for provinces alone (kernel.identifiers). Pure."""

from kernel.identifiers import region_name, region_status


def is_place(code: str) -> bool:
    """Whether six digits name a place in a province that there is."""
    return len(code) == 6 and code.isascii() and code.isdigit() and region_status(_province(code)) != "unknown"


def place_name(code: str) -> str:
    """The place's name, else its province's, else the code."""
    return region_name(code) or region_name(_province(code)) or code


def _province(code: str) -> str:
    return f"{code[:2]}0000"
