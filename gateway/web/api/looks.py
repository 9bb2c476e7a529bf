"""ID-17: people looked at by others; unmasking; who has looked, and what is said to it."""

from typing import Any

from flask import g
from marshmallow import fields, validate

from gateway.web import words
from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.api.routes import PAGE, WAIT_FOR, Routes, arguments
from gateway.web.bodies import body_of
from gateway.web.looking import glance_of, unit_names
from gateway.web.looks import seen_persons
from services.identity import contract as identity

routes = Routes("looks", __name__, description="Whose data are looked at, and by whom")

REASON = fields.String(
    required=True,
    validate=validate.OneOf(list(words.REASONS), error="请从给出的事由中选择。"),
    error_messages={"required": identity.NoReason.sentence},
    metadata={"description": "Why: " + ", ".join(words.REASONS)},
)


@routes.asks("/persons/lookups", "see a person", body_of(identity.FindPerson))
def find_person(body: dict[str, Any]) -> Any:
    """Find whoever stands at the window or calls: `{person_id, name, id_number, mobile}`, all masked."""
    g.reason = body["reason"]
    return ask("identity", identity.FindPerson(**body))


@routes.reads("/persons/<person_id>/glance", "see a person", arguments(reason=REASON, **WAIT_FOR))
def glance(query: dict[str, Any], person_id: str) -> Any:
    """A person at a glance, for a reason."""
    g.reason = query["reason"]
    return glance_of(person_id, query["wait_for"])


@routes.acts("/persons/<person_id>/unmasking", "unmask a person", body_of(identity.Unmask, "person_id"))
def unmask(body: dict[str, Any], person_id: str) -> Any:
    """What is masked, in clear; the person is told."""
    return carry_out("identity", identity.Unmask(person_id, **body))


@routes.acts("/me/unmasking", "see own looks", body_of(identity.Unmask, "person_id", "reason", "about"))
def unmask_own(body: dict[str, Any]) -> Any:
    """One's own data in clear."""
    return carry_out("identity", identity.Unmask(caller().on_behalf_of, **body))


@routes.reads("/me/looks", "see own looks", arguments(**PAGE))
def own_looks(query: dict[str, Any]) -> Any:
    """Who has looked at my data, when, why and through which channel, the newest first."""
    return in_words(ask("identity", identity.GetLooks(caller().on_behalf_of, **query)))


@routes.acts("/me/looks/<look_id>/dispute", "see own looks", body_of(identity.DisputeLook, "person_id", "look_id"))
def dispute(body: dict[str, Any], look_id: str) -> Any:
    """This look had no business there; an auditor answers."""
    return carry_out("identity", identity.DisputeLook(caller().on_behalf_of, look_id, **body))


@routes.reads("/persons/<person_id>/looks", "audit looks", arguments(**PAGE))
def looks_at(query: dict[str, Any], person_id: str) -> Any:
    """Who has looked at a person's data."""
    seen_persons([person_id])
    return in_words(ask("identity", identity.GetLooks(person_id, **query)))


@routes.reads("/disputes", "audit looks", arguments(**PAGE))
def disputes(query: dict[str, Any]) -> Any:
    """Disputed looks that nobody has answered, the oldest first."""
    return ask("identity", identity.GetDisputes(**query))


@routes.acts("/disputes/<dispute_id>/answer", "audit looks", body_of(identity.AnswerDispute, "dispute_id"))
def answer(body: dict[str, Any], dispute_id: str) -> Any:
    """Answer a dispute; the person reads it beside the look."""
    return carry_out("identity", identity.AnswerDispute(dispute_id, **body))


def in_words(found: dict[str, Any]) -> dict[str, Any]:
    """Looks with the words for their codes."""
    named = unit_names(look["acting_for"] for look in found["looks"] if look["who"]["role"] == "agent")
    channels = {channel["code"]: channel["name"] for channel in edge().city["channels"]}
    for look in found["looks"]:
        look["who"]["role_name"] = words.ROLES.get(look["who"]["role"], "")
        look["unit_name"] = named.get(look["acting_for"])
        look["action_name"] = words.ACTIONS.get(look["action"], look["action"])
        look["reason_name"] = words.REASONS.get(look["reason"], "")
        look["channel_name"] = channels.get(look["channel"], look["channel"])
    return found
