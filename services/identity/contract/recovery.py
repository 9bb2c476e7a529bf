"""Setting a forgotten password for who has lost the mobile, too (ID-10): by face, by bank card, or, where the city has
it, by the answer to a security question 密码提示问题 with a second factor (handbook 13)."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line, Sealed, text
from services.identity.contract.passwords import Password
from services.identity.contract.proofs import Image, LastSix

__all__ = [
    "QUESTIONS",
    "SECURITY_QUESTION",
    "QuestionNotOffered",
    "QuestionRefused",
    "ResetPasswordByBankCard",
    "ResetPasswordByFace",
    "ResetPasswordByQuestion",
    "SecurityQuestionSet",
    "SetSecurityQuestion",
]

SECURITY_QUESTION = Category("security-question", public=False)

Question = Literal["first_teacher", "first_street", "first_unit", "childhood_friend", "favourite_book"]
QUESTIONS: dict[Question, str] = {
    "first_teacher": "您小学班主任的姓名是什么？",
    "first_street": "您小时候住过的街道叫什么？",
    "first_unit": "您第一个工作单位叫什么？",
    "childhood_friend": "您童年好友的小名是什么？",
    "favourite_book": "您最喜欢的一本书是什么？",
}
Answer = Annotated[str, text(r"[^\x00-\x1f\x7f]+", least=2, most=50, sentence="请填写2到50个字的答案。")]


@event(SECURITY_QUESTION, "SecurityQuestionSet")
class SecurityQuestionSet(Event):
    """Which question, and the argon2id hash of its answer; both sealed with the account's key."""

    account_id: Id
    question: Sealed
    answer: Sealed
    set_on: Date


EVENTS = [SecurityQuestionSet]

# ------------------------------------------------------------------ messages


@message
class ResetPasswordByFace:
    """A live picture, see `ProveByFace`; all sessions end. Result: `{told}`."""

    id_number: Line = field(repr=False)
    image: Image = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)


@message
class ResetPasswordByBankCard:
    """The four elements, see `ProveByBankCard`; all sessions end. Result: `{told}`."""

    id_number: Line = field(repr=False)
    number: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)


@message
class SetSecurityQuestion:
    """ID-12, where the city has it. Result: `{}`."""

    question: Question = field(repr=False)
    answer: Answer = field(repr=False)
    password: Password = field(repr=False)


@message
class ResetPasswordByQuestion:
    """Question and answer, and the last six digits of the bank account as the second factor. Result: `{told}`."""

    id_number: Line = field(repr=False)
    question: Question = field(repr=False)
    answer: Answer = field(repr=False)
    last_six: LastSix = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)


# ------------------------------------------------------------------ refusals


class QuestionNotOffered(Refused):
    """The city does not use security questions."""

    code = "question_not_offered"
    sentence = "本市不使用密码提示问题。忘记密码的，请用登记手机号接收验证码，或通过刷脸、银行卡认证重新设置。"
    status = 409


class QuestionRefused(Refused):
    """Question, answer or second factor is wrong, or there is none: never said which. It counts as a wrong password."""

    code = "question_refused"
    sentence = "填写的内容不正确，请核对后重试。也可以用登记手机号接收验证码，或通过刷脸、银行卡认证重新设置密码。"
