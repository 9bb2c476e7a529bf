"""ID-13: what an account held can nowhere be read once its holder has deregistered, and everything can be rebuilt."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.cli.installation import all_installed, settings
from kernel.privacy import Sealer, Unreadable
from kernel.rebuild import rebuild
from tests.journeys.clients import Api, until
from tests.journeys.phones import code_to, texts_to
from tests.journeys.platform import Platform, first_steps
from tests.journeys.test_accounts_kept import BANK, NEW_MOBILE, login_of, registered, renewed, signed_in
from tests.journeys.test_delegation import acting, given

ADDRESS, EMAIL, ACCOUNT = "鼓楼北街77号9幢1203室", "erased.one@example.cn", "6228480000000011239"
SEALED = re.compile(r"gAAAA[A-Za-z0-9_-]{60,}={0,2}")


class Readable:
    """Everything a deployment keeps, opened with every key that is left."""

    def __init__(self, platform: Platform, client: "MongoClient[dict[str, Any]]") -> None:
        environment = platform.kept()
        self.prefix = environment["DATABASE_PREFIX"]
        self.client = client
        own = Sealer(environment["SEALING_KEYS"].split(","))
        kept = client[f"{self.prefix}_identity"]["account_keys"].find()
        self.sealers = [own, *(Sealer([own.open(document["key"])]) for document in kept)]

    def stores(self) -> Iterator[tuple[str, str]]:
        """Every document of every store, as text, and what is sealed in it, opened."""
        for name in self.client.list_database_names():
            if name.startswith(self.prefix):
                for collection in self.client[name].list_collection_names():
                    for document in self.client[name][collection].find():
                        yield f"{name}.{collection}", self.opened(json.dumps(document, default=str, ensure_ascii=False))

    def opened(self, text: str) -> str:
        """The text with everything sealed in it beside it, as far as there is a key."""
        return "\n".join([text, *filter(None, map(self._open, SEALED.findall(text)))])

    def _open(self, token: str) -> str:
        for sealer in self.sealers:
            try:
                found = sealer.open_bytes(token.encode()).decode(errors="replace")  # a picture may be sealed, too
            except Unreadable:
                continue
            return self.opened(found)  # what is sealed in it is sealed for somebody else, perhaps
        return ""


def files(directory: Path) -> Iterator[Path]:
    """Logs of every process, and the broker's queues and logs as they are on disk."""
    yield from (path for path in directory.rglob("*") if path.is_file() and path.parts[-2] != "identity-keys")


@pytest.mark.feature("ID-13")
def test_nothing_of_a_closed_account_can_be_read_anywhere_and_all_is_rebuilt(platform: Platform, mongo: str) -> None:
    who = registered(platform)
    password = login_of(platform, who)[1]
    new = f"178{who.mobile[3:]}"
    personal = [new, ADDRESS, EMAIL, ACCOUNT]
    person, tokens = signed_in(platform, who)
    person.post("/me/contact", {"address": ADDRESS, "email": EMAIL}).ok  # noqa: B018
    ticket = person.post("/me/mobile/codes", {"mobile": new}).result["ticket"]
    told = {"mobile": new, "ticket": ticket, "code": code_to(platform, new, NEW_MOBILE), "password": password}
    person.post("/me/mobile", told).ok  # noqa: B018
    with platform.at("2026-11-19"):
        platform.as_("clerk", "window").post("/proofs/window", {"number": who.id_number}).ok  # noqa: B018
        person, tokens = signed_in(platform, who)
        ticket = person.post("/me/bank-account/codes").result["ticket"]
        told = {"bank_account": ACCOUNT, "ticket": ticket, "code": code_to(platform, new, BANK), "password": password}
        person.post("/me/bank-account", told).ok  # noqa: B018
        until(lambda: [text for text in texts_to(platform, new) if "银行账户" in text and "验证码" not in text], "told")
        with MongoClient(mongo) as client:
            before = "".join(text for _, text in Readable(platform, client).stores())
            assert all(text in before for text in personal), "what is looked for would be found"

        person.post("/me/deregistration", {"mobile": new, "password": password}).ok  # noqa: B018
        until(lambda: person.get("/me").status == 401, "the session is over")
        renewed(platform, tokens).refused("session_over", 401)

    with MongoClient(mongo) as client:
        readable = Readable(platform, client)
        found = {place for place, text in readable.stores() if any(words in text for words in personal)}
    assert found == set()
    for path in files(platform.directory):
        content = path.read_bytes()
        assert not any(words.encode() in content for words in personal), path
    for one in all_installed(settings({"RUN_DIR": str(platform.directory)})):
        with closing(one.service):
            for name, subscription in one.subscriptions.items():
                if model := getattr(subscription, "model", None):
                    assert rebuild(one.service, model).different == [], (one.name, name)


@pytest.mark.feature("ID-13")
@pytest.mark.feature("ID-20")
def test_a_report_of_misuse_no_longer_tells_from_where_once_the_account_is_closed(platform: Platform) -> None:
    who = registered(platform)
    login, password = login_of(platform, who)
    person, tokens = signed_in(platform, who)
    strange = platform.anyone("127.0.9.12")
    strange.headers["User-Agent"] = "Mozilla/5.0 (Phone; HarmonyOS 4)"
    strange.post("/sign-in", {"login": login, "password": password}).ok  # noqa: B018
    case_id = person.post("/me/misuse", {"about": "sign_in"}).result["case_id"]
    officer = platform.as_("reviewer")

    def sources() -> list[str]:
        return [one["source"] for one in officer.get(f"/cases/{case_id}").ok["form"]["trail"]]

    until(lambda: officer.post(f"/cases/{case_id}/claim", {}).status == 200, "an officer takes it")
    assert any("鸿蒙设备" in source for source in sources())
    tokens, password = first_steps(platform.address, renewed(platform, tokens).ok, password)
    closing_it = Api(platform.address, tokens["access_token"])
    closing_it.post("/me/deregistration", {"mobile": who.mobile, "password": password}).ok  # noqa: B018
    assert set(sources()) == {""}
    del platform.accounts[who.id_number]


@pytest.mark.feature("ID-13")
@pytest.mark.feature("ID-16")
def test_authority_that_was_given_or_received_ends_with_the_account(platform: Platform) -> None:
    who, delegate = registered(platform), platform.city.colleague
    gave, received = given(platform, who, delegate, "records"), given(platform, delegate, who, "records")
    own = platform.person(who)
    until(lambda: len(own.get("/me/delegations").ok["authorities"]) == 2, "both are listed")
    agent = acting(platform, delegate, gave)
    agent.get("/me/glance").ok  # noqa: B018
    password = login_of(platform, who)[1]
    own.post("/me/deregistration", {"mobile": who.mobile, "password": password}).ok  # noqa: B018
    agent.get("/me/glance").refused("authority_over", 403)
    listed = platform.person(delegate).get("/me/delegations").ok["authorities"]
    ended = {one["delegation_id"]: one["state"] for one in listed}
    assert (ended[gave], ended[received]) == ("ended", "ended")
    del platform.accounts[who.id_number]
