"""Which social PIN is too easy to guess (CRD-05, handbook 10.2). Pure. The bank's PIN is never asked for here."""

import re
from typing import Literal

Weakness = Literal["format", "repeated", "sequence", "pattern", "from_id", "from_mobile"]


def pin_weakness(pin: str, id_number: str, mobile: str) -> Weakness | None:
    """The first reason to refuse six digits as a PIN, None where they are taken: not six digits, one digit repeated, a
    run up or down, a pattern (ababab, abcabc), six neighbours of the ID number, six of the mobile number."""
    if not re.fullmatch("[0-9]{6}", pin):
        return "format"
    weak: dict[Weakness, bool] = {
        "repeated": len(set(pin)) == 1,
        "sequence": pin in "0123456789" or pin in "9876543210",
        "pattern": pin == pin[:2] * 3 or pin == pin[:3] * 2,
        "from_id": pin in id_number,
        "from_mobile": pin in mobile,
    }
    return next((weakness for weakness, holds in weak.items() if holds), None)
