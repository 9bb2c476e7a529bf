"""What anyone may ask."""

from typing import Any

from marshmallow import fields, validate

from gateway.web.acting import ask, edge
from gateway.web.api.routes import OBJECT, Routes, arguments
from gateway.web.bodies import body_of, required_upload
from gateway.web.limits import limited_files, limited_guesses
from services.certificates import contract as certificates

routes = Routes("public", __name__, description="No account needed")

FILE_MEGABYTES = 5


@routes.reads(
    "/captcha",
    "look around",
    arguments(
        form=fields.String(
            load_default="image", validate=validate.OneOf(["image", "words"], error="只有image或words。")
        )
    ),
)
def captcha(query: dict[str, Any]) -> Any:
    """A question for what asks for one: an image (PNG, base64), or words for those who cannot see it."""
    return edge().captchas.ask(query["form"]).to_wire()


@routes.asks("/verifications", "verify a certificate", body_of(certificates.VerifyCertificate))
@limited_guesses
def verify(body: dict[str, Any]) -> Any:
    """CRT-05: what was issued under a code, masked; with a file's SHA-256 also whether it is unchanged."""
    return ask("certificates", certificates.VerifyCertificate(**body))


@routes.reads("/verifications/<code>", "verify a certificate")
@limited_guesses
def verify_code(code: str) -> Any:
    """CRT-05: the same for the code in the address, as the QR code gives it."""
    return ask("certificates", certificates.VerifyCertificate(code))


@routes.receives("/verifications/files", "verify a certificate", answer=OBJECT)
@limited_files
def verify_file() -> Any:
    """CRT-05: whether a file is one of ours and every byte as it was signed."""
    return ask("certificates", certificates.VerifyFile(required_upload("file", FILE_MEGABYTES).base64))
