"""Deregistering 注销 (ID-13)."""

from dataclasses import field

from kernel.events import Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line
from services.identity.contract.accounts import ACCOUNT, LOGIN
from services.identity.contract.passwords import Password

__all__ = ["AccountClosed", "Deregister", "LoginReleased", "MobileDiffers"]


@event(ACCOUNT, "AccountClosed")
class AccountClosed(Event):
    """The person has deregistered: what the account held cannot be read any more, what was opened with it ends.

    The insured archive stays, and the person may register again.
    """

    account_id: Id
    person_id: Id | None
    closed_on: Date


@event(LOGIN, "LoginReleased")
class LoginReleased(Event):
    """What was typed to sign in leads nowhere again; another account may reserve it."""

    account_id: Id


EVENTS = [AccountClosed, LoginReleased]


@message
class Deregister:
    """The person gives the account up, with its registered mobile and its password. Result: `{}`."""

    mobile: Line = field(repr=False)
    password: Password = field(repr=False)


class MobileDiffers(Refused):
    """The mobile is not the account's."""

    code = "mobile_differs"
    sentence = "填写的手机号与账户登记的手机号不一致，请核对后重新填写。"
    fields = ("mobile",)
