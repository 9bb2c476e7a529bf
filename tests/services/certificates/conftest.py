"""Certificates, running, and people it knows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from secrets import token_hex

import pytest
from pymongo import MongoClient

from kernel.context import Context
from kernel.identifiers import resident_check
from kernel.service import Service
from services.certificates.document.signing import SigningIdentity, make_local_signing_identity
from services.certificates.issuer import Issuer
from services.certificates.wiring import wire
from services.employer.contract import CONTRACT as EMPLOYER
from services.records.contract import CONTRACT as RECORDS
from tests.services.certificates.past import a_unit, somebody
from tests.services.harness import Http, forget, settings_for

MODELS = ("persons", "years", "units", "certificates")
_born = count(1)


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> SigningIdentity:
    """A signing identity of this session's own."""
    return make_local_signing_identity(tmp_path_factory.mktemp("identity"), datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture(scope="module")
def certificates(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Http]:
    """The HTTP side of certificates on a database of this module's own."""
    prefix = f"t{token_hex(6)}"
    running = Http("certificates", settings_for(mongo, prefix, tmp_path_factory.mktemp("certificates")))
    try:
        yield running.start()
    finally:
        running.stop()
        with MongoClient(mongo) as client:
            client.drop_database(f"{prefix}_certificates")


@pytest.fixture(scope="module")
def issuer(certificates: Http) -> Iterator[Issuer]:
    """The same database, from the inside."""
    made = wire(certificates.settings)
    a_unit(made)
    yield made
    made.close()


@pytest.fixture
def holder(certificates: Http, issuer: Issuer) -> Context:
    """A person with three paid months of pension, January to March 2026, who has signed in."""
    return certificates.context("person", somebody(issuer, id_number=an_id_number()))


def an_id_number() -> str:
    """Somebody born on 7 March 1990 whom certificates has not heard of."""
    first = f"32010219900307{next(_born):03d}"
    return first + resident_check(first)


@pytest.fixture
def city(mongo: str, broker, database_prefix: str, tmp_path: Path) -> Iterator[tuple[Issuer, Service, Service]]:
    """Certificates, records and employer of this test's own, with the broker between them."""
    settings = settings_for(mongo, database_prefix, tmp_path, broker.uri)
    services = wire(settings), Service(settings, RECORDS), Service(settings, EMPLOYER)
    yield services
    for service in services:
        service.close()
    exchanges = [f"{name}.events" for name in ("certificates", "records", "employer")]
    forget(broker.uri, [f"certificates.{model}" for model in MODELS], exchanges)
