"""A software authenticator: makes passkeys and signs with them as WebAuthn describes it."""

import hashlib
import json
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


def b64(value: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(value).decode().rstrip("=")


@dataclass
class SoftwareKey:
    """One passkey for one site; `verifies` its owner, as a fingerprint does."""

    origin: str
    verifies: bool = True
    count: int = 0
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    owner: str = ""

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        self.owner = options["user"]["id"]
        client = self._client("webauthn.create", options["challenge"])
        described = {"fmt": "none", "attStmt": {}, "authData": self._about(options["rp"]["id"], new=True)}
        return self._credential({"clientDataJSON": b64(client), "attestationObject": b64(cbor2.dumps(described))})

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        client = self._client("webauthn.get", options["challenge"])
        about = self._about(options["rpId"], new=False)
        signed = self.private.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"clientDataJSON": client, "authenticatorData": about, "signature": signed}
        return self._credential({name: b64(value) for name, value in told.items()} | {"userHandle": self.owner})

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = b64(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _about(self, site: str, new: bool) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | (NEW_KEY if new else 0)
        about = hashlib.sha256(site.encode()).digest() + struct.pack(">BI", flags, self.count)
        if not new:
            return about
        point = self.private.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        return about + bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cbor2.dumps(key)
