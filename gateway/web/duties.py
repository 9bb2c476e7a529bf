"""What an account must do before anything else (ID-05, ID-15): every other way leads there until it is done.

Identity tells the duties in the access token, in the order in which they are to be done. A route that serves one of
them declares an action of `BEFORE_DUTIES`.
"""

from collections.abc import Mapping
from typing import ClassVar

from gateway.web.caller import Caller
from kernel.refusals import Refused

BEFORE_DUTIES = frozenset(
    {
        "look around",
        "sign in",
        "verify a certificate",
        "know oneself",
        "do a duty",
        "change own password",
        "complete own details",
        "report misuse",
    }
)
"""Actions that are open to an account with duties."""
SECOND_FACTOR = "second_factor"
AFTER_SECOND_FACTOR = frozenset({"change own password", "complete own details"})
"""Of these, what a stolen password alone must not do."""


class DutyFirst(Refused):
    """Something must be done first. `page` is where."""

    code = "duty_first"
    sentence = "请先完成账户要求的事项，再办理其他业务。"
    status = 403
    page: ClassVar[str] = "pages.front"


class SecondFactorFirst(DutyFirst):
    """ID-15: the code of an authenticator app is missing, or none is enrolled yet."""

    code = "second_factor_first"
    sentence = "请先填写身份验证器的动态验证码；还没有绑定的，请先扫描二维码绑定，再办理业务。"
    page = "pages.second_factor"


class PasswordFirst(DutyFirst):
    """ID-05, ID-15, ID-20: the password was set by somebody else, is too old, or is not safe any more."""

    code = "password_first"
    sentence = "您的密码是初始密码、已超过使用期限或已不安全，请先修改密码，再办理业务。"
    page = "pages.first_steps"


class DetailsFirst(DutyFirst):
    """ID-05: a person's details are still to be completed."""

    code = "details_first"
    sentence = "首次登录请先补充个人信息（通讯地址等），再办理业务。"
    page = "pages.first_steps"


DUTIES: Mapping[str, type[DutyFirst]] = {
    SECOND_FACTOR: SecondFactorFirst,
    "password": PasswordFirst,
    "details": DetailsFirst,
}


def check_duties(who: Caller, action: str | None) -> None:
    """Raises the first duty's refusal, unless the action is one that duties leave open."""
    first = who.duties[0] if who.duties else ""
    early = first == SECOND_FACTOR and action in AFTER_SECOND_FACTOR
    if first and (early or action not in BEFORE_DUTIES):
        raise DUTIES.get(first, DutyFirst)()
