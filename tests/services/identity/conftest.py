"""Identity, running."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest
from pymongo import MongoClient

from kernel.effects import Folding
from kernel.events import Event, Fact
from kernel.identifiers import resident_check
from kernel.inbox import Inbox
from kernel.privacy import person_id
from kernel.readmodel import ReadModel
from services.employer.contract import UnitImported
from services.identity import readmodel
from services.identity.identity import Identity
from services.identity.wiring import wire
from services.records.contract import PersonRegistered
from tests.services.harness import Http, settings_for


@dataclass(frozen=True)
class Person:
    """Somebody in the insured archive."""

    person_id: str
    id_number: str
    name: str
    mobile: str


class World:
    """Identity's HTTP side, and what records and employer have told it."""

    def __init__(self, mongo: str, directory: Path) -> None:
        settings = settings_for(mongo, f"t{token_hex(6)}", directory)
        self.http = Http("identity", settings)
        self.service: Identity = wire(settings)
        self._told = 0

    def person(self, mobile: str | None = None, name: str = "欧阳·明") -> Person:
        """Someone new in the archive."""
        self._told += 1
        first = f"32010219900307{self._told:03d}"
        number = first + resident_check(first)
        found = Person(
            person_id(number, self.service.settings.person_id_key),
            number,
            name,
            mobile if mobile is not None else f"1380000{self._told:04d}",
        )
        seal = self.service.sealer.seal
        self._tell(
            readmodel.archive,
            PersonRegistered(
                found.person_id,
                seal(found.id_number),
                seal(found.name),
                seal(found.mobile) if found.mobile else "",
                "",
                "320102",
                "employee",
                "2026-10-01",
            ),
        )
        return found

    def unit(self, credit_code: str = "") -> str:
        """The number of a new unit."""
        number = f"3201{self._told:06d}"
        self._tell(readmodel.units, UnitImported(number, credit_code, "某某公司", "320102", "2015-06-01", 1))
        return number

    def _tell(self, model: ReadModel, event: Event) -> None:
        self._told += 1
        stream = f"told-{self._told}"
        source = model.sources[0]
        fact = Fact(event, source.contract.service, source.category.name, stream, 1, 0, 0, "", {})
        Inbox(self.service.database, Folding(self.service.database, model)).apply([fact])


@pytest.fixture(scope="module")
def world(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Identity on databases of this module's own."""
    world = World(mongo, tmp_path_factory.mktemp("identity"))
    try:
        world.http.start()
        yield world
    finally:
        world.http.stop()
        world.service.close()
        with MongoClient(mongo) as client:
            client.drop_database(world.service.database.name)


@pytest.fixture
def identity(world: World) -> Http:
    """The HTTP side."""
    return world.http
