"""Forms without scripts: shown empty, shown again with what was typed and what is wrong, sent once."""

import secrets
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, DecimalException
from typing import Any

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.web.acting import NotSentYet
from gateway.web.looks import shows_form
from gateway.web.pages.matter_form import number_typed
from gateway.web.problems import Problem, problem_of
from gateway.web.words import FIELDS
from kernel.refusals import Invalid, Refused, Unavailable
from kernel.schema import SENTENCES, checked

EMPTY = SENTENCES["required"]
LENGTHS = ("个字。", "个字以内。")
ASKING: Mapping[str, str] = {name: f"请填写{called}。" for name, called in FIELDS.items()}
"""What is told of a field that was left empty, where its form does not say otherwise."""
NEVER_SHOWN_AGAIN = ("password", "password_again", "old_password", "code", "csrf", "key")


@dataclass(frozen=True)
class Form:
    """What a form shows: values, what is wrong by field, and the key under which sending it acts once."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    problem: Problem | None = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))


def typed() -> dict[str, Any]:
    """What was typed: texts, and lists where a name came several times."""
    sent = {name: values if len(values) > 1 else values[0] for name, values in request.form.lists()}
    return {name: value for name, value in sent.items() if name not in NEVER_SHOWN_AGAIN}


def refused(refusal: Refused, asking: Mapping[str, str] = ASKING) -> Form:
    """The form as it was sent, with what is wrong: by the fields of `asking`, which says what is told of an empty one.

    What was refused may be put right and sent under a new key; what nobody answered may have been done, and keeps its.
    """
    # Of a form that is taken up again, half filled in perhaps, what is wrong is told once it is sent.
    problem = problem_of(NotSentYet() if "taken_up" in g else refusal)
    errors: dict[str, list[str]] = {}
    for path, sentences in problem.errors.items():
        name = _field(path.removeprefix("form."), asking)
        told = [_named(each, asking.get(name, each)) for each in sentences]
        errors[name] = list(dict.fromkeys([*errors.get(name, []), *told]))
    again = Form(typed(), errors, problem)
    unanswered = refusal.status == Unavailable.status and choice("key")
    return replace(again, key=choice("key")) if unanswered else again


def _named(sentence: str, asking: str) -> str:
    """The sentence as it can stand above a form, where it must say which field it is about."""
    if sentence == EMPTY:
        return asking
    length = sentence.removeprefix("请填写")
    is_length = length[:1].isdigit() and length.endswith(LENGTHS)
    return f"{asking.removesuffix('。')}，{length}" if is_length and asking != sentence else sentence


def _field(path: str, known: Container[str]) -> str:
    """The field on the page that a path of the message stands for: the one of just that name, or the nearest around."""
    around = [path, *(path[:place] for place in range(len(path) - 1, 0, -1) if path[place] == ".")]
    return next((name for name in around if name in known), around[-1])


Act = Callable[[], Response]


def show(template: str, form: Form, **context: Any) -> Response:
    """The page with its form; its status says whether something was refused."""
    page = make_response(render_template(template, form=form, **context))
    if form.problem:
        page.status_code = form.problem.status
        shows_form()
    return page


def submitted(template: str, act: Act, **context: Any) -> Response:
    """Do what the form asks for; where it is refused, show it again."""
    try:
        return act()
    except Refused as refusal:
        return show(template, refused(refusal), **context)


def see(endpoint: str, **values: Any) -> Response:
    """Go on to another page, so that reloading sends nothing twice."""
    return redirect(url_for(f"pages.{endpoint}", **values), 303)


def fen_of(name: str) -> int:
    """The amount in yuan typed into the field `name`, in fen. Raises Invalid."""
    try:
        amount = Decimal(number_typed(request.form.get(name, ""))) * 100
    except DecimalException:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) >= 10**13:
        raise Invalid(errors={name: ["请填写金额，单位为元，最多两位小数，例如5200.00。"]})
    return int(amount)


def whole(text: str, otherwise: int = 0) -> int:
    """The number in an address or a hidden field; `otherwise` where somebody wrote something else there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def filled(message: type, *names: str, **given: Any) -> Any:
    """The message with what was typed into the fields `names`, as it was typed, and what is `given`. Raises Invalid."""
    return checked(message, {name: request.form.get(name, "") for name in names} | given)


def choice(name: str) -> str:
    """One value of a field, empty where there is none."""
    return request.form.get(name, "").strip()


def choices(name: str) -> list[str]:
    """All ticked values of a field."""
    return request.form.getlist(name)


def optional(name: str) -> str | None:
    """One value of a field, None where it was left empty."""
    return choice(name) or None
