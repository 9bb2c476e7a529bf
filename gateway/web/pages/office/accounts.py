"""Accounts of officers and units' agents, as who keeps or watches them sees them (ID-14, ID-15)."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, caller
from gateway.web.pages.forms import Form, refused, see, show
from gateway.web.pages.office.menu import ACCOUNTS, ways_of
from gateway.web.rights import needs
from kernel.refusals import Invalid, NotFound, Refused
from kernel.schema import checked
from services.identity import contract as identity

KINDS = {"person": "个人", "agent": "单位经办人", "officer": "工作人员"}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/accounts")(accounts)
    pages.get("/office/accounts/<account_id>", endpoint="office_account")(account)


@needs("see accounts")
def accounts() -> Response:
    """All officers, and the way to any account by its number."""
    number = request.args.get("account_id", "").strip()
    if not number:
        return _accounts(Form())
    try:
        _account(number)
    except Refused as refusal:
        told = refused(refusal)
        return _accounts(Form({"account_id": number}, told.errors, told.problem))
    return see("office_account", account_id=number)


def _accounts(form: Form) -> Response:
    found = ask("identity", identity.GetOfficers())["officers"]
    desks = ways_of(caller(), ACCOUNTS)
    return show("office/accounts.html", form, officers=found, role_names=role_names, desks=desks)


def _account(account_id: str) -> Any:
    try:
        return ask("identity", checked(identity.GetAccount, {"account_id": account_id}))
    except NotFound:
        raise Invalid(errors={"account_id": ["没有找到该账号，请核对账号编号。"]}) from None


@needs("see accounts")
def account(account_id: str) -> str:
    """One account, and what can be done about it."""
    shown = {"account": _account(account_id), "kinds": KINDS, "role_names": role_names}
    return render_template("office/account.html", **shown)


def role_names(roles: list[str]) -> str:
    """The roles in words; of a unit's agent the second one is the duty."""
    return "、".join(words.ROLES.get(role) or words.DUTIES.get(role, role) for role in roles)
