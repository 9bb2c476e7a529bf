"""Verification codes 查验码 and certificate numbers, both worked out with the platform's key.

The code derives from the command, so a command that is repeated has the same one; the number derives from the code, so
that a code finds its certificate without an index. Neither can be guessed or turned back without the key (80 bits).
"""

from kernel.identifiers import normalise
from kernel.privacy import lookup_hash

CODE_LENGTH = 16
NUMBER_LENGTH = 12


def new_code(command_id: str, key: str) -> str:
    """16 characters of A to Z and 2 to 7, that nobody mistakes for each other."""
    return lookup_hash(command_id, key, "certificate code")[:CODE_LENGTH]


def number_of(code: str, region: str, key: str) -> str:
    """The number of the certificate with that code: the city's region and 12 characters."""
    return region + lookup_hash(as_typed(code), key, "certificate number")[:NUMBER_LENGTH]


def as_typed(code: str) -> str:
    """A code as it is meant, however it was typed: spaces, hyphens and lower case do not matter."""
    return normalise(code).replace("-", "")
