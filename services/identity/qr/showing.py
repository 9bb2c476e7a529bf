"""Signing in by a QR code (ID-08). What a code says is sealed and holds all of it, so showing one writes nothing."""

from secrets import token_hex
from typing import Any

from kernel.calendar import add_seconds
from kernel.commands import execute, first_reply
from kernel.context import Context
from kernel.privacy import Unreadable
from kernel.slips import make_slip, read_slip
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.qr import domain
from services.identity.qr.domain import code
from services.identity.session.domain import door
from services.identity.session.keeping import Arrival, open_session, opened_before

Reply = dict[str, Any]
TICKET, POLL = "qr ticket", "qr poll"
"""What the telephone reads and what the page keeps: each is good for its own side alone."""


def show_qr(service: Identity, query: c.ShowQr, context: Context) -> dict[str, Any]:
    """See `ShowQr`."""
    seconds = service.city.policy.at("sign_in/qr", context.today).values["seconds"]
    until = add_seconds(context.instant, seconds)
    said = {"id": token_hex(12), "until": until, "source": query.source}
    ticket, poll = (make_slip(service.sealer, purpose, until, said) for purpose in (TICKET, POLL))
    return {"ticket": ticket, "poll": poll, "seconds": seconds}


def get_qr(service: Identity, query: c.GetQr, context: Context) -> dict[str, Any]:
    """See `GetQr`."""
    said = _said(service, query.ticket, TICKET, context)
    shown, _ = service.store.state(c.QR.stream(said["id"]), code)
    domain.answered(shown, True, context)
    return {"source": said["source"], "until": said["until"]}


def answer_qr(service: Identity, command: c.AnswerQr, context: Context) -> Reply:
    """Raises QrExpired, QrAnswered."""
    if repeated := first_reply(service.store, context):
        return repeated
    said = _said(service, command.ticket, TICKET, context)
    return execute(
        service.store,
        c.QR.stream(said["id"]),
        code,
        lambda shown: domain.answered(shown, command.agreed, context),
        context,
    )


def sign_in_by_qr(service: Identity, command: c.SignInByQr, context: Context) -> Reply:
    """Raises QrExpired, QrDeclined, QrAnswered, SignInOverlapped."""
    if repeated := opened_before(service, context):
        return _signed_in(repeated)
    said = _said(service, command.poll, POLL, context)
    stream = c.QR.stream(said["id"])
    reply = execute(
        service.store,
        stream,
        code,
        lambda shown: domain.used(shown, context),
        context,
        result=lambda shown: {"account_id": shown.account_id, "used": shown.used, "at": shown.at},
    )
    if not reply["result"]["used"]:
        return {**reply, "result": {"state": "waiting"}}
    account_id, confirmed_at = reply["result"]["account_id"], reply["result"]["at"]
    known, _ = service.store.state(c.SESSION.stream(account_id, context.today), door)
    if known.barred_at >= confirmed_at:  # the telephone that said yes has been signed out since
        raise c.SignInOverlapped()
    arrival = Arrival("qr", known.barred, command.source, command.public_computer)
    return _signed_in(open_session(service, account_id, arrival, context))


def _signed_in(opened: Reply) -> Reply:
    return {**opened, "result": {"state": "signed_in", **opened["result"]}}


def _said(service: Identity, slip: str, purpose: str, context: Context) -> dict[str, str]:
    """What a code of ours says, while it is good. Raises QrExpired."""
    try:
        return read_slip(service.sealer, purpose, slip, context.instant)
    except Unreadable:
        raise c.QrExpired() from None
