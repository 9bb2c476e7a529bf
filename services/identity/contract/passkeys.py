"""Passkeys 通行密钥 (ID-19, WebAuthn). Private."""

from dataclasses import field
from typing import Annotated, Any

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Id, Instant, Line, Sealed, text
from services.identity.contract.passwords import Password

__all__ = [
    "PASSKEY",
    "AddPasskey",
    "GetPasskeys",
    "PasskeyAdded",
    "PasskeyNotFound",
    "PasskeyOptions",
    "PasskeyRefused",
    "PasskeyRemoved",
    "PasskeySignInOptions",
    "PasskeyUsed",
    "RemovePasskey",
    "SignInByPasskey",
]

PASSKEY = Category("passkey", public=False)

Asked = Annotated[str, text(r"[A-Za-z0-9_=-]+", most=1000)]
"""What a challenge was given out with, sealed."""

# ------------------------------------------------------------------ events


@event(PASSKEY, "PasskeyAdded")
class PasskeyAdded(Event):
    """The owner has added a passkey; keys and ids in base64url, its name sealed with the account's own key."""

    account_id: Id
    credential_id: str
    public_key: str
    sign_count: Count
    name: Sealed
    challenge: str
    at: Instant


@event(PASSKEY, "PasskeyUsed")
class PasskeyUsed(Event):
    """Signed in with it; the challenge is good for nothing more."""

    account_id: Id
    credential_id: str
    sign_count: Count
    challenge: str
    at: Instant


@event(PASSKEY, "PasskeyRemoved")
class PasskeyRemoved(Event):
    """The owner has taken it away."""

    account_id: Id
    credential_id: str
    at: Instant


EVENTS = [PasskeyAdded, PasskeyUsed, PasskeyRemoved]

# ------------------------------------------------------------------ messages


@message
class PasskeyOptions:
    """What the browser is given to make a passkey: `{options, asked}`; `asked` comes back with what it has made."""


@message
class AddPasskey:
    """The browser has made a passkey: `credential` as its `toJSON()` gives it. It is another way in, so the password is
    asked for, and a notice goes to the owner. Result: `{}`."""

    name: Line
    asked: Asked = field(repr=False)
    credential: dict[str, Any] = field(repr=False)
    password: Password = field(repr=False)


@message
class PasskeySignInOptions:
    """What the browser is given to sign somebody in: `{options, asked}`, the same for everybody."""


@message
class SignInByPasskey:
    """The browser's answer. Result as of `SignIn`."""

    asked: Asked = field(repr=False)
    credential: dict[str, Any] = field(repr=False)
    public_computer: bool = False
    source: Line = "?"


@message
class RemovePasskey:
    """The owner takes one away, signed in of late (in `session_id`) or with the password. Result: `{}`."""

    credential_id: Annotated[str, text(r"[A-Za-z0-9_-]+", most=1400)]
    session_id: Id | None = None
    password: Password = field(default="", repr=False)


@message
class GetPasskeys:
    """`{passkeys: [{credential_id, name, added_at, used_at}]}` of the asker."""


# ------------------------------------------------------------------ refusals


class PasskeyRefused(Refused):
    """Not ours, too old, used before, or not what its authenticator would have said; never which."""

    code = "passkey_refused"
    sentence = "通行密钥没有通过验证，请重试一次，或改用密码、短信验证码等其他方式登录。"
    status = 401


class PasskeyNotFound(Refused):
    """None of the asker's passkeys has this id."""

    code = "passkey_not_found"
    sentence = "没有找到该通行密钥，它可能已经删除，请刷新列表后查看。"
    status = 404
