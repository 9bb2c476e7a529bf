"""Opening a person's account 注册 (ID-01)."""

from dataclasses import field
from typing import Annotated

from kernel.events import message
from kernel.refusals import Refused
from kernel.schema import Line, text
from services.identity.contract.passwords import Password

__all__ = [
    "AlreadyRegistered",
    "DetailsDoNotMatch",
    "GetAdvice",
    "GetRegistrationGuide",
    "NotInArchive",
    "RegisterPerson",
    "TermsNotAccepted",
]

MaybeNumber = Annotated[str, text(most=40)]


@message
class RegisterPerson:
    """注册: what is told must be what the insured archive holds. `terms` is the version of the terms agreed to 我同意.

    Computer number 电脑号 and card number 社会保障卡号 where the city asks for them.
    Result: `{account_id, mobile_signs_in, told}`.
    """

    id_number: Line = field(repr=False)
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)
    terms: Annotated[str, text(most=20)] = ""
    computer_number: MaybeNumber = field(default="", repr=False)
    card_number: MaybeNumber = field(default="", repr=False)


@message
class GetRegistrationGuide:
    """What to have ready before registering, for anybody.

    `{for_whom, have_ready: [], fields: [{name, title, help}], terms: {version, text}, password_rule, captcha,
    advice: []}`.
    """


@message
class GetAdvice:
    """ID-23: how to use an account safely, for anybody: `{advice: []}`."""


# ------------------------------------------------------------------ refusals


class TermsNotAccepted(Refused):
    """The terms of service, or the version of them that holds today, were not agreed to."""

    code = "terms_not_accepted"
    sentence = "请先阅读服务条款，并点击“我同意”后再注册。条款已更新的，请阅读新的条款。"
    fields = ("terms",)


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
    fields = ("id_number", "name", "mobile", "computer_number", "card_number")


class AlreadyRegistered(Refused):
    """The person, agent or officer has an account."""

    code = "already_registered"
    sentence = "该账号已经注册，请直接登录。忘记密码的，请使用“忘记密码”。"
    status = 409
