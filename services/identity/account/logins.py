"""What people type to sign in, turned into the name of a login stream: a keyed hash, nothing that can be read."""

from kernel.identifiers import Mobile, Permit, ResidentId, mobile, normalise, permit, resident_id
from kernel.privacy import lookup_hash, person_id


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


def agent_login(number: str, agent: str) -> str:
    """What a unit's agent types: the unit's number or credit code, with the agent's own name where there is one."""
    return f"{number}/{agent}" if agent else number
