"""What of a form is kept whose session has ended, for whom, and how long."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pymongo import MongoClient

import gateway.web
from gateway.web.unsent import SECONDS, SECRETS, Kept, Unsent, kept_of
from kernel.privacy import Sealer, new_key
from kernel.store import Document

TEMPLATES = Path(gateway.web.__file__).parent / "templates"
FORM = Kept("/apply/x?applicant=P", "/apply/x", [("reason", "工资不对"), ("line", "pension"), ("line", "medical")])


def test_a_form_is_kept_as_it_was_typed_without_what_belongs_to_the_session():
    sent = [("csrf", "c"), ("key", "k"), ("line", "pension"), ("line", "medical"), ("do", "check")]
    assert kept_of(sent) == [("line", "pension"), ("line", "medical"), ("do", "check")]
    assert kept_of([("csrf", "c"), ("note", ""), ("do", "check")]) == []


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_a_form_that_asks_for_a_secret_is_not_kept(secret: str):
    assert kept_of([("mobile", "13500000001"), (secret, "")]) == []


def test_every_secret_that_a_page_asks_for_is_known_as_one():
    asked = set[str]()
    for page in TEMPLATES.rglob("*.html"):
        for name, rest in re.findall(r'm\.input\(form, "(\w+)", (.*)', page.read_text()):
            if 'type="password"' in rest.split("}}")[0] or "one-time-code" in rest:
                asked.add(name)
    assert {"password", "code"} <= asked <= SECRETS


class _Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 18, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def unsent(mongo: str, database_prefix: str, clock: _Clock) -> Iterator[Unsent]:
    client: MongoClient[Document]
    with MongoClient(mongo) as client:
        yield Unsent(Sealer([new_key()]), clock, client[f"{database_prefix}_gateway"])


def test_the_newest_form_is_there_for_its_account_alone_until_half_an_hour_has_passed(unsent: Unsent, clock: _Clock):
    unsent.keep("one", Kept("/apply/y", "/apply/y", [("reason", "旧")]))
    unsent.keep("one", FORM)
    assert unsent.of("one") == FORM
    assert unsent.of("other") is None
    clock.now += timedelta(seconds=SECONDS - 1)
    assert unsent.of("one") == FORM
    clock.now += timedelta(seconds=1)
    assert unsent.of("one") is None


def test_nothing_is_in_clear_in_the_store_and_it_can_be_thrown_away(unsent: Unsent):
    unsent.keep("one", FORM)
    assert "工资不对" not in str(list(unsent._forms.find()))
    unsent.drop("one")
    assert unsent.of("one") is None
