"""Passwords: private, kept as hashes."""

from typing import Annotated

from kernel.events import Category, Event, event
from kernel.refusals import Refused
from kernel.schema import Date, Id, Sealed, text

__all__ = [
    "CREDENTIAL",
    "Password",
    "PasswordNotAllowed",
    "PasswordSet",
    "PasswordsDiffer",
]

CREDENTIAL = Category("credential", public=False)

Password = Annotated[str, text(most=200)]


@event(CREDENTIAL, "PasswordSet")
class PasswordSet(Event):
    """The argon2id hash of the password, sealed; `initial` where somebody else chose it."""

    account_id: Id
    hash: Sealed
    initial: bool
    set_on: Date


EVENTS = [PasswordSet]


class PasswordNotAllowed(Refused):
    """ID-02: `reasons` are codes, `told` says them in Chinese."""

    code = "password_not_allowed"
    sentence = "密码不符合要求：{told}。请重新设置。"
    fields = ("password",)


class PasswordsDiffer(Refused):
    """The password and its repetition are not equal."""

    code = "passwords_differ"
    sentence = "两次输入的密码不一致，请重新输入。"
    fields = ("password_again",)
