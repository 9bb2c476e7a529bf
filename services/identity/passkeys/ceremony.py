"""The two ceremonies of WebAuthn, by the library: making a passkey and signing in with one.

A challenge is not kept: what it was given out for comes back sealed with the answer.
"""

from collections.abc import Callable
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import orjson
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kernel.calendar import add_seconds
from kernel.context import Context
from kernel.privacy import Unreadable
from kernel.slips import make_slip, read_slip
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.passkeys.domain import Passkey, Passkeys

SECONDS = 120
"""So long the browser waits for its owner's hand."""
PAGE_SECONDS = 900
"""So long the page with the challenge may have stood open before."""
OWNER_VERIFIED = UserVerificationRequirement.REQUIRED
Purpose = Literal["add", "sign_in"]
Credential = dict[str, Any]
T = TypeVar("T")


def options_to_add(service: Identity, known: Passkeys, context: Context) -> dict[str, Any]:
    """See `PasskeyOptions`."""
    challenge = generate_challenge()
    options = webauthn.generate_registration_options(
        rp_id=_site(service),
        rp_name=service.city["branding"]["title"],
        user_id=context.actor.encode(),
        user_name=context.actor[:8],
        challenge=challenge,
        timeout=SECONDS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=OWNER_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(name)) for name in known.by_id],
    )
    return _given_out(service, webauthn.options_to_json(options), challenge, "add", context)


def options_to_sign_in(service: Identity, context: Context) -> dict[str, Any]:
    """See `PasskeySignInOptions`. It names no account, so it tells nobody who has one."""
    challenge = generate_challenge()
    options = webauthn.generate_authentication_options(
        rp_id=_site(service), challenge=challenge, timeout=SECONDS * 1000, user_verification=OWNER_VERIFIED
    )
    return _given_out(service, webauthn.options_to_json(options), challenge, "sign_in", context)


def added(service: Identity, command: c.AddPasskey, sealed_name: str, context: Context) -> c.PasskeyAdded:
    """The passkey that the browser has made. Raises PasskeyRefused."""
    challenge = _challenge(service, command.asked, "add", context)
    made = _verified(
        lambda: webauthn.verify_registration_response(
            credential=command.credential,
            expected_challenge=challenge,
            expected_rp_id=_site(service),
            expected_origin=_origin(service),
            require_user_verification=True,
        )
    )
    return c.PasskeyAdded(
        context.actor,
        bytes_to_base64url(made.credential_id),
        bytes_to_base64url(made.credential_public_key),
        made.sign_count,
        sealed_name,
        bytes_to_base64url(challenge),
        context.instant,
    )


def used(
    service: Identity, command: c.SignInByPasskey, account_id: str, passkey: Passkey, context: Context
) -> c.PasskeyUsed:
    """That this passkey has signed the challenge, by its owner's hand. Raises PasskeyRefused."""
    challenge = _challenge(service, command.asked, "sign_in", context)
    signed = _verified(
        lambda: webauthn.verify_authentication_response(
            credential=command.credential,
            expected_challenge=challenge,
            expected_rp_id=_site(service),
            expected_origin=_origin(service),
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    )
    return c.PasskeyUsed(
        account_id,
        passkey.credential_id,
        signed.new_sign_count,
        bytes_to_base64url(challenge),
        context.instant,
    )


def owner_of(credential: Credential) -> tuple[str, str]:
    """The account and the credential that a browser's answer names. Raises PasskeyRefused."""
    read = _verified(lambda: webauthn.helpers.parse_authentication_credential_json(credential))
    handle = _verified(lambda: (read.response.user_handle or b"").decode("ascii"))
    if not handle.isalnum():
        raise c.PasskeyRefused()
    return handle, bytes_to_base64url(read.raw_id)


def _given_out(service: Identity, options: str, challenge: bytes, purpose: Purpose, context: Context) -> dict[str, Any]:
    says, until = {"challenge": bytes_to_base64url(challenge)}, add_seconds(context.instant, PAGE_SECONDS)
    asked = make_slip(service.sealer, _slip(purpose, context), until, says)
    return {"options": orjson.loads(options), "asked": asked}


def _challenge(service: Identity, sealed: str, purpose: Purpose, context: Context) -> bytes:
    """The challenge that was given out for this. Raises PasskeyRefused."""
    try:
        asked = read_slip(service.sealer, _slip(purpose, context), sealed, context.instant)
    except Unreadable:
        raise c.PasskeyRefused() from None
    return base64url_to_bytes(asked["challenge"])


def _slip(purpose: Purpose, context: Context) -> str:
    """What a challenge is good for: whoever signs in is not known yet."""
    return f"passkey add {context.actor}" if purpose == "add" else "passkey sign_in"


def _verified(check: Callable[[], T]) -> T:
    """What the library makes of it; what it cannot read is refused like what it does not accept."""
    try:
        return check()
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise c.PasskeyRefused() from None


def _origin(service: Identity) -> str:
    parts = urlsplit(service.settings.service_urls["public"])
    return f"{parts.scheme}://{parts.netloc}"


def _site(service: Identity) -> str:
    return urlsplit(service.settings.service_urls["public"]).hostname or ""
