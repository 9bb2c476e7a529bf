"""OpenID Connect with one platform: where to send the browser, and what the code that comes back stands for.

Authorisation code with PKCE (S256), state and nonce; the ID token is checked with the platform's own keys. What we must
remember in between travels as a sealed state, so that nothing is stored for those who never come back.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Literal

import jwt
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from kernel.partner import Partner, PartnerDown, PartnerRefused
from kernel.privacy import Sealer, Unreadable
from kernel.slips import make_slip, read_slip
from services.identity import contract as c

CLIENT = "shebao"
STATE_SECONDS = 600
RETURN_PATH = "/sign-in/platforms/return"
ALGORITHMS = ["EdDSA", "ES256", "RS256"]
Part = Literal["state", "link"]
"""On the way there and back, and until the link is agreed to."""


@dataclass(frozen=True)
class Passed:
    """Who has signed in there: `subject` is the platform's name for them; of a unit its code and its agent."""

    subject: str
    name: str
    id_number: str
    credit_code: str
    mobile: str


def begin(platform: str, address: str, here: str, remembered: dict[str, Any], sealer: Sealer) -> dict[str, str]:
    """`{address, state}`: where the browser goes. `here` is our own address, to which it comes back."""
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    state = sealed("state", remembered | {"platform": platform, "verifier": verifier, "nonce": nonce}, sealer)
    where = prepare_grant_uri(
        f"{address}/authorize",
        CLIENT,
        "code",
        redirect_uri=here + RETURN_PATH,
        scope="openid profile",
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return {"address": where, "state": state}


def finish(provider: Partner, issuer: str, here: str, code: str, state: dict[str, Any]) -> Passed:
    """Who has signed in there. Raises PlatformAnswerWrong, PlatformDown."""
    form = prepare_token_request(
        "authorization_code", redirect_uri=here + RETURN_PATH, code=code, code_verifier=state["verifier"]
    )
    try:
        token = provider.send_form("/token", form, CLIENT)["id_token"]
        keys = jwt.PyJWKSet.from_dict(provider.get("/keys"))
        key = keys[jwt.get_unverified_header(token)["kid"]]
        required = ["exp", "iat", "sub", "nonce"]
        claims = jwt.decode(token, key, ALGORITHMS, audience=CLIENT, issuer=issuer, options={"require": required})
    except PartnerDown:
        raise c.PlatformDown() from None
    except (PartnerRefused, KeyError, jwt.PyJWTError):
        raise c.PlatformAnswerWrong() from None
    if claims["nonce"] != state["nonce"]:
        raise c.PlatformAnswerWrong()
    told = {part: str(claims.get(part, "")) for part in ("name", "id_number", "credit_code", "mobile")}
    return Passed(str(claims["sub"]), **told)


def sealed(part: Part, remembered: dict[str, Any], sealer: Sealer) -> str:
    """What we must remember for a part of the way, until the instant that `until` says."""
    return make_slip(sealer, f"platform {part}", remembered["until"], remembered)


def unsealed(part: Part, slip: str, sealer: Sealer, now: str) -> dict[str, Any]:
    """What we remembered. Raises PlatformAnswerWrong."""
    try:
        return read_slip(sealer, f"platform {part}", slip, now)
    except Unreadable:
        raise c.PlatformAnswerWrong() from None
