"""What stands above a form that was refused."""

from flask import Flask

from gateway.web.pages.forms import Form
from gateway.web.problems import Problem

SUMMARY = '{% import "macros.html" as m %}{{ m.summary(form) }}'


def test_only_where_a_field_is_wrong_one_is_asked_to_change_it(app: Flask) -> None:
    summary = app.jinja_env.from_string(SUMMARY)
    late = summary.render(form=Form(problem=Problem(409, "case_wrong_step", "该办件已办结。")))
    assert ("没有提交成功" in late, "请修改后重试" in late) == (True, False)
    wrong = Form(errors={"name": ["请填写姓名。"]}, problem=Problem(422, "invalid", "请修改。"))
    assert "请修改后重试" in summary.render(form=wrong)
