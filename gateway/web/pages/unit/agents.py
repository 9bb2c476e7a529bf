"""The unit's agents 经办人 (ID-14): who may act for it; a manager opens an account for another and ends one."""

from typing import Any

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, caller, carry_out
from gateway.web.pages.forms import Form, choice, filled, see, show, submitted
from gateway.web.rights import needs
from kernel.refusals import Invalid
from services.identity import contract as identity

NUMBER_TAKEN = "这个经办人编号已有人用过，请换一个。"
"""Who appoints is told so: AlreadyRegistered speaks to who registers."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/agents", endpoint="unit_agents")(agents)
    pages.post("/unit/agents", endpoint="appoint_agent")(appoint)
    pages.post("/unit/agents/<account_id>/end", endpoint="end_agent")(end)


@needs("keep own unit's agents")
def agents() -> Response:
    """Who there is, and a form for one more."""
    return show("unit/agents.html", Form({"duty": "declarer"}), **_context())


@needs("keep own unit's agents")
def appoint() -> Response:
    """One more."""

    def act() -> Response:
        names = ("name", "mobile", "agent", "duty")
        command = filled(identity.AppointAgent, *names, unit_id=caller().on_behalf_of)
        try:
            reply = carry_out("identity", command)
        except identity.AlreadyRegistered:
            raise Invalid(errors={"agent": [NUMBER_TAKEN]}) from None
        return show("unit/agents.html", Form({"duty": "declarer"}), opened=reply["result"], **_context())

    return submitted("unit/agents.html", act, **_context())


@needs("keep own unit's agents")
def end(account_id: str) -> Response:
    """停用: after the question, at once."""

    def act() -> Response:
        if choice("sure") != "yes":
            return show("unit/agents.html", Form({"duty": "declarer"}), ending=account_id, **_context())
        if not choice("reason"):
            raise Invalid(errors={"reason": ["请选择停用的原因。"]})
        carry_out("identity", filled(identity.EndAppointment, "reason", account_id=account_id))
        flash("已停用，该账号不能再登录。", "good")
        return see("unit_agents")

    return submitted("unit/agents.html", act, ending=account_id, **_context())


def _context() -> dict[str, Any]:
    found = ask("identity", identity.GetAgents(caller().on_behalf_of))
    told = {"duties_told": words.DUTIES_TOLD.items(), "reasons": words.END_REASONS.items()}
    return {"agents": found["agents"], **told}
