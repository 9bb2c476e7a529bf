"""Acting for another 代办 (ID-16): giving authority, taking it on, ending it, and doing with it what it is for."""

from flask import Blueprint, flash, g
from werkzeug.wrappers import Response

from gateway.web import session, words
from gateway.web.acting import ask, caller, carry_out
from gateway.web.acting_for import acting_for_another
from gateway.web.limits import limited_delegations
from gateway.web.looking import person_names, today
from gateway.web.pages import asked
from gateway.web.pages.forms import Form, choice, choices, filled, refused, see, show
from gateway.web.rights import needs
from kernel.refusals import Refused
from services.identity import contract as identity

ROWS = 30
FIELDS = ("delegate_id_number", "delegate_name", "begins_on", "ends_on")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/delegations", endpoint="delegations")(delegations)
    pages.get("/me/delegations/new", endpoint="new_delegation")(new_delegation)
    pages.post("/me/delegations/new", endpoint="give_authority")(limited_delegations(give))
    pages.post("/me/delegations/<delegation_id>/confirmation", endpoint="confirm_authority")(confirm)
    pages.post("/me/delegations/<delegation_id>/end", endpoint="end_authority")(end)
    pages.post("/me/delegations/<delegation_id>/acting", endpoint="act_for")(begin)
    pages.post("/me/acting/end", endpoint="act_for_oneself")(stop)


@needs("give authority")
def delegations() -> Response:
    """Authorities given and received, and what can be done with each."""
    return _list(Form())


def _list(form: Form) -> Response:
    found = ask("identity", identity.GetAuthorities(caller().on_behalf_of, asked.after(), ROWS))
    listed = [
        one | {"told": "、".join(words.DELEGABLE[matter] for matter in one["matters"])} for one in found["authorities"]
    ]
    return show("person/delegations.html", form, listed=listed, next=found["next"])


@needs("give authority")
def new_delegation() -> Response:
    """Whom, what for, how long."""
    return _form(Form({"begins_on": today(), "matters": ["records"]}))


def _form(form: Form) -> Response:
    return show("person/new_delegation.html", form, matters=words.DELEGABLE.items(), today=today())


@needs("give authority")
def give() -> Response:
    """Given; the other one must take it on."""
    try:
        carry_out("identity", filled(identity.GiveAuthority, *FIELDS, matters=choices("matters")))
    except Refused as refusal:
        return _form(refused(refusal))
    flash("委托已提交。请对方登录后在“委托代办”中确认，确认后才能代您办理。", "good")
    return see("delegations")


@needs("confirm authority")
def confirm(delegation_id: str) -> Response:
    """Taken on."""
    return _done(identity.ConfirmAuthority(delegation_id), "您已接受委托，可以开始代办。")


@needs("end authority")
def end(delegation_id: str) -> Response:
    """Ended at once."""
    return _done(identity.EndAuthority(delegation_id), "委托已终止，立即生效。")


def _done(command: object, told: str) -> Response:
    try:
        carry_out("identity", command)
    except Refused as refusal:
        return _list(refused(refusal))
    flash(told, "good")
    return see("delegations")


@needs("act for another")
def begin(delegation_id: str) -> Response:
    """From now on the pages of this session are the principal's, as far as the authority goes."""
    try:
        who = acting_for_another(caller(), delegation_id)
    except Refused as refusal:
        return _list(refused(refusal))
    g.caller = who  # seeing the principal's name is a look (ID-17)
    matters = who.authority.matters if who.authority else frozenset[str]()
    name = person_names([who.on_behalf_of])[who.on_behalf_of] or "委托人"
    session.act_for(delegation_id, name, sorted(matters))
    return _onwards()


@needs("act for another")
def stop() -> Response:
    """Back to one's own."""
    session.act_for_oneself()
    flash("已结束代办，现在显示的是您本人的信息。", "good")
    return _onwards()


def _onwards() -> Response:
    return see("go_on" if choice("then") == "go_on" else "person_home")
