"""Seal and signature: they verify here and with a verifier nobody here wrote, and no byte can be changed unseen."""

import hashlib
import shutil
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.certificates.document.issuing import SealedDocument, sealed_certificate
from services.certificates.document.signing import SigningIdentity, make_local_signing_identity
from services.certificates.document.verification import verify_pdf
from tests.domain.certificates.samples import LINES, content

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def sealed(identity: SigningIdentity) -> SealedDocument:
    return sealed_certificate(content(count=12, lines=LINES[:3]), identity)


def signature_gap(pdf: bytes) -> tuple[int, int]:
    """Where the signature itself stands: the one part of the file it cannot cover."""
    start, length, end, _ = map(int, pdf[pdf.rindex(b"/ByteRange [") + 12 :].split(b"]")[0].split())
    return start + length, end


def test_a_sealed_certificate_verifies(sealed: SealedDocument, identity: SigningIdentity) -> None:
    found = verify_pdf(sealed.pdf, identity)
    assert found.genuine
    assert found.signed_at == "2026-11-22T05:08:11+00:00"
    assert sealed.digest == hashlib.sha256(sealed.pdf).hexdigest()


def test_any_changed_byte_is_found(sealed: SealedDocument, identity: SigningIdentity) -> None:
    low, high = signature_gap(sealed.pdf)

    @given(st.integers(0, len(sealed.pdf) - 1), st.integers(1, 255))
    def changed(place: int, bits: int) -> None:
        other = bytearray(sealed.pdf)
        other[place] ^= bits
        assert low <= place < high or not verify_pdf(bytes(other), identity).genuine
        assert hashlib.sha256(other).hexdigest() != sealed.digest

    changed()


@given(st.binary(max_size=300))
def test_bytes_that_are_no_certificate_are_said_to_be_none(identity: SigningIdentity, other: bytes) -> None:
    assert verify_pdf(b"%PDF-1.7\n" + other, identity).fault.startswith("unreadable")


def test_what_is_added_after_the_signature_is_found(sealed: SealedDocument, identity: SigningIdentity) -> None:
    assert not verify_pdf(sealed.pdf + b"\n% added", identity).intact


def test_a_file_cut_short_is_found(sealed: SealedDocument, identity: SigningIdentity) -> None:
    assert not verify_pdf(sealed.pdf[:-200], identity).genuine


def test_another_identity_is_not_trusted(sealed: SealedDocument, tmp_path: Path) -> None:
    found = verify_pdf(sealed.pdf, make_local_signing_identity(tmp_path, NOW))
    assert found.intact
    assert not found.trusted


def test_processes_that_start_together_share_one_identity_that_only_its_owner_reads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: make_local_signing_identity(tmp_path / "seal", NOW), range(4)))
    assert len({each.chain for each in made}) == 1
    [pem] = (tmp_path / "seal").iterdir()
    assert stat.S_IMODE(pem.stat().st_mode) == 0o600


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_poppler_finds_the_signature_valid_over_the_whole_file(sealed: SealedDocument, tmp_path: Path) -> None:
    assert "Signature is Valid" in pdfsig(sealed.pdf, tmp_path)
    assert "Total document signed" in pdfsig(sealed.pdf, tmp_path)
    other = bytearray(sealed.pdf)
    other[signature_gap(sealed.pdf)[0] // 2] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(other), tmp_path)


def pdfsig(pdf: bytes, folder: Path) -> str:
    (folder / "certificate.pdf").write_bytes(pdf)
    return subprocess.run(["pdfsig", "certificate.pdf"], cwd=folder, capture_output=True, text=True, check=False).stdout
