"""Proof of who one is 实名认证 (ID-04). A new level shows in the next access token: exchange the refresh token."""

from typing import Any

from gateway.web.acting import ask, carry_out
from gateway.web.api.routes import Routes
from gateway.web.bodies import body_of
from gateway.web.limits import limited_codes_of_account, limited_proofs_of_account
from services.identity import contract as identity

routes = Routes("proofs", __name__, description="Real-name levels and how to reach them")


@routes.reads("/me/proofs", "prove oneself")
def proofs() -> Any:
    """One's level, what it was proved by, which levels are asked for, and the ways to a higher one."""
    return ask("identity", identity.GetProofs())


@routes.acts("/me/proofs/face", "prove oneself", body_of(identity.ProveByFace))
@limited_proofs_of_account
def by_face(body: dict[str, Any]) -> Any:
    """A live picture of the face (JPEG or PNG, base64): level 3."""
    return carry_out("identity", identity.ProveByFace(**body))


@routes.acts("/me/proofs/bank-card", "prove oneself", body_of(identity.ProveByBankCard))
@limited_proofs_of_account
def by_bank_card(body: dict[str, Any]) -> Any:
    """Card number and the mobile the bank knows: level 2."""
    return carry_out("identity", identity.ProveByBankCard(**body))


@routes.acts("/me/proofs/mobile/codes", "prove oneself")
@limited_codes_of_account
def send_code() -> Any:
    """A code to the mobile in the insured archive."""
    return carry_out("identity", identity.SendProofCode())


@routes.acts("/me/proofs/mobile", "prove oneself", body_of(identity.ProveByMobile))
@limited_proofs_of_account
def by_mobile(body: dict[str, Any]) -> Any:
    """The code that came to it: level 1."""
    return carry_out("identity", identity.ProveByMobile(**body))


@routes.acts("/me/proofs/bank-account", "prove oneself", body_of(identity.ProveByBankAccount))
@limited_proofs_of_account
def by_bank_account(body: dict[str, Any]) -> Any:
    """The last six digits of the bank account in the archive: level 1; with level 2 it opens level 3 for minutes
    where the city says so."""
    return carry_out("identity", identity.ProveByBankAccount(**body))


@routes.acts("/proofs/window", "prove somebody at a window", body_of(identity.ProveAtWindow))
def at_window(body: dict[str, Any]) -> Any:
    """An officer has seen the person and the ID card or permit: level 3 for that person's account."""
    return carry_out("identity", identity.ProveAtWindow(**body))
