"""What an officer does by one plain form that becomes one command, and the one page that all such forms share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from gateway.web.acting import carry_out
from gateway.web.pages.forms import Form, refused, show, typed
from gateway.web.pages.matter_form import Control, filled_in
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked

Body = dict[str, Any]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Act:
    """One form. `about` says who does it, when, and what comes of it; `told` makes what is shown of the result."""

    code: str
    action: str
    title: str
    about: str
    service: str
    command: type
    controls: tuple[Control, ...]
    done: str
    back: str = "front"
    button: str = "提交"
    grave: bool = False
    keeps: bool = False
    """Whether what was typed is shown again beside the result, which may be a no to a row."""
    fill: Callable[[Body], Body] = field(default=lambda body: body)
    told: Callable[[Mapping[str, Any]], Pairs] = field(default=lambda _: [])

    @property
    def endpoint(self) -> str:
        """Its page's."""
        return f"act_{self.code.replace('-', '_')}"


def add_act(pages: Blueprint, act: Act) -> None:
    """Add the page of one form, with the action of its own."""
    address = f"/office/forms/{act.code}"
    pages.get(address, endpoint=act.endpoint)(needs(act.action)(_shown(act)))
    pages.post(address, endpoint=f"{act.endpoint}_sent")(needs(act.action)(_sent(act)))


def _shown(act: Act) -> Callable[[], Response]:
    def page() -> Response:
        known = {control.name for control in act.controls}
        given = {name: value for name, value in request.args.items() if name in known}
        return show("office/act.html", Form(given), act=act, result=None)

    return page


def _sent(act: Act) -> Callable[[], Response]:
    def sent() -> Response:
        try:
            body = act.fill(filled_in(act.controls, request.form))
            reply = carry_out(act.service, checked(act.command, body))
        except Refused as refusal:
            return show("office/act.html", _by_field(act, refused(refusal)), act=act, result=None)
        form = Form(typed()) if act.keeps else Form()
        return show("office/act.html", form, act=act, result=act.told(reply["result"]))

    return sent


def _by_field(act: Act, form: Form) -> Form:
    """What is wrong, each with its field's title; where the form is the one row of a table, by the row's fields."""
    problem = form.problem
    within = problem.errors if problem and "rows" in form.errors else form.errors
    titles = {control.name: control.title for control in act.controls}
    errors = {name.rpartition(".")[2]: told for name, told in within.items()}
    named = {
        name: [f"{titles[name]}：{each}" if name in titles else each for each in told] for name, told in errors.items()
    }
    return replace(form, errors=named)
