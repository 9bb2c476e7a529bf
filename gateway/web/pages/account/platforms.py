"""Signing in through another platform 授权登录 (ID-22): sent there, coming back, agreeing to what it passes on, and
ending the link."""

import hashlib
from dataclasses import replace
from hmac import compare_digest
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask import session as kept
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import ask, caller, carry_out, edge, exchange
from gateway.web.arrival import where_from
from gateway.web.limits import limited_entries, limited_guesses_of_account
from gateway.web.pages.account.again import asking_again
from gateway.web.pages.account.face import picture_if_any
from gateway.web.pages.account.sign_in import OF_DOOR, arrived, door
from gateway.web.pages.forms import Form, choice, filled, refused, see, show
from gateway.web.rights import needs
from kernel.calendar import add_seconds
from kernel.clock import instant
from kernel.privacy import Unreadable
from kernel.refusals import Refused
from kernel.schema import checked
from kernel.slips import make_slip, read_slip
from services.identity import contract as identity

SECONDS = 600
"""So long the page that asks to agree is good for."""
LONGEST_ADDRESS = 500
PURPOSE = "platform link"


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/sign-in/platforms", endpoint="sign_in_platforms")(platforms)
    pages.get("/sign-in/platforms/<platform>", endpoint="to_platform")(limited_entries(go_there))
    pages.get("/sign-in/platforms/return", endpoint="from_platform")(limited_entries(come_back))
    pages.post("/sign-in/platforms/return", endpoint="link_platform")(limited_entries(link))
    pages.get("/me/account/platforms", endpoint="platforms")(own_platforms)
    pages.post("/me/account/platforms/<platform>", endpoint="unlink_platform")(limited_guesses_of_account(unlink))


@needs("sign in")
def platforms() -> Response:
    """Those the city offers, by door; `public=1` where it is a public computer."""
    return _offered(Form())


def _offered(form: Form) -> Response:
    offered = ask("identity", identity.GetPlatforms())["offered"]
    fitting = [one for one in offered if door() in ("", one["kind"])]
    public = request.args.get("public") == "1"
    return show("account/sign_in_platforms.html", form, way="platforms", door=door(), offered=fitting, public=public)


@needs("sign in")
def go_there(platform: str) -> Response:
    """To the platform. What comes back is taken from the browser that was sent alone."""
    try:
        body = {"platform": platform, "public_computer": request.args.get("public") == "1"}
        begun = exchange(checked(identity.StartPlatformSignIn, body))
    except Refused as refusal:
        return _offered(refused(refusal))
    kept["platform_state"] = _known_by(begun["state"])
    then = request.args.get("then", "")
    kept["platform_then"] = then if len(then) < LONGEST_ADDRESS else ""  # a cookie that is too large is not kept at all
    return redirect(begun["address"], 303)


@needs("sign in")
def come_back() -> Response:
    """Signed in, where it is linked; the first time shown what the platform passes on."""
    state, code = request.args.get("state", ""), request.args.get("code", "")
    then = kept.pop("platform_then", "")
    try:
        if not compare_digest(kept.pop("platform_state", ""), _known_by(state)):
            raise identity.PlatformAnswerWrong()
        body = {"state": state, "code": code, "source": where_from()}
        found = session.enter(checked(identity.FinishPlatformSignIn, body))
    except Refused as refusal:
        return _offered(replace(refused(refusal), values={"then": then}))
    return arrived(found, then) if "access_token" in found else _agree(Form({"then": then}), found)


def _known_by(state: str) -> str:
    """What the browser's session remembers of the state it was sent with."""
    return hashlib.sha256(state.encode()).hexdigest()


def _agree(form: Form, told: dict[str, Any]) -> Response:
    slip = make_slip(edge().sealer, PURPOSE, add_seconds(_now(), SECONDS), told)
    return show("account/link_platform.html", form, told=told, slip=slip)


@needs("sign in")
def link() -> Response:
    """Agreed, and for a person a live picture of the face."""
    try:
        told = read_slip(edge().sealer, PURPOSE, request.form.get("told", ""), _now())
    except Unreadable:
        return _offered(refused(identity.PlatformAnswerWrong()))
    try:
        body = {"link": told["link"], "agreed": bool(choice("agreed")), "source": where_from()}
        return arrived(session.enter(checked(identity.LinkPlatform, {**body, "image": picture_if_any()})))
    except Refused as refusal:
        return _agree(refused(refusal), told)


def _now() -> str:
    return instant(edge().settings.clock())


# ------------------------------------------------------------------ one's own links


@needs("know own account")
def own_platforms() -> Response:
    """Which platforms one's account is linked with, and which others there are."""
    return _own(Form())


def _own(form: Form) -> Response:
    kinds = {role: kind for kind, role in OF_DOOR.items()}
    found = ask("identity", identity.GetPlatforms())
    linked = {one["platform"] for one in found["linked"]}
    others = [
        one for one in found["offered"] if one["kind"] == kinds.get(caller().role) and one["platform"] not in linked
    ]
    return show("account/platforms.html", form, linked=found["linked"], others=others)


@needs("keep own sessions")
def unlink(platform: str) -> Response:
    """No longer."""

    def act() -> Response:
        which = {"platform": platform, "session_id": caller().session}
        carry_out("identity", filled(identity.UnlinkPlatform, "password", **which))
        flash("关联已解除，不能再用该平台登录。", "good")
        return see("platforms")

    try:
        return asking_again(act)
    except Refused as refusal:
        return _own(refused(refusal))
