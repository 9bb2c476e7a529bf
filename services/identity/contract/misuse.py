"""This was not me 非本人操作 (ID-20): the matter that an officer looks into, and the command that reports it."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.cases import Label, Matter
from kernel.events import message
from kernel.schema import Id, text

__all__ = ["MISUSE", "MisuseReport", "ReportMisuse"]

About = Literal["sign_in", "look", "change"]
ABOUT = {"sign_in": "一次登录", "look": "一次查看记录", "change": "一次变更"}
Reference = Annotated[str, text(r"[A-Za-z0-9_.:-]*", most=120, sentence="编号不正确，请核对后重试。")]
Note = Annotated[str, text(most=500)]


@message
class MisuseReport:
    """The form of the matter."""

    about: Annotated[About, Label("哪一类操作", choices=ABOUT)]
    reference: Annotated[Reference, Label("登录或记录的编号", "从登录提醒、登录记录或查看记录中带出")] = ""
    note: Annotated[Note, Label("情况说明")] = ""


MISUSE = Matter(
    code="account-misuse",
    title="账户异常核查（非本人操作）",
    applicant="person",
    form=MisuseReport,
    deadline="deadline/change",
    guide="发现登录、查看或变更不是本人所为的，请立即报告：其他登录全部退出，密码须重新设置，工作人员核查后答复您。",
)


@message
class ReportMisuse:
    """非本人操作: every session but `keep` ends, nobody signs in with the password until it is changed or reset.

    Result: `{case_id, due_on, second_factor_stays}`: whether a second factor was left that the reporting session has
    not given. Then that session has ended, too; the factor goes with a report after the password was set anew upon a
    proof of who one is.
    """

    about: About
    reference: Reference = ""
    note: Note = field(default="", repr=False)
    keep: Id | None = None
