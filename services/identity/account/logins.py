"""What people type to sign in, turned into the name of a login stream: a keyed hash, nothing that can be read."""

from kernel.identifiers import (
    Mobile,
    Permit,
    ResidentId,
    WrongNumber,
    mobile,
    normalise,
    permit,
    person_number,
    resident_id,
)
from kernel.privacy import lookup_hash, person_id
from services.identity.contract import WrongIdNumber


def login_id(typed: str, today: str, key: str) -> str:
    """The id of the login stream: a person's own name for an ID or permit number, else a keyed hash of what is typed.

    The former lets news about a person find the account. A permit of eight digits is not told from a unit's number:
    who has one signs in by a keyed hash of it, too.
    """
    number, other = resident_id(typed, today), permit(typed, today)
    if isinstance(number, ResidentId):
        return person_id(number.number, key)
    if isinstance(other, Permit) and other.kind != "taiwan":
        return person_id(other.number, key)
    phone = mobile(typed)
    return lookup_hash(phone.number if isinstance(phone, Mobile) else normalise(typed), key, "login")


def person_named(typed: str, today: str, key: str) -> tuple[str, str]:
    """Whom an ID or permit number means (ID-24): the name in streams, and the number as it is kept.

    Raises WrongIdNumber.
    """
    number = person_number(typed, today)
    if isinstance(number, WrongNumber):
        raise WrongIdNumber()
    return person_id(number, key), number


def agent_login(number: str, agent: str) -> str:
    """What a unit's agent types: the unit's number or credit code, with the agent's own name where there is one."""
    return f"{number}/{agent}" if agent else number
