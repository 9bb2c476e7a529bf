"""Proof of who somebody is 实名认证 (ID-04, handbook 13): means, levels, what was proved. What was proved is public."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Id, Instant, Line, text
from services.identity.contract.codes import SmsCode, Ticket

__all__ = [
    "PROOF",
    "PROOF_LEVELS",
    "PROOF_NAMES",
    "PROOF_TRY",
    "GetProofs",
    "NobodyToProve",
    "ProofGiven",
    "ProofMeans",
    "ProofMissed",
    "ProofNeeded",
    "ProofNotOffered",
    "ProofRefused",
    "ProofTooMany",
    "ProveAtWindow",
    "ProveByBankAccount",
    "ProveByBankCard",
    "ProveByFace",
    "ProveByMobile",
    "ProviderDown",
    "SendProofCode",
    "WrongBankCard",
]

PROOF = Category("proof")
PROOF_TRY = Category("proof-try", public=False)

ProofMeans = Literal["face", "bank_card", "mobile", "bank_account", "window"]
"""Face match 人脸比对, bank card 银行卡四要素, registered mobile, last six digits of the bank account, an officer
who saw person and document."""

PROOF_LEVELS: Mapping[ProofMeans, int] = {"mobile": 1, "bank_account": 1, "bank_card": 2, "face": 3, "window": 3}
"""L1 phone, L2 ID number and name with the bank card's four elements, L3 face or in person."""
PROOF_NAMES: Mapping[ProofMeans, str] = {
    "face": "刷脸认证",
    "bank_card": "银行卡认证",
    "mobile": "登记手机号验证",
    "bank_account": "银行账号后六位核对",
    "window": "持身份证件到服务窗口办理",
}

NO_PICTURE = "照片不清楚或没有拍好，请重新拍摄后提交（JPEG或PNG，不超过1MB）。"
BEGINNINGS = "/9j/|iVBORw0KGgo[A-Za-z0-9+/]"  # of every JPEG and PNG, in base64: another file is told so and is no try
ENDINGS = "[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}="  # of what does not go up in threes of bytes
IN_BASE64 = rf"({BEGINNINGS})([A-Za-z0-9+/]{{4}}){{22,}}({ENDINGS})?"
Image = Annotated[str, text(IN_BASE64, most=1_400_000, sentence=NO_PICTURE, length=NO_PICTURE)]
"""A live picture of the face, JPEG or PNG, in base64."""
LastSix = Annotated[str, text(r"\s*[0-9０-９]{6}\s*", sentence="请填写银行账号的最后6位数字。")]

# ------------------------------------------------------------------ events


@event(PROOF, "ProofGiven")
class ProofGiven(Event):
    """The account's owner has proved by these means to be the person the archive knows. `level`: 1, 2 or 3."""

    account_id: Id
    person_id: Id
    means: ProofMeans
    level: Count
    at: Instant


@event(PROOF_TRY, "ProofMissed")
class ProofMissed(Event):
    """It was tried by these means and did not match."""

    account_id: Id
    means: ProofMeans
    at: Instant


EVENTS = (ProofGiven, ProofMissed)

# ------------------------------------------------------------------ commands, each for the account of the caller


@message
class ProveByFace:
    """A live picture against the photo that the provider has of the ID number. Result: `{means, level}`."""

    image: Image = field(repr=False)


@message
class ProveByBankCard:
    """Four elements: card number and reserved mobile, with name and ID number. Result: `{means, level}`."""

    number: Line = field(repr=False)
    mobile: Line = field(repr=False)


@message
class SendProofCode:
    """A code to the mobile that the archive knows. Result: `{ticket, minutes, pause_seconds, most_a_day}`."""


@message
class ProveByMobile:
    """The code that came to the mobile the archive knows. Result: `{means, level}`."""

    ticket: Ticket = field(repr=False)
    code: SmsCode = field(repr=False)


@message
class ProveByBankAccount:
    """The last six digits 银行账号后六位 of the bank account that the archive knows. Result: `{means, level}`."""

    last_six: LastSix = field(repr=False)


@message
class ProveAtWindow:
    """An officer has seen the person and the document (ID-24: also a permit that no provider can check).

    `number` is the person's ID number or permit number. Result: `{means, level}`.
    """

    number: Line = field(repr=False)


@message
class GetProofs:
    """The caller's level, what it was proved by, and the ways to a higher one.

    `{level, levels_needed: {query, change}, proved_anew, proofs: [{means, name, level, at}], ways: [{means, name,
    level, available}]}`. `available` is false while the provider is known to be down; `proved_anew`: of late, and by
    what is enough to change where money and codes go.
    """


# ------------------------------------------------------------------ refusals


class ProofNeeded(Refused):
    """The matter asks for a higher real-name level than the caller has, or for a new proof; `told` says how."""

    code = "proof_needed"
    sentence = (
        "办理此项需要先完成实名认证，之前认证过的可能需要重新认证。"
        "您可以通过以下任一方式认证：{told}。完成后即可继续办理。"
    )
    status = 403


class ProofRefused(Refused):
    """What was given does not match, never said in what; or, not signed in, the provider gave no answer in time."""

    code = "proof_refused"
    sentence = "认证没有通过：提供的信息与档案不一致，或认证服务没有及时答复。请核对后重试，或改用其他方式：{others}。"


class ProofTooMany(Refused):
    """So many tries by these means have not matched today that no more are taken."""

    code = "proof_too_many"
    sentence = "今天用此方式认证未通过的次数已达上限（{daily}次），请明天再试，或改用其他方式：{others}。"
    status = 429


class ProofNotOffered(Refused):
    """The city does not offer these means, or the archive has nothing to compare with."""

    code = "proof_not_offered"
    sentence = "您目前不能用此方式认证，请改用其他方式：{others}。"
    status = 409


class ProviderDown(Refused):
    """The provider does not answer; the others do."""

    code = "provider_down"
    sentence = "认证服务暂时无法使用，请稍后再试，或改用其他方式：{others}。"
    status = 503


class WrongBankCard(Refused):
    """Not a bank card's number: characters, length or check digit."""

    code = "wrong_bank_card"
    sentence = "银行卡号不正确，请核对卡面上的12至19位数字后重新填写，不要填写横线。"
    fields = ("number",)


class NobodyToProve(Refused):
    """The archive does not have the person, or the person has no account."""

    code = "nobody_to_prove"
    sentence = "没有找到此人的账号或参保档案，请先注册账号；尚未参保的，请先办理参保登记，或拨打12333咨询。"
    status = 409
