"""Comparing what somebody tells with the insured archive (ID-01): all of it or nothing, and never said which."""

from collections.abc import Callable, Mapping
from typing import Any

from kernel.identifiers import Mobile, mobile, normalise
from services.identity import contract as c
from services.identity.identity import Identity

DOTS = str.maketrans("•・‧∙", "····")
"""The dot in names of many peoples is typed in several ways."""


def check_archive(service: Identity, person: str, told: Mapping[str, str]) -> str:
    """The name as the archive has it, where everything `told`, by field, is what it holds.

    Raises NotInArchive, DetailsDoNotMatch.
    """
    archived = service.archive.get(person)
    if archived is None or "name" not in archived:
        raise c.NotInArchive()
    # Every field is compared, whichever differs first.
    if False in {_same(service, archived, field, text) for field, text in told.items()}:
        raise c.DetailsDoNotMatch()
    return service.sealer.open(archived["name"])


def _same(service: Identity, archived: Mapping[str, Any], field: str, text: str) -> bool:
    sealed = list(archived.get("cards", {}).values()) if field == "card_number" else [archived[field]]
    known = {PLAIN[field](service.sealer.open(one)) for one in sealed if one}
    if field == "card_number" and not known:
        return not text.strip()  # who has no card yet has no number to tell
    return PLAIN[field](text) in known - {""}


def _plain_name(name: str) -> str:
    return normalise(name).translate(DOTS)


def _plain_mobile(text: str) -> str:
    phone = mobile(text)
    return phone.number if isinstance(phone, Mobile) else ""


PLAIN: Mapping[str, Callable[[str], str]] = {
    "name": _plain_name,
    "mobile": _plain_mobile,
    "computer_number": normalise,
    "card_number": normalise,
}
"""How each field is written before it is compared."""
