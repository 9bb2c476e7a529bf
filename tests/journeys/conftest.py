"""One running platform a city, for all journeys: started for the first that asks for it, its old data brought in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from pymongo import MongoClient

from tests.journeys.city import Known, city, write_files
from tests.journeys.clients import until
from tests.journeys.platform import Platform, end, environment

PASSWORD = "{:.6}-Qx77!"


@pytest.fixture(scope="package")
def platform(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Nanjing."""
    with running("nanjing", mongo, tmp_path_factory.mktemp("nanjing")) as started:
        yield started


@pytest.fixture(scope="package")
def ningbo(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Ningbo, whose rules for months and for medical insurance differ."""
    with running("ningbo", mongo, tmp_path_factory.mktemp("ningbo")) as started:
        yield started


@pytest.fixture(scope="package")
def shenzhen(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Shenzhen, which asks more of who registers and asks everybody a question who signs in."""
    with running("shenzhen", mongo, tmp_path_factory.mktemp("shenzhen")) as started:
        yield started


@contextmanager
def running(code: str, mongo: str, directory: Path) -> Iterator[Platform]:
    """A platform with its units, people and officers."""
    prefix = f"j{token_hex(4)}"
    place = directory / "run"
    started = Platform(place, city(code), environment(place, code, mongo, prefix))
    process = started.start()
    try:
        bring_old_data(started, directory)
        open_accounts(started)
        yield started
    finally:
        end(process)
        with MongoClient(mongo) as client:
            for name in client.list_database_names():
                if name.startswith(prefix):
                    client.drop_database(name)


def bring_old_data(started: Platform, directory: Path) -> None:
    """Through the importer, as an operator does; each file has one bad row."""
    write_files(started.city, directory)
    for table in ("units", "cards", "persons", "contributions"):
        done = started.operate("deploy.cli", "import", table, str(directory / f"{table}.csv"))
        assert done.returncode == 1, (done.stdout, done.stderr)
        assert (directory / f"{table}.rejects.csv").exists()


def open_accounts(started: Platform) -> None:
    """The first security administrator from the command line, everybody else by that one."""
    first = started.operate("services.identity.first_run", "administrator", "security.zhou", "周安全")
    assert first.returncode == 0, first.stderr
    started.accounts["security"] = ("security.zhou", first.stdout.strip())
    security = started.as_("security")
    officers = {role: [role] for role in ("clerk", "reviewer", "admin", "auditor")} | {"second_reviewer": ["reviewer"]}
    for who, roles in officers.items():
        password = PASSWORD.format(who)
        told = {"login": f"{who}.qian", "roles": roles, "name": "钱" + who, "password": password}
        started.accounts[who] = (security.post("/officers", told).result["login"], password)
    for who, unit in (("agent", started.city.unit), ("other_agent", started.city.other_unit)):
        password = PASSWORD.format(who)
        told = {"unit_id": unit, "name": "孙经办", "mobile": "13312345678", "password": password}
        until(lambda told=told: security.post("/agents", told).status == 200, "the unit is known")  # type: ignore[misc]
        started.accounts[who] = (unit, password)


@pytest.fixture
def someone(platform: Platform) -> Known:
    """Somebody newly insured in Nanjing, with an account and nothing proved."""
    from tests.journeys.test_staff_changes import enrolled  # which needs a platform's clients, too

    who = enrolled(platform)
    platform.person(who)
    return who
