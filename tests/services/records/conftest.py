"""Records, running; and the pasts its tests begin with."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from pymongo import MongoClient

from kernel.service import Service
from services.employer.contract import CONTRACT as EMPLOYER
from services.records.wiring import wire
from tests.services.harness import Http, forget, settings_for


@pytest.fixture(scope="module")
def records(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Http]:
    """The HTTP side of records on databases of this module's own."""
    prefix = f"t{token_hex(6)}"
    running = Http("records", settings_for(mongo, prefix, tmp_path_factory.mktemp("records")))
    try:
        yield running.start()
    finally:
        running.stop()
        with MongoClient(mongo) as client:
            client.drop_database(f"{prefix}_records")


@pytest.fixture(scope="module")
def stored(records: Http) -> Iterator[Service]:
    """The same records from within: its store."""
    service = wire(records.settings)
    yield service
    service.close()


@pytest.fixture
def alone(mongo: str, database_prefix: str, tmp_path: Path) -> Iterator[Service]:
    """Records of this test's own, without a broker."""
    service = wire(settings_for(mongo, database_prefix, tmp_path))
    yield service
    service.close()


@pytest.fixture
def city(mongo: str, broker, database_prefix: str, tmp_path: Path) -> Iterator[tuple[Service, Service]]:
    """Records and employer of this test's own, with the broker between them."""
    settings = settings_for(mongo, database_prefix, tmp_path, broker.uri)
    services = wire(settings), Service(settings, EMPLOYER)
    yield services
    for service in services:
        service.close()
    queues = [f"records.{name}" for name in ("staff", "bills", "runs", "units", "held-money")]
    forget(broker.uri, queues, ["records.events", "employer.events"])
