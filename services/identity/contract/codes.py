"""One-time codes by SMS 短信验证码 (handbook 13): what they are for, what happens to them. Private."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Id, Instant, Line, text

__all__ = [
    "CODE",
    "CodeAskedByStranger",
    "CodeIssued",
    "CodeMissed",
    "CodePurpose",
    "CodeTooMany",
    "CodeTooSoon",
    "CodeUsed",
    "CodeWrong",
    "SendSignInCode",
    "SignInByCode",
    "SmsCode",
    "SmsUnavailable",
    "Ticket",
]

CODE = Category("code", public=False)
"""Streams are named by the day and a keyed hash of purpose, subject, mobile and (of who has not signed in) network;
what is counted besides, of purpose, mobile and kind of asker (known or not), or of purpose and account."""

CodePurpose = Literal["sign_in", "reset", "new_mobile", "proof", "bank_account"]
"""A code is good for what it was asked for and for nothing else."""

SmsCode = Annotated[str, text(r"\s*[0-9０-９]{6}\s*", sentence="请填写短信中的6位数字验证码。")]
Ticket = Annotated[str, text(most=1000)]
"""What asking for a code was answered with: sealed, good for that asking alone. Whoever guesses at a code with another
ticket voids another code."""

# ------------------------------------------------------------------ events


@event(CODE, "CodeIssued")
class CodeIssued(Event):
    """A code was made for a purpose and a subject (whose account, which change). It follows from `issue_id` and a key,
    so that neither it nor a hash of it is kept. `sent` is false where nobody is to receive it."""

    issue_id: Id
    purpose: CodePurpose
    subject: Id
    sent: bool
    at: Instant


@event(CODE, "CodeMissed")
class CodeMissed(Event):
    """A wrong code was given."""

    issue_id: Id
    at: Instant


@event(CODE, "CodeUsed")
class CodeUsed(Event):
    """The right code was given in time; `use_id` is the act it was given for, which may be repeated."""

    issue_id: Id
    use_id: Id
    at: Instant


@event(CODE, "CodeAskedByStranger")
class CodeAskedByStranger(Event):
    """A code for a mobile was asked for by who has not signed in as its owner. `sent` is false
    where it went to nobody: the mobile is not bound, or has had its messages of the day."""

    issue_id: Id
    sent: bool
    at: Instant


EVENTS = (CodeIssued, CodeMissed, CodeUsed, CodeAskedByStranger)

# ------------------------------------------------------------------ commands


@message
class SendSignInCode:
    """ID-07: a code to the mobile, if it is bound. `source` says coarsely where the asker is, `network` a part of it.

    Result, bound or not: `{ticket, minutes, pause_seconds, most_a_day}`; the ticket is given back with the code.
    """

    mobile: Line = field(repr=False)
    source: Line = "?"
    network: Line = "?"


@message
class SignInByCode:
    """ID-07. `source` and result as of `SignIn`."""

    mobile: Line = field(repr=False)
    ticket: Ticket = field(repr=False)
    code: SmsCode = field(repr=False)
    public_computer: bool = False
    source: Line = "?"


# ------------------------------------------------------------------ refusals


class CodeTooSoon(Refused):
    """One was asked for less than the policy's pause ago, for the same thing; `seconds` remain."""

    code = "code_too_soon"
    sentence = "验证码刚刚获取过，请{seconds}秒后再重新获取。"
    status = 429


class CodeTooMany(Refused):
    """The asker has had the codes of the day for this, or the account those for new mobiles."""

    code = "code_too_many"
    sentence = "今天为此获取验证码的次数已达上限（{daily}次），请明天再试，或改用其他方式办理。"
    status = 429


class CodeWrong(Refused):
    """Wrong, too old, used, tried too often, for another asking, or never sent: not said which."""

    code = "code_wrong"
    sentence = "验证码不正确或已失效，请核对后重新填写，或重新获取验证码。"
    fields = ("code",)


class SmsUnavailable(Refused):
    """SMS cannot be sent at present, to anybody: the provider is down, or the city's budget of the month is spent."""

    code = "sms_unavailable"
    sentence = (
        "短信验证码暂时无法发送。请稍后再试，或改用密码、刷脸、银行卡等其他方式；也可持身份证到服务窗口办理，"
        "或拨打12333。"
    )
    status = 503
