"""Passwords known from breaches elsewhere (ASVS 6.2.12), where the deployment keeps the set of them.

It is a directory as the downloader of Have I Been Pwned fills it: for each first five digits of a SHA-1 a file such as
`5BAA6.txt`, with a line `<the other 35 digits>:<how often>` for each password. A file that is not there holds none.
"""

import hashlib
from pathlib import Path

RANGE_DIGITS = 5


def is_breached(password: str, directory: Path) -> bool:
    """Whether it is in the set; where there is no set, it is not."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    known = directory / f"{digest[:RANGE_DIGITS]}.txt"
    return known.is_file() and f"{digest[RANGE_DIGITS:]}:" in known.read_text("ascii")
