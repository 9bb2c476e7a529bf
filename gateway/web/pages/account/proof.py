"""Proving who one is 实名认证 (ID-04), and photos of the ID card (ID-03): the ways, and what each asks for."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, request
from werkzeug.wrappers import Response as Answer

from gateway.web import session
from gateway.web.acting import ask, carry_out
from gateway.web.api import photos as api_photos
from gateway.web.bodies import required_upload
from gateway.web.limits import limited_codes_of_account, limited_photos, limited_proofs_of_account
from gateway.web.pages.account.code_form import GIVING, asked, step_after, ticket
from gateway.web.pages.account.face import picture
from gateway.web.pages.forms import Form, choice, filled, refused, see, show, typed
from gateway.web.rights import needs
from gateway.web.version import OWN_ADDRESS
from kernel.refusals import NotFound, Refused
from services.identity import contract as identity

SIDES = {"front": "人像面", "back": "国徽面"}
COMMANDS: dict[str, Callable[[], Any]] = {
    "face": lambda: identity.ProveByFace(picture()),
    "bank_card": lambda: filled(identity.ProveByBankCard, "number", "mobile"),
    "mobile": lambda: filled(identity.ProveByMobile, "code", **ticket("proof")),
    "bank_account": lambda: filled(identity.ProveByBankAccount, "last_six"),
}
"""What is proved by, as the page's forms say it."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/proof", endpoint="proof")(proof)
    proving = limited_proofs_of_account(limited_codes_of_account(prove))
    pages.get("/me/proof/<means>", endpoint="proof_by")(proof_by)
    pages.post("/me/proof/<means>", endpoint="prove")(proving)
    pages.get("/me/photos", endpoint="photos")(photos)
    pages.post("/me/photos", endpoint="keep_photos")(limited_photos(keep_photos))
    pages.get("/me/photos/<side>", endpoint="photo")(photo)


@needs("prove oneself")
def proof() -> Answer:
    """One's level, what asks for more, and the ways to it."""
    return show("account/proof.html", Form(), found=ask("identity", identity.GetProofs()), then=_then())


def _then() -> str:
    wanted = request.values.get("then", "")
    return wanted if OWN_ADDRESS.fullmatch(wanted) else ""


@needs("prove oneself")
def proof_by(means: str) -> Answer:
    """What one way asks for."""
    return _page(means, Form())


@needs("prove oneself")
def prove(means: str) -> Answer:
    """Send a code, or prove it."""
    sent = None
    try:
        if choice("do") == "send":
            sent = asked("proof", carry_out("identity", identity.SendProofCode())["result"])
            return _page(means, Form(typed()), sent)
        sent = GIVING
        if means not in COMMANDS:
            raise NotFound()
        carry_out("identity", COMMANDS[means]())
        session.renew()
    except Refused as refusal:
        return _page(means, refused(refusal), step_after(refusal, sent))
    flash(f"{identity.PROOF_NAMES[means]}成功。", "good")  # type: ignore[index]  # whether it is enough, the page says
    return redirect(_then(), 303) if _then() else see("proof")


def _page(means: str, form: Form, sent: Any = None) -> Answer:
    if means not in COMMANDS:
        raise NotFound()
    name = identity.PROOF_NAMES[means]  # type: ignore[index]
    return show("account/proof_by.html", form, means=means, name=name, sent=sent, then=_then())


# ------------------------------------------------------------------ photos


@needs("prove oneself")
def photos() -> Answer:
    """Which sides are there."""
    return _photos(Form())


def _photos(form: Form) -> Answer:
    return show("account/photos.html", form, found=ask("identity", identity.GetPhotos()), sides=SIDES)


@needs("prove oneself")
def keep_photos() -> Answer:
    """One side or both."""
    sent = [side for side in SIDES if request.files.get(side)] or list(SIDES)
    for side in sent:
        try:
            content = required_upload(side, api_photos.MEGABYTES).base64
            carry_out("identity", identity.KeepPhoto(side, content), part=side)  # type: ignore[arg-type]
        except Refused as refusal:
            form = refused(refusal)
            errors = {side if name == "file" else name: told for name, told in form.errors.items()}
            return _photos(Form(form.values, errors, form.problem))
    flash("照片已保存。", "good")
    return see("photos")


@needs("prove oneself")
def photo(side: str) -> Response:
    """The picture as it was kept."""
    found: Response = api_photos.picture_of(side)
    return found
