"""Opening accounts: a person's by registration against the insured archive, others' by an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.context import Context
from kernel.identifiers import WrongNumber, person_number
from kernel.privacy import person_id
from kernel.refusals import Invalid
from services.identity import contract as c
from services.identity.account.archive import check_archive
from services.identity.account.guide import REACHED, asked_fields, registration_policy
from services.identity.account.opening import Opening, checked_mobile, open_with
from services.identity.identity import Identity
from services.identity.password.check import check_new_password
from services.identity.password.hashing import hash_password

Reply = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """Somebody in the insured archive."""

    id_number: str
    name: str
    mobile: str


def register_person(service: Identity, command: c.RegisterPerson, context: Context) -> Reply:
    """ID-01. Raises TermsNotAccepted, Invalid, WrongIdNumber, WrongMobile, PasswordsDiffer, PasswordNotAllowed,
    NotInArchive, DetailsDoNotMatch, AlreadyRegistered.

    Whether there is an account is told only to someone who knows what the archive holds.
    """
    policy = registration_policy(service.city, context.today)
    if command.terms != policy["terms"]:
        raise c.TermsNotAccepted()
    told = _told(command, asked_fields(policy))
    number, phone = _id_number(command.id_number, context), checked_mobile(command.mobile)
    check_new_password(command.password, command.password_again, [number, phone], service.passwords, context.today)
    person = person_id(number, service.settings.person_id_key)
    known = Known(number, check_archive(service, person, told), phone)
    initial = service.city.policy.at("sign_in/first_login", context.today)["after_registration"]
    terms = command.terms
    reply = open_person_account(service, known, command.password, context, initial=initial, terms=terms)
    result = reply["result"]
    shown = {"account_id": result["account_id"], "mobile_signs_in": result["extra_logins"] > 0, "told": REACHED}
    return {**reply, "result": shown}


def open_person_account(
    service: Identity, known: Known, password: str, context: Context, *, initial: bool = False, terms: str = ""
) -> Reply:
    """The account of somebody in the archive; `initial`: first the password is changed and details are completed.

    Raises AlreadyRegistered.
    """
    opening = Opening(
        "person",
        ("person",),
        known.name,
        known.mobile,
        hash_password(password),
        initial=initial,
        logins=[known.id_number],
        extra_logins=[known.mobile],
        person_id=person_id(known.id_number, service.settings.person_id_key),
        terms=terms,
    )
    return open_with(service, opening, context)


def _told(command: c.RegisterPerson, asked: Sequence[str]) -> dict[str, str]:
    """What is compared with the archive beside the ID number, by field. Raises Invalid where something is left out."""
    told = {name: str(getattr(command, name)) for name in asked if name != "id_number"}
    if not told.get("computer_number", "-").strip():
        raise Invalid(errors={"computer_number": ["请填写此项。"]})
    return told


def _id_number(text: str, context: Context) -> str:
    number = person_number(text, context.today)
    if isinstance(number, WrongNumber):
        raise c.WrongIdNumber()
    return number
