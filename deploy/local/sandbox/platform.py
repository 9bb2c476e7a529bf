"""Other platforms, as OpenID providers: a page asks who wants to sign in, and believes it."""

import base64
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, Response, abort, jsonify, redirect, render_template_string, request
from jwt.algorithms import OKPAlgorithm
from werkzeug.wrappers import Response as AnyResponse

ASKED = ("name", "id_number", "credit_code", "mobile")
SECONDS = 300
KID = "sandbox"
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>沙箱平台登录</title>
<body style="font:16px/1.8 sans-serif;max-width:30rem;margin:2rem auto">
<h1>沙箱：{{ platform }}</h1><p>请填写要以谁的身份登录；沙箱不核对。</p>
<form method="post"><label>平台账号 <input name="subject" required></label><br>
<label>姓名 <input name="name"></label><br><label>身份证号 <input name="id_number"></label><br>
<label>统一社会信用代码 <input name="credit_code"></label><br><label>手机号 <input name="mobile"></label><br>
<button>登录并授权</button></form></body></html>"""


@dataclass(frozen=True)
class Grant:
    """What a code stands for, once."""

    claims: dict[str, Any]
    challenge: str
    redirect_uri: str


class Platforms:
    """Codes that were given, by code, and the key that signs for all platforms."""

    def __init__(self, key: str, address: str) -> None:
        self.secret, self._address = key, address
        self._private = Ed25519PrivateKey.generate()
        self._grants: dict[str, Grant] = {}

    def keys(self) -> dict[str, Any]:
        """The JWK set."""
        public = OKPAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": KID, "alg": "EdDSA", "use": "sig"}]}

    def grant(self, claims: dict[str, Any], challenge: str, redirect_uri: str) -> str:
        """A code for who has signed in."""
        code = secrets.token_urlsafe(24)
        self._grants[code] = Grant(claims, challenge, redirect_uri)
        return code

    def token(self, platform: str, form: dict[str, str]) -> str | None:
        """The ID token for a code, once, where verifier and address are those it was asked with."""
        grant = self._grants.pop(form.get("code", ""), None)
        if grant is None or create_s256_code_challenge(form.get("code_verifier", "")) != grant.challenge:
            return None
        if form.get("redirect_uri") != grant.redirect_uri:
            return None
        now = int(time.time())
        issued = {"iss": f"{self._address}/{platform}", "iat": now, "exp": now + SECONDS}
        return jwt.encode({**issued, **grant.claims}, self._private, "EdDSA", {"kid": KID})


def register(app: Flask, platforms: Platforms) -> None:
    """`/<platform>/authorize`, `/token` and `/keys`."""

    @app.get("/<platform>/authorize")
    def ask(platform: str) -> str:
        return render_template_string(PAGE, platform=platform)

    @app.post("/<platform>/authorize")
    def authorize(platform: str) -> AnyResponse:  # noqa: ARG001
        asked, told = request.args, request.form
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            abort(400)
        claims = {"sub": told["subject"], "aud": asked["client_id"], "nonce": asked["nonce"]}
        claims |= {name: told[name] for name in ASKED if told.get(name)}
        code = platforms.grant(claims, asked["code_challenge"], asked["redirect_uri"])
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    @app.post("/<platform>/token")
    def token(platform: str) -> tuple[Response, int]:
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        _, _, secret = base64.b64decode(given).decode().partition(":")
        if not hmac.compare_digest(secret, platforms.secret):
            return jsonify(error="invalid_client"), 401
        made = platforms.token(platform, request.form.to_dict())
        return (jsonify(id_token=made, token_type="Bearer"), 200) if made else (jsonify(error="invalid_grant"), 400)

    @app.get("/<platform>/keys")
    def keys(platform: str) -> Response:  # noqa: ARG001
        return jsonify(platforms.keys())
