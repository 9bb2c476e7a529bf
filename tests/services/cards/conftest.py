"""Cards, running."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from pymongo import MongoClient

from kernel.service import Service
from services.cards.wiring import wire
from services.records.contract import CONTRACT as RECORDS
from tests.services.harness import Http, forget, settings_for


@pytest.fixture(scope="module")
def cards(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Http]:
    """The HTTP side of cards on databases of this module's own."""
    prefix = f"t{token_hex(6)}"
    running = Http("cards", settings_for(mongo, prefix, tmp_path_factory.mktemp("cards")))
    try:
        yield running.start()
    finally:
        running.stop()
        with MongoClient(mongo) as client:
            client.drop_database(f"{prefix}_cards")


@pytest.fixture
def city(mongo: str, broker, database_prefix: str, tmp_path: Path) -> Iterator[tuple[Service, Service]]:
    """Cards and records of this test's own, with the broker between them."""
    settings = settings_for(mongo, database_prefix, tmp_path, broker.uri)
    services = wire(settings), Service(settings, RECORDS)
    yield services
    for service in services:
        service.close()
    forget(broker.uri, ["cards.first-card", "tester"], ["cards.events", "records.events"])
