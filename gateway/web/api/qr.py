"""Signing in by a QR code that a signed-in telephone confirms (ID-08)."""

from typing import Any

from gateway.web.acting import ask, carry_out, edge, exchange
from gateway.web.api.routes import Routes
from gateway.web.arrival import where_from
from gateway.web.bodies import body_of
from gateway.web.limits import limited_entries, limited_qr_looks
from gateway.web.scanned import qr_of
from services.identity import contract as identity

routes = Routes("qr", __name__, description="Signing in by a QR code")


@routes.asks("/sign-in/qr", "sign in", body_of(identity.ShowQr, "source"))
@limited_entries
def show_qr(_body: dict[str, Any]) -> Any:
    """ID-08: a QR code for a page to show, and what the page asks with whether it is in. Good for `seconds`.

    The code says an address whose last part is the `ticket`.
    """
    shown = ask("identity", identity.ShowQr(where_from()))
    address = f"{edge().settings.service_urls.get('public', '')}/qr/{shown['ticket']}"
    return shown | {"qr": qr_of(address, scale=3)}


@routes.asks("/sign-in/qr/exchange", "sign in", body_of(identity.SignInByQr, "source"))
@limited_qr_looks
def sign_in_by_qr(body: dict[str, Any]) -> Any:
    """ID-08: the page asks whether it is in: `{state: "waiting"}`, or tokens."""
    return exchange(identity.SignInByQr(**body, source=where_from()))


@routes.asks("/me/sign-in-codes", "confirm a sign-in", body_of(identity.GetQr))
def look_at_qr(body: dict[str, Any]) -> Any:
    """ID-08: what a scanned code is for: where the page is that shows it, and until when it waits."""
    return ask("identity", identity.GetQr(**body))


@routes.acts("/me/sign-in-codes/answer", "confirm a sign-in", body_of(identity.AnswerQr))
def answer_qr(body: dict[str, Any]) -> Any:
    """ID-08: let the page in, or not."""
    return carry_out("identity", identity.AnswerQr(**body))
