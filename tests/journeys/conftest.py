"""One running platform, for one city at a time: its journeys are told together, its old data is brought in first."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from pymongo import MongoClient

from tests.journeys.city import TABLES, Known, city, write_files
from tests.journeys.platform import Platform, end, environment

ORDER = ("alone", "shenzhen", "ningbo")
"""Journeys of these fixtures come first, those of Nanjing last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the journeys of a city together, so that each is started once."""
    places = [place for place, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    journeys = sorted((items[place] for place in places), key=_turn)
    for place, item in zip(places, journeys, strict=True):
        items[place] = item


def _turn(item: pytest.Item) -> int:
    asked = getattr(item, "fixturenames", ())
    return next((turn for turn, name in enumerate(ORDER) if name in asked), len(ORDER))


@pytest.fixture(scope="package")
def in_city(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Platform]]:
    """`in_city(code, name)`: its platform; the one before is ended, since two cores carry one well."""
    started: dict[str, Platform] = {}
    with ExitStack() as stack:

        def go(code: str, name: str = "") -> Platform:
            wanted = name or code
            if wanted not in started:
                stack.close()
                started.clear()
                started[wanted] = stack.enter_context(running(code, mongo, tmp_path_factory.mktemp(wanted)))
            return started[wanted]

        yield go


@pytest.fixture(scope="module")
def platform(in_city: Callable[..., Platform]) -> Platform:
    """Nanjing."""
    return in_city("nanjing")


@pytest.fixture(scope="module")
def ningbo(in_city: Callable[..., Platform]) -> Platform:
    """Ningbo, whose rules for months and for medical insurance differ."""
    return in_city("ningbo")


@pytest.fixture(scope="module")
def shenzhen(in_city: Callable[..., Platform]) -> Platform:
    """Shenzhen, which asks more of who registers and asks everybody a question who signs in."""
    return in_city("shenzhen")


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
    done = started.operate("deploy.cli", "import", "all", str(directory))
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert [table for table in TABLES if not (directory / f"{table}.rejects.csv").exists()] == []


def open_accounts(started: Platform) -> None:
    """The first two security administrators from the command line, everybody else by them.

    All sign in at once: what they are told is good for some days alone, and journeys move the clock.
    """
    for who, login in (("security", "security.zhou"), ("second_security", "security.wu")):
        made = started.operate("services.identity.first_run", "administrator", login, "周安全")
        assert made.returncode == 0, made.stderr
        started.accounts[who] = (login, made.stdout.strip())
        started.as_(who)
    officers = {role: [role] for role in ("clerk", "reviewer", "admin", "auditor")} | {"second_reviewer": ["reviewer"]}
    for who, roles in officers.items():
        started.officer(f"{who}.qian", *roles, name="钱" + who)
        started.accounts[who] = started.accounts.pop(f"{who}.qian")
        started.as_(who)
    for who, unit in (("agent", started.city.unit), ("other_agent", started.city.other_unit)):
        started.agent(who, {"unit_id": unit, "name": "孙经办", "mobile": "13312345678"})
        started.as_(who)


@pytest.fixture
def someone(platform: Platform) -> Known:
    """Somebody newly insured in Nanjing, with an account and nothing proved."""
    from tests.journeys.test_staff_changes import enrolled  # which needs a platform's clients, too

    who = enrolled(platform)
    platform.person(who, proved=False)
    return who
