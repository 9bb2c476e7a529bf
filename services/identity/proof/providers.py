"""The two providers of proof, as README.md says what they are asked and answer."""

from dataclasses import dataclass
from typing import Literal

from kernel.partner import Partner, PartnerRefused

FaceAnswer = Literal["same", "other", "not_live", "no_photo"]


@dataclass(frozen=True)
class Whom:
    """The person as the archive knows them, opened for the time of one call."""

    id_number: str
    name: str


def match_face(provider: Partner, whom: Whom, image: str, key: str, within: float | None) -> FaceAnswer:
    """Whether the live picture is this person's. Raises PartnerDown."""
    body = {"id_number": whom.id_number, "name": whom.name, "image": image}
    try:
        told = provider.call("/matches", body, key, within)
    except PartnerRefused:
        return "no_photo"
    if not told.get("live"):
        return "not_live"
    return "same" if told.get("match") else "other"


def check_bank_card(provider: Partner, whom: Whom, card: str, mobile: str, key: str, within: float | None) -> bool:
    """Whether card, mobile, name and ID number belong together. Raises PartnerDown."""
    body = {"id_number": whom.id_number, "name": whom.name, "card": card, "mobile": mobile}
    try:
        return bool(provider.call("/checks", body, key, within).get("match"))
    except PartnerRefused:
        return False
