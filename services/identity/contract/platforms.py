"""Signing in through another platform 授权登录 (ID-22): OpenID Connect with authorisation code and PKCE. Private."""

from dataclasses import field
from typing import Annotated

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Id, Instant, Line, text
from services.identity.contract.passwords import Password

__all__ = [
    "PLATFORM",
    "FinishPlatformSignIn",
    "GetPlatforms",
    "LinkPlatform",
    "PlatformAnswerWrong",
    "PlatformDown",
    "PlatformEvent",
    "PlatformLinked",
    "PlatformNotAgreed",
    "PlatformNotLinked",
    "PlatformNotOffered",
    "PlatformStranger",
    "PlatformTaken",
    "PlatformUnlinked",
    "StartPlatformSignIn",
    "UnlinkPlatform",
]

PLATFORM = Category("platform", public=False)
"""Two streams a link: of whom the platform names (a keyed hash), and of the account."""

SealedState = Annotated[str, text(r"[A-Za-z0-9_=-]+", least=1, most=4000)]
MaybeImage = Annotated[str, text(r"[A-Za-z0-9+/]*={0,2}", most=900_000, sentence="请重新拍摄照片后提交。")]


@event(PLATFORM, "PlatformLinked")
class PlatformLinked(Event):
    """Who the platform calls `subject` (a keyed hash) signs in to the account from now on."""

    platform: Id
    subject: Id
    account_id: Id
    at: Instant


@event(PLATFORM, "PlatformUnlinked")
class PlatformUnlinked(Event):
    """No longer."""

    platform: Id
    subject: Id
    account_id: Id
    at: Instant


PlatformEvent = PlatformLinked | PlatformUnlinked
EVENTS = (PlatformLinked, PlatformUnlinked)

# ------------------------------------------------------------------ messages


@message
class StartPlatformSignIn:
    """Result: `{address, state}`: where the browser goes, and what comes back with it."""

    platform: Id
    public_computer: bool = False


@message
class FinishPlatformSignIn:
    """What came back from the platform.

    Result, where it is linked: as of `SignIn`. Else `{link, platform_name, passed: [{name, value}], next}`: what the
    platform passes on, masked, to be shown and agreed to; `next` is `face` (a person) or `agent_check` (a unit).
    """

    state: SealedState = field(repr=False)
    code: Line = field(repr=False)
    source: Line = "?"


@message
class LinkPlatform:
    """Agreed, and for a person a live picture of the face. Result as of `SignIn`."""

    link: SealedState = field(repr=False)
    agreed: bool = False
    image: MaybeImage = field(default="", repr=False)
    source: Line = "?"


@message
class UnlinkPlatform:
    """End the link of the caller's account with a platform, signed in of late (in `session_id`) or with the password.

    Result: `{}`.
    """

    platform: Id
    session_id: Id | None = None
    password: Password = field(default="", repr=False)


@message
class GetPlatforms:
    """`{offered: [{platform, name, kind}], linked: [{platform, name, at}]}`, of the caller's account."""


# ------------------------------------------------------------------ refusals


class PlatformNotOffered(Refused):
    """The city has no such platform."""

    code = "platform_not_offered"
    sentence = "本市没有开通该平台的授权登录，请改用其他方式登录。"
    status = 404


class PlatformDown(Refused):
    """The platform does not answer."""

    code = "platform_down"
    sentence = "该平台暂时无法使用，请稍后再试，或改用密码、短信验证码等其他方式登录。"
    status = 503


class PlatformAnswerWrong(Refused):
    """What came back was not asked for by us, is too old, was used, or was not signed by the platform."""

    code = "platform_answer_wrong"
    sentence = "授权没有完成或已失效，请返回登录页重新选择授权登录。"


class PlatformNotAgreed(Refused):
    """The data to be passed were not agreed to: nothing is kept of them."""

    code = "platform_not_agreed"
    sentence = "您没有同意平台传递所列信息，不能用该平台登录。如需继续请勾选同意，或改用其他方式登录。"
    fields = ("agreed",)
    status = 409


class PlatformStranger(Refused):
    """No account of this person, or no such agent of this unit, here."""

    code = "platform_stranger"
    sentence = (
        "没有找到与该平台身份对应的账号。个人请先在本平台注册；单位请核对统一社会信用代码和经办人信息，"
        "或先办理经办人登记，也可拨打12333咨询。"
    )
    status = 409


class PlatformTaken(Refused):
    """The platform's account is linked to another account here, or the account to another one there."""

    code = "platform_taken"
    sentence = "该平台账号已与其他账号关联，或您的账号已关联该平台的另一账号。请先在原账号中解除关联。"
    status = 409


class PlatformNotLinked(Refused):
    """There is no link to end."""

    code = "platform_not_linked"
    sentence = "您的账号没有关联该平台，无需解除。"
    status = 409
