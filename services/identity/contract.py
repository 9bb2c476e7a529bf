"""What identity publishes and answers: accounts of persons, unit agents and officers, sign-in and sessions.

Only `account` is public. Logins, passwords, sign-ins and sessions are private: never published, never in history.
Names and mobiles in account events are sealed with the account's own key, which only identity holds.
"""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Contract, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Id, Instant, Line, Sealed, some, text

ACCOUNT = Category("account")
LOGIN = Category("login", public=False)
CREDENTIAL = Category("credential", public=False)
SIGN_IN = Category("sign-in", public=False)
SESSION = Category("session", public=False)

AccountKind = Literal["person", "agent", "officer"]
OfficerRole = Literal["clerk", "reviewer", "admin"]
OfficerRoles = Annotated[list[OfficerRole], some(OfficerRole, most=3)]
"""The first one is the role acted in."""
Password = Annotated[str, text(most=200)]
OfficerLogin = Annotated[
    str, text(r"[A-Za-z][A-Za-z0-9_.]{1,29}", sentence="登录名以字母开头,由2到30位字母、数字、点或下划线组成。")
]
AgentName = Annotated[str, text(r"[A-Za-z0-9]{0,20}", sentence="经办人编号由字母或数字组成,最多20位。")]

ISSUER = "shebao-identity"
AUDIENCE = "shebao-gateway"
"""`iss` and `aud` of an access token: a JWT signed with EdDSA, whose public keys `GET /keys` gives as a JWK set.

Claims: `sub` account id, `sid` session id, `role` the role acted in, `roles` all of them, `person_id` or `unit_id`,
`iat`, `exp`. Times are those of the deployment's clock: hold `exp` against kernel.clock, not against the system's.
"""
ACCESS_TOKEN_SECONDS = 15 * 60

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


@event(CREDENTIAL, "PasswordSet")
class PasswordSet(Event):
    """The argon2id hash of the password, sealed; `initial` where somebody else chose it."""

    account_id: Id
    hash: Sealed
    initial: bool
    set_on: Date


@event(SIGN_IN, "SignInFailed")
class SignInFailed(Event):
    """A wrong password, or one for a login nobody has; `locked_until` where it was the one that locks."""

    at: Instant
    locked_until: Instant | None


@event(SIGN_IN, "SignedIn")
class SignedIn(Event):
    """The right password."""

    at: Instant


@event(SESSION, "SessionOpened")
class SessionOpened(Event):
    """Someone signed in; the session ends at `ends_at` at the latest."""

    session_id: Id
    account_id: Id
    roles: list[str]
    person_id: Id | None
    unit_id: Id | None
    at: Instant
    ends_at: Instant


@event(SESSION, "SessionRenewed")
class SessionRenewed(Event):
    """The refresh token was exchanged for the next one."""

    session_id: Id
    generation: Count
    at: Instant


@event(SESSION, "SessionEnded")
class SessionEnded(Event):
    """Signed out, or an old refresh token came again (`reused`): somebody else may hold it."""

    session_id: Id
    reason: Literal["signed_out", "reused"]
    at: Instant


CONTRACT = Contract(
    "identity",
    [
        AccountRegistered,
        CardLossNoted,
        CardLossResolved,
        LoginReserved,
        PasswordSet,
        SignInFailed,
        SignedIn,
        SessionOpened,
        SessionRenewed,
        SessionEnded,
    ],
)

# ------------------------------------------------------------------ commands


@message
class RegisterPerson:
    """注册: name and mobile must be those of the insured archive. Result: `{account_id, mobile_signs_in}`."""

    id_number: Line = field(repr=False)
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class AppointAgent:
    """An administrator opens an account for a unit's agent 经办人. Result: `{account_id, login}`.

    The login is the unit number, or `<unit number>/<agent>` where `agent` tells several agents apart.
    """

    unit_id: Id
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)
    agent: AgentName = ""


@message
class AppointOfficer:
    """An administrator opens an account for an officer. Result: `{account_id, login}`."""

    login: OfficerLogin
    roles: OfficerRoles
    name: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class SignIn:
    """`login` is an ID number, a mobile, a unit number (`/agent`) or an officer's login name.

    Result: `{account_id, role, roles, person_id, unit_id, access_token, expires_in, refresh_token}`.
    """

    login: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class Refresh:
    """Exchanges a refresh token, once, for a new pair. Result as of `SignIn`."""

    refresh_token: Line = field(repr=False)


@message
class SignOut:
    """Ends the session of a refresh token. Result: `{}`."""

    refresh_token: Line = field(repr=False)


# ------------------------------------------------------------------ queries


@message
class GetAccount:
    """The asker's own account; an administrator may name another.

    `{account_id, kind, roles, person_id, unit_id, name, mobile, registered_on, card_losses, strong_proof_needed}`,
    name and mobile masked.
    """

    account_id: Id | None = None


# ------------------------------------------------------------------ refusals


class NotInArchive(Refused):
    """ID-01: the insured archive has nobody with this ID number."""

    code = "not_in_archive"
    sentence = (
        "身份证号不存在。可能的原因:一、您没有在本市参保;二、身份证号输入有误;三、您的参保信息尚未录入。"
        "请核对后重试,或持身份证到服务窗口办理,也可拨打12333咨询。"
    )
    fields = ("id_number",)


class DetailsDoNotMatch(Refused):
    """ID-01: something differs from the archive; never said which."""

    code = "details_do_not_match"
    sentence = "您填写的信息与参保档案不一致,请核对后重试。档案信息有变化的,请持身份证到服务窗口更新,或拨打12333咨询。"
    fields = ("id_number", "name", "mobile")


class AlreadyRegistered(Refused):
    """The person, agent or officer has an account."""

    code = "already_registered"
    sentence = "该账号已经注册,请直接登录。忘记密码的,请使用“忘记密码”。"
    status = 409


class WrongIdNumber(Refused):
    """Not a resident ID number: length, characters, date or check digit."""

    code = "wrong_id_number"
    sentence = "身份证号不正确,请核对18位号码(末位可能是X)后重新填写。"
    fields = ("id_number",)


class WrongMobile(Refused):
    """Not a mobile number of mainland China."""

    code = "wrong_mobile"
    sentence = "手机号不正确,请填写11位手机号。"
    fields = ("mobile",)


class PasswordNotAllowed(Refused):
    """ID-02: `reasons` are codes, `told` says them in Chinese."""

    code = "password_not_allowed"
    sentence = "密码不符合要求:{told}。请重新设置。"
    fields = ("password",)


class UnitUnknown(Refused):
    """No unit has this number."""

    code = "account_unit_unknown"
    sentence = "没有找到该单位社保编号,请核对后重试。新开户单位请先办理单位参保登记。"
    fields = ("unit_id",)


class SignInRefused(Refused):
    """ID-06: the same answer whatever was wrong, and whether there is such an account or not."""

    code = "sign_in_refused"
    sentence = (
        "登录没有成功。请检查:账号是否正确;密码是否正确(注意大小写);是否已经注册;是否在本市参保。"
        "连续{threshold}次输错密码将锁定{minutes}分钟。"
    )
    fields = ("login", "password")
    status = 401


class SignInLocked(Refused):
    """ID-09: password sign-in is locked for so many more `minutes`."""

    code = "sign_in_locked"
    sentence = "密码连续输错次数过多,密码登录已锁定,请{minutes}分钟后再试。急需办理请拨打12333,或持身份证到窗口解锁。"
    status = 423


class SessionOver(Refused):
    """The refresh token is unknown, used up, or its session has ended."""

    code = "session_over"
    sentence = "登录已失效,请重新登录。"
    status = 401
