"""Accounts: what happens to them, what is asked of them, what is said no to. Names and mobiles are sealed."""

from dataclasses import field
from typing import Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line, Sealed
from services.identity.contract.passwords import Password

__all__ = [
    "ACCOUNT",
    "LOGIN",
    "AccountEvent",
    "AccountKind",
    "AccountRegistered",
    "AlreadyRegistered",
    "CardLossNoted",
    "CardLossResolved",
    "DetailsDoNotMatch",
    "GetAccount",
    "LoginReserved",
    "NotInArchive",
    "RegisterPerson",
    "WrongIdNumber",
    "WrongMobile",
]

ACCOUNT = Category("account")
LOGIN = Category("login", public=False)

AccountKind = Literal["person", "agent", "officer"]

# ------------------------------------------------------------------ public events


@event(ACCOUNT, "AccountRegistered")
class AccountRegistered(Event):
    """An account was opened. `role` values are those of kernel.context.Context."""

    account_id: Id
    kind: AccountKind
    roles: list[str]
    person_id: Id | None
    unit_id: Id | None
    name: Sealed
    mobile: Sealed
    registered_on: Date


@event(ACCOUNT, "CardLossNoted")
class CardLossNoted(Event):
    """The person's card was reported lost: what needs strong proof asks for it again until `until` or resolved."""

    account_id: Id
    person_id: Id
    card_id: Id
    since: Date
    until: Date | None


@event(ACCOUNT, "CardLossResolved")
class CardLossResolved(Event):
    """The loss was taken back, or the lost card is void."""

    account_id: Id
    person_id: Id
    card_id: Id
    resolved_on: Date


AccountEvent = AccountRegistered | CardLossNoted | CardLossResolved

# ------------------------------------------------------------------ private events


@event(LOGIN, "LoginReserved")
class LoginReserved(Event):
    """What someone types to sign in belongs to this account; the stream's name is its keyed hash."""

    account_id: Id


EVENTS = [AccountRegistered, CardLossNoted, CardLossResolved, LoginReserved]

# ------------------------------------------------------------------ messages


@message
class RegisterPerson:
    """注册: name and mobile must be those of the insured archive. Result: `{account_id, mobile_signs_in}`."""

    id_number: Line = field(repr=False)
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class GetAccount:
    """The asker's own account; a security administrator or auditor may name another.

    `{account_id, kind, roles, person_id, unit_id, name, mobile, registered_on, card_losses, strong_proof_needed}`,
    name and mobile masked.
    """

    account_id: Id | None = None


# ------------------------------------------------------------------ refusals


class NotInArchive(Refused):
    """ID-01: the insured archive has nobody with this ID number."""

    code = "not_in_archive"
    sentence = (
        "身份证号不存在。可能的原因：一、您没有在本市参保；二、身份证号输入有误；三、您的参保信息尚未录入。"
        "请核对后重试，或持身份证到服务窗口办理，也可拨打12333咨询。"
    )
    fields = ("id_number",)


class DetailsDoNotMatch(Refused):
    """ID-01: something differs from the archive; never said which."""

    code = "details_do_not_match"
    sentence = (
        "您填写的信息与参保档案不一致，请核对后重试。档案信息有变化的，请持身份证到服务窗口更新，或拨打12333咨询。"
    )
    fields = ("id_number", "name", "mobile")


class AlreadyRegistered(Refused):
    """The person, agent or officer has an account."""

    code = "already_registered"
    sentence = "该账号已经注册，请直接登录。忘记密码的，请使用“忘记密码”。"
    status = 409


class WrongIdNumber(Refused):
    """Not a resident ID number: length, characters, date or check digit."""

    code = "wrong_id_number"
    sentence = "身份证号不正确，请核对18位号码(末位可能是X)后重新填写。"
    fields = ("id_number",)


class WrongMobile(Refused):
    """Not a mobile number of mainland China."""

    code = "wrong_mobile"
    sentence = "手机号不正确，请填写11位手机号。"
    fields = ("mobile",)
