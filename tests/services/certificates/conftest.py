"""What the tests of certificates share."""

from datetime import UTC, datetime

import pytest

from services.certificates.document.signing import SigningIdentity, make_local_signing_identity


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> SigningIdentity:
    """A signing identity of this session's own."""
    return make_local_signing_identity(tmp_path_factory.mktemp("identity"), datetime(2026, 11, 22, tzinfo=UTC))
