"""Looks into a file that claims to be one of our certificates: who signed it, and is every byte as it was signed?"""

import asyncio
import io
from dataclasses import dataclass

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from services.certificates.document.signing import ONE_AT_A_TIME, SigningIdentity


@dataclass(frozen=True)
class Verification:
    """`ours`: it bears our seal's certificate. `intact`: the bytes are those signed, and nothing was added.

    `trusted`: the signature is by that certificate's key, or by another that our root vouches for.

    `signer` and `signed_at` (UTC) are what the signature says. `fault` says why there is no signature to judge.
    """

    ours: bool = False
    intact: bool = False
    trusted: bool = False
    signer: str = ""
    signed_at: str = ""
    fault: str = ""

    @property
    def genuine(self) -> bool:
        return self.intact and self.trusted


def verify_pdf(pdf: bytes, identity: SigningIdentity) -> Verification:
    """Judges any bytes; never raises. No network is asked: revocation is what the certificate's own record says."""
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        if len(signatures) != 1:
            return Verification(fault="unsigned" if not signatures else "several_signatures")
        trust = ValidationContext(
            trust_roots=[x509.Certificate.load(identity.chain[-1])],
            other_certs=[x509.Certificate.load(each) for each in identity.chain],
            allow_fetching=False,
        )
        with ONE_AT_A_TIME:
            status = asyncio.run(async_validate_pdf_signature(signatures[0], trust))
        return _judged(status, identity)
    # the file is a stranger's: whatever a parser trips over in it, it is not one of ours
    except Exception as error:
        return Verification(fault=f"unreadable: {type(error).__name__}")


def _judged(status: PdfSignatureStatus, identity: SigningIdentity) -> Verification:
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    stated = status.signer_reported_dt
    return Verification(
        ours=status.signing_cert.dump() == identity.chain[0],
        intact=bool(status.intact and status.valid and whole),
        trusted=bool(status.trusted),
        signer=status.signing_cert.subject.human_friendly,
        signed_at=stated.isoformat() if stated else "",
    )
