"""A synthetic city's files, and the services they are brought to, on the real store."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from deploy.demo.generate import Wanted, generate
from kernel.config import Settings
from kernel.service import Service
from services.employer.contract import CONTRACT as EMPLOYER
from services.employer.importing.loading import unit_numbers
from services.records.contract import CONTRACT as RECORDS

SEALING_KEY = Fernet.generate_key().decode()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty people since 2018, with two bad rows of each kind."""
    out = tmp_path_factory.mktemp("city")
    generate(Wanted("nanjing", people=40, seed=5, errors=2, since="2018-01"), out)
    return out


@pytest.fixture
def city(files: Path, tmp_path: Path) -> Path:
    """A copy of the files that is this test's own."""
    return shutil.copytree(files, tmp_path / "city")


@pytest.fixture
def known_units(files: Path) -> set[str]:
    """The unit numbers of the city."""
    return set(unit_numbers(files / "units.csv"))


@pytest.fixture
def make_settings(mongo: str, database_prefix: str, tmp_path: Path) -> Callable[[str], Settings]:
    """Settings of one of several installations of this test, by name."""

    def make(name: str) -> Settings:
        return Settings(
            mongodb_uri=mongo,
            amqp_uri="",
            city="nanjing",
            database_prefix=f"{database_prefix}{name}",
            person_id_key="k" * 32,
            sealing_keys=(SEALING_KEY,),
            service_token_key="t" * 32,
            service_urls={},
            http_port=0,
            clock_file="",
            log_plain=True,
            run_dir=tmp_path,
        )

    return make


@pytest.fixture
def make_records(make_settings: Callable[[str], Settings]) -> Iterator[Callable[[str], Service]]:
    """The service records of an installation."""
    made: list[Service] = []

    def make(name: str) -> Service:
        made.append(Service(make_settings(name), RECORDS))
        return made[-1]

    yield make
    for service in made:
        service.close()


@pytest.fixture
def records(make_records: Callable[[str], Service]) -> Service:
    """The service records."""
    return make_records("")


@pytest.fixture
def employer(make_settings: Callable[[str], Settings]) -> Iterator[Service]:
    """The service employer."""
    service = Service(make_settings(""), EMPLOYER)
    yield service
    service.close()
