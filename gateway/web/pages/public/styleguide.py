"""The style guide: every component in every state, on one page."""

from flask import Blueprint, render_template

from gateway.web.pages.forms import Form
from gateway.web.problems import Problem
from gateway.web.rights import needs

WRONG = {
    "name": ["请填写姓名。"],
    "id_number": ["公民身份号码不正确，请核对后重新填写。"],
    "lines": ["请至少选择一个险种。"],
    "kind": ["请选择办理方式。"],
    "reason": ["请填写原因，10到200个字。"],
    "captcha": ["验证码不正确或已过期，请按新的验证码重新填写。"],
    "file": ["文件超过5MB，请压缩后重新上传。"],
    "terms": ["请先阅读服务条款，并点击“我同意”。"],
}
TYPED = {"name": "", "id_number": "32010019580312001", "lines": [], "month": "2026-11", "reason": "搬家"}


def add_to(pages: Blueprint) -> None:
    """Add the page."""
    pages.get("/_styleguide")(styleguide)


@needs("look around")
def styleguide() -> str:
    """Every component in every state."""
    problem = Problem(422, "invalid", "提交的内容有误，请检查后重新提交。", WRONG)
    filled = {"name": "欧阳明", "lines": ["pension"], "kind": "temp", "terms": "yes", "month": "2026-11"}
    return render_template("public/styleguide.html", form=Form(filled), wrong=Form(TYPED, WRONG, problem))
