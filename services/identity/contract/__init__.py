"""What identity publishes and answers: accounts of persons, unit agents and officers, sign-in and sessions.

Only `account` is public. Logins, passwords, sign-ins and sessions are private: never published, never in history.
Names and mobiles in account events are sealed with the account's own key, which only identity holds.
"""

from kernel.events import Contract
from services.identity.contract.events import (
    ACCOUNT,
    CREDENTIAL,
    LOGIN,
    SESSION,
    SIGN_IN,
    AccountEvent,
    AccountKind,
    AccountRegistered,
    CardLossNoted,
    CardLossResolved,
    LoginReserved,
    PasswordSet,
    SessionEnded,
    SessionOpened,
    SessionRenewed,
    SignedIn,
    SignInFailed,
)
from services.identity.contract.messages import (
    AppointAgent,
    AppointOfficer,
    GetAccount,
    OfficerRole,
    Refresh,
    RegisterPerson,
    SignIn,
    SignOut,
)
from services.identity.contract.refusals import (
    AlreadyRegistered,
    DetailsDoNotMatch,
    NotInArchive,
    PasswordNotAllowed,
    SessionOver,
    SignInLocked,
    SignInRefused,
    UnitUnknown,
    WrongIdNumber,
    WrongMobile,
)

ISSUER = "shebao-identity"
AUDIENCE = "shebao-gateway"
"""`iss` and `aud` of an access token: a JWT signed with EdDSA, whose public keys `GET /keys` gives as a JWK set.

Claims: `sub` account id, `sid` session id, `role` the role acted in, `roles` all of them, `person_id` or `unit_id`,
`iat`, `exp`. Times are those of the deployment's clock: hold `exp` against kernel.clock, not against the system's.
"""
ACCESS_TOKEN_SECONDS = 15 * 60

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

__all__ = [
    "ACCESS_TOKEN_SECONDS",
    "ACCOUNT",
    "AUDIENCE",
    "CONTRACT",
    "CREDENTIAL",
    "ISSUER",
    "LOGIN",
    "SESSION",
    "SIGN_IN",
    "AccountEvent",
    "AccountKind",
    "AccountRegistered",
    "AlreadyRegistered",
    "AppointAgent",
    "AppointOfficer",
    "CardLossNoted",
    "CardLossResolved",
    "DetailsDoNotMatch",
    "GetAccount",
    "LoginReserved",
    "NotInArchive",
    "OfficerRole",
    "PasswordNotAllowed",
    "PasswordSet",
    "Refresh",
    "RegisterPerson",
    "SessionEnded",
    "SessionOpened",
    "SessionOver",
    "SessionRenewed",
    "SignIn",
    "SignInFailed",
    "SignInLocked",
    "SignInRefused",
    "SignOut",
    "SignedIn",
    "UnitUnknown",
    "WrongIdNumber",
    "WrongMobile",
]
