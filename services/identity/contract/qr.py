"""Signing in by a QR code that a page shows and a signed-in telephone confirms (ID-08). Private."""

from dataclasses import field
from typing import Annotated

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Id, Instant, Line, text

__all__ = [
    "QR",
    "AnswerQr",
    "GetQr",
    "QrAnswered",
    "QrConfirmed",
    "QrDeclined",
    "QrExpired",
    "QrRefused",
    "QrUsed",
    "ShowQr",
    "SignInByQr",
]

QR = Category("qr", public=False)
"""`qr-<code>`: begins when a telephone answers; a code that nobody scans leaves nothing behind."""

Ticket = Annotated[str, text(r"[A-Za-z0-9_=-]+", most=1000, sentence="二维码不正确，请刷新页面后重新扫码。")]

# ------------------------------------------------------------------ events


@event(QR, "QrConfirmed")
class QrConfirmed(Event):
    """The holder of a signed-in telephone lets the page in that shows the code."""

    account_id: Id
    at: Instant


@event(QR, "QrRefused")
class QrRefused(Event):
    """The holder of the telephone says no."""

    account_id: Id
    at: Instant


@event(QR, "QrUsed")
class QrUsed(Event):
    """The page is in; the code is good for nothing more."""

    at: Instant


EVENTS = [QrConfirmed, QrRefused, QrUsed]

# ------------------------------------------------------------------ messages


@message
class ShowQr:
    """A new code for a page. `{ticket, poll, seconds}`: `ticket` is what the code says, `poll` stays with the page."""

    source: Line = "?"


@message
class GetQr:
    """What the telephone shows before its holder answers: `{source, until}`, where the page is and until when it waits.
    Raises QrExpired, QrAnswered."""

    ticket: Ticket = field(repr=False)


@message
class AnswerQr:
    """The holder of the signed-in telephone lets the page in, or not. Result: `{}`."""

    agreed: bool
    ticket: Ticket = field(repr=False)


@message
class SignInByQr:
    """The page asks whether it is in. Result: `{state: "waiting"}`, or that of `SignIn` with `state: "signed_in"`."""

    poll: Ticket = field(repr=False)
    public_computer: bool = False
    source: Line = "?"


# ------------------------------------------------------------------ refusals


class QrExpired(Refused):
    """Older than policy allows, or none of ours."""

    code = "qr_expired"
    sentence = "二维码已失效，请刷新页面后用手机重新扫码。"
    status = 410


class QrAnswered(Refused):
    """One use: it was confirmed, refused or used before."""

    code = "qr_answered"
    sentence = "该二维码已使用过，请刷新页面后用手机重新扫码。"
    status = 409


class QrDeclined(Refused):
    """Refused on the telephone."""

    code = "qr_declined"
    sentence = "手机上已拒绝本次登录。如需登录，请刷新页面后重新扫码，或改用其他方式登录。"
    status = 403
