"""Seals and signs a made paper: PAdES baseline (B-B), the seal as the signature's visible appearance.

The identity is a key and its X.509 certificate. `make_local_signing_identity` makes one for a machine of one's own;
in production the agency's comes from its certification authority (电子签名法 13, 14: under the agency's sole control).
"""

import asyncio
import contextlib
import io
import tempfile
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.certificates.document.paper import Made
from services.certificates.document.seal import DIAMETER, seal

FIELD = "ElectronicSeal"
KEY_BITS = 3072
DIGEST = "sha256"
_FILL = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID,
    y_align=AxisAlignment.ALIGN_MID,
    margins=Margins(0, 0, 0, 0),
    inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
)
# pyHanko needs an event loop for each signature; a thread runs one at a time, and under eventlet there is one thread
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class SigningIdentity:
    """The agency's private key; its certificate in DER, followed by those that vouch for it up to the root."""

    key: rsa.RSAPrivateKey
    chain: tuple[bytes, ...]

    @property
    def room(self) -> int:
        """Hexadecimal digits a signature may take: the chain, the signed value, and 2 kB of attributes and names."""
        return 2 * (sum(len(each) for each in self.chain) + self.key.key_size // 8 + 2048)


class _KeySigner(Signer):
    """pyHanko's own signer parses and checks the key again for every signature, which costs more than signing."""

    def __init__(self, identity: SigningIdentity) -> None:
        own, *others = (asn1_x509.Certificate.load(each) for each in identity.chain)
        super().__init__(signing_cert=own, cert_registry=SimpleCertificateStore.from_certs(others))
        self._key = identity.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == DIGEST
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class _Seal(PdfContent):
    """The seal's page as content of the signature's appearance."""

    def __init__(self, page: bytes) -> None:
        super().__init__(box=BoxConstraints(width=DIAMETER, height=DIAMETER))
        self._page = page

    def render(self) -> bytes:
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._page)))
        self.resources.xobject["/Seal"] = form
        return b"/Seal Do"


def sign(made: Made, identity: SigningIdentity, *, agency: str, use: str, signed_at: datetime) -> bytes:
    """The sealed and signed PDF. `signed_at` is stated in the signature; `use` stands in the seal below the star."""
    writer = IncrementalPdfFileWriter(io.BytesIO(made.pdf))
    left, low, right, high = (round(edge) for edge in made.seal)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            name=agency,
            reason=use,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
        ),
        signer=_KeySigner(identity),
        stamp_style=StaticStampStyle(background=_Seal(seal(agency, use)), background_layout=_FILL, border_width=0),
        new_field_spec=SigFieldSpec(FIELD, on_page=made.pages - 1, box=(left, low, right, high)),
    )
    with ONE_AT_A_TIME:
        return asyncio.run(_sign(signer, writer, identity.room, signed_at))


async def _sign(signer: PdfSigner, writer: IncrementalPdfFileWriter, room: int, signed_at: datetime) -> bytes:
    """What `PdfSigner.async_sign_pdf` does for a signature without time-stamp, but at a time that is given."""
    session = signer.init_signing_session(writer)
    session.system_time = signed_at
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    signed = io.BytesIO()
    prepared, _ = document.digest_tbs_document(output=signed)
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=signed_at))
    return signed.getvalue()


def load_signing_identity(pem: Path) -> SigningIdentity:
    """An identity from one PEM file: the private key, the agency's certificate, then the chain above it."""
    content = pem.read_bytes()
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{pem}: an RSA key is needed")
    chain = x509.load_pem_x509_certificates(content)
    return SigningIdentity(key, tuple(each.public_bytes(serialization.Encoding.DER) for each in chain))


def make_local_signing_identity(folder: Path, now: datetime) -> SigningIdentity:
    """The identity in `folder`/signing.pem, made there the first time: by one, if processes start together."""
    pem = folder / "signing.pem"
    if not pem.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as made:  # created for its owner alone
            made.write(_self_signed(now))
            made.flush()
            with contextlib.suppress(FileExistsError):
                pem.hardlink_to(made.name)
    return load_signing_identity(pem)


def _self_signed(now: datetime) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "社会保险电子专用章（本机演示）"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Local demonstration seal, not an agency's"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_for_signing(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem_of(key) + certificate.public_bytes(serialization.Encoding.PEM)


def _for_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_cert_sign=True,
        crl_sign=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem_of(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
