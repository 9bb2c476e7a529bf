"""A person's registration details 注册信息: completed at the first sign-in (ID-05), changed later (ID-12).

ID number, computer number, name and sex are not among them: those are the archive's.
"""

from dataclasses import field
from typing import Annotated

from kernel.events import Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line, Sealed, text
from services.identity.contract.accounts import ACCOUNT
from services.identity.contract.codes import SmsCode, Ticket
from services.identity.contract.passwords import Password

__all__ = [
    "AddressChanged",
    "BankAccountChanged",
    "ChangeBankAccount",
    "ChangeContact",
    "ChangeMobile",
    "CompleteDetails",
    "ConfirmDetails",
    "DetailsCompleted",
    "DetailsEvent",
    "EmailChanged",
    "MobileChanged",
    "SameMobile",
    "SendBankAccountCode",
    "SendNewMobileCode",
    "WrongBankAccount",
]

Address = Annotated[str, text(r"[^\x00-\x1f\x7f]+", least=5, most=100, sentence="请填写可以收到信件的详细地址。")]
Email = Annotated[
    str,
    text(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]+", most=100, sentence="请填写正确的电子邮箱。"),
]

# ------------------------------------------------------------------ public events


@event(ACCOUNT, "DetailsCompleted")
class DetailsCompleted(Event):
    """The person has looked at the details and said that they are right."""

    account_id: Id
    completed_on: Date


@event(ACCOUNT, "AddressChanged")
class AddressChanged(Event):
    """通讯地址, sealed with the account's own key, as all of these."""

    account_id: Id
    address: Sealed
    changed_on: Date


@event(ACCOUNT, "EmailChanged")
class EmailChanged(Event):
    """电子邮箱."""

    account_id: Id
    email: Sealed
    changed_on: Date


@event(ACCOUNT, "MobileChanged")
class MobileChanged(Event):
    """A code came to the new mobile; the old one was told."""

    account_id: Id
    mobile: Sealed
    changed_on: Date


@event(ACCOUNT, "BankAccountChanged")
class BankAccountChanged(Event):
    """The bank account 银行账户 that benefits are to be paid to."""

    account_id: Id
    bank_account: Sealed
    changed_on: Date


DetailsEvent = DetailsCompleted | AddressChanged | EmailChanged | MobileChanged | BankAccountChanged
EVENTS = [DetailsCompleted, AddressChanged, EmailChanged, MobileChanged, BankAccountChanged]

# ------------------------------------------------------------------ messages


@message
class CompleteDetails:
    """ID-05: what is still missing of the details. Result: `{}`."""

    address: Address = field(repr=False)
    email: Email | None = field(default=None, repr=False)


@message
class ConfirmDetails:
    """ID-23: the details were looked at and are right. Result: `{}`."""


@message
class ChangeContact:
    """ID-12: address and e-mail; None leaves one as it is. Result: `{}`."""

    address: Address | None = field(default=None, repr=False)
    email: Email | None = field(default=None, repr=False)


@message
class SendNewMobileCode:
    """ID-12: a code to the mobile that is to be the account's.

    Result: `{ticket, minutes, pause_seconds, most_a_day}`.
    """

    mobile: Line = field(repr=False)


@message
class ChangeMobile:
    """ID-12: with the code from the new mobile and the password. Result: `{mobile_signs_in}`."""

    mobile: Line = field(repr=False)
    ticket: Ticket = field(repr=False)
    code: SmsCode = field(repr=False)
    password: Password = field(repr=False)


@message
class SendBankAccountCode:
    """ID-12: a code to the account's own mobile, by which it is proved again whose account it is.

    Result: `{ticket, minutes, pause_seconds, most_a_day}`.
    """


@message
class ChangeBankAccount:
    """ID-12: with identity proved again: the code from the account's own mobile and the password. Result: `{}`."""

    bank_account: Line = field(repr=False)
    ticket: Ticket = field(repr=False)
    code: SmsCode = field(repr=False)
    password: Password = field(repr=False)


# ------------------------------------------------------------------ refusals


class SameMobile(Refused):
    """It is the account's mobile already."""

    code = "same_mobile"
    sentence = "新手机号与原手机号相同，无需变更。请填写新的手机号。"
    fields = ("mobile",)


class WrongBankAccount(Refused):
    """Not a bank account: digits, 12 to 19, with the right check digit (handbook 1.4)."""

    code = "wrong_bank_account"
    sentence = "银行账号不正确，请核对12到19位数字后重新填写。"
    fields = ("bank_account",)
