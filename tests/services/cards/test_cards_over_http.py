"""Each entry point of cards, as it runs in production: over HTTP, on the real store."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from secrets import token_hex

import pytest
from bson import encode
from pymongo import MongoClient

from kernel.calendar import add_days
from kernel.clock import SHANGHAI, business_date
from kernel.context import Context
from kernel.refusals import CommandIdReused, Forbidden, Invalid, Refused
from services.cards.contract import (
    ActivateCard,
    CancelCard,
    CancelLoss,
    CardAlreadyLost,
    CardFormallyLost,
    CardNotLost,
    CardVoid,
    FormalLossAtWindow,
    GetCards,
    HandOverCard,
    IssueFirstCard,
    MakeCard,
    NoCard,
    ReportLoss,
)
from tests.services.harness import Http

PROOFS = ["id_card", "photo", "police_receipt"]


@pytest.fixture
def clerk(cards: Http) -> Context:
    return cards.context("clerk", channel="window")


@pytest.fixture
def holder(cards: Http) -> Context:
    """A person whose card is active."""
    return a_holder(cards)


def a_holder(cards: Http) -> Context:
    person, clerk = f"P{token_hex(8)}", cards.context("clerk", channel="window")
    card = cards.command(IssueFirstCard(person), clerk)["result"]["card_id"]
    cards.command(MakeCard(card, "A12345678"), clerk)
    cards.command(HandOverCard(card), clerk)
    cards.command(ActivateCard(card), cards.context("person", person))
    return cards.context("person", person)


def card_of(cards: Http, holder: Context) -> dict:
    (card,) = cards.query(GetCards(holder.on_behalf_of), holder)["cards"]
    return card


def test_a_card_goes_its_way_from_the_order_to_the_holder(cards: Http, clerk: Context) -> None:
    holder = cards.context("person", f"P{token_hex(8)}")
    states = []
    reply = cards.command(IssueFirstCard(holder.on_behalf_of), clerk)
    card = reply["result"]["card_id"]
    assert reply == {"result": {"card_id": card}, "stream": f"card-{card}", "version": 1}
    for step in (MakeCard(card, "A12345678"), HandOverCard(card), ActivateCard(card)):
        states.append(card_of(cards, holder)["state_name"])
        cards.command(step, clerk)
    shown = card_of(cards, holder)
    assert [*states, shown["state_name"]] == ["制卡中", "已制成，待领取", "待激活", "正常"]
    assert (shown["state"], shown["electronic_card"], shown["number"]) == ("active", "usable", "*****5678")


def test_a_temporary_loss_tells_when_it_lapses_and_whom_to_call(cards: Http, holder: Context) -> None:
    today = business_date(cards.settings.clock())
    terms = cards.query(GetCards(holder.on_behalf_of), holder)["loss_terms"]
    result = cards.command(ReportLoss("temp"), holder)["result"]
    assert terms["lapses_on"] == result["lapses_on"] == add_days(today, 7)
    assert result["electronic_card"] == "unusable"
    assert "95588" in result["sentences"][-1]
    lost = card_of(cards, holder)
    assert (lost["state"], lost["electronic_card"], lost["channel_name"]) == ("lost_temp", "unusable", "网上服务大厅")
    with pytest.raises(CardAlreadyLost) as refused:
        cards.command(ReportLoss("temp"), holder)
    assert refused.value.arguments == {"since": today, "until": add_days(today, 7)}


def test_a_temporary_loss_is_taken_back(cards: Http, holder: Context) -> None:
    cards.command(ReportLoss("temp"), holder)
    cards.command(CancelLoss(), holder)
    assert card_of(cards, holder)["state"] == "active"
    with pytest.raises(CardNotLost):
        cards.command(CancelLoss(), holder)


def test_a_temporary_loss_lapses_by_itself_when_its_days_are_over(cards: Http, holder: Context) -> None:
    cards.command(ReportLoss("temp"), holder)
    now = cards.settings.clock()
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=8)
    states = []
    try:
        for seconds in (-30, 1):  # around the end of the seventh day after
            cards.move_clock((midnight - now).total_seconds() + seconds)
            states.append(card_of(cards, holder)["state"])
    finally:
        cards.move_clock(0)
    assert states == ["lost_temp", "active"]


def test_a_formal_loss_is_taken_in_person_and_is_final(cards: Http, holder: Context, clerk: Context) -> None:
    person = holder.on_behalf_of
    with pytest.raises(FormalLossAtWindow):
        cards.command(ReportLoss("formal"), holder)
    reply = cards.command(ReportLoss("formal", person_id=person, proofs=PROOFS), clerk)  # type: ignore[arg-type]
    assert reply["result"]["lapses_on"] is None
    for command in (CancelLoss(), ReportLoss("temp")):
        with pytest.raises(CardFormallyLost):
            cards.command(command, holder)
    cards.command(CancelCard(reply["result"]["card_id"], "replaced"), clerk)
    with pytest.raises(CardVoid):
        cards.command(ReportLoss("temp"), holder)


def test_a_command_sent_twice_acts_once_and_answers_the_same(cards: Http, holder: Context) -> None:
    first, second = (cards.command(ReportLoss("temp"), holder, "the-same-id") for _ in range(2))
    assert first == second
    with pytest.raises(CommandIdReused):
        cards.command(ReportLoss("formal"), holder, "the-same-id")


def test_of_sixteen_reports_at_once_one_is_taken_and_the_others_are_told_so(cards: Http, holder: Context) -> None:
    def report(_number: int) -> str:
        try:
            return cards.command(ReportLoss("temp"), holder)["stream"]
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(16) as pool:
        outcomes = sorted(pool.map(report, range(16)))
    assert outcomes == [f"card-{holder.on_behalf_of}-1"] + [CardAlreadyLost.code] * 15


def test_nobody_sees_or_touches_anothers_card(cards: Http, holder: Context) -> None:
    stranger = a_holder(cards)
    card = card_of(cards, holder)["card_id"]
    with pytest.raises(Forbidden):
        cards.query(GetCards(holder.on_behalf_of), stranger)
    for command in (ReportLoss("temp", card_id=card), ReportLoss("temp", person_id=holder.on_behalf_of)):
        with pytest.raises(NoCard):
            cards.command(command, stranger)
    with pytest.raises(Forbidden):
        cards.command(CancelCard(card, "void"), stranger)
    with pytest.raises(Forbidden):
        cards.query(GetCards(holder.on_behalf_of), cards.context("agent", "32010001"))


def test_who_has_no_card_is_told_what_to_do(cards: Http) -> None:
    with pytest.raises(NoCard) as refused:
        cards.command(ReportLoss("temp"), cards.context("person", "PNOBODY"))
    assert "12333" in str(refused.value)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"{}", "kind"),
        (b'{"kind": "forever"}', "kind"),
        (b'{"kind": "temp", "proofs": "id_card"}', "proofs"),
        (b'{"kind": "temp", "card_id": "../card"}', "card_id"),
        (b'{"kind": "temp", "lost_on": "2026-01-01"}', "lost_on"),
        (b"[" * 5000, "_schema"),
        (b"\xff", "_schema"),
    ],
)
def test_a_malformed_report_names_what_is_wrong(cards: Http, holder: Context, body: bytes, wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        cards.post("/commands/ReportLoss", body, holder, token_hex(8))
    assert wrong in str(refused.value.arguments["errors"])


def test_the_number_of_a_card_is_nowhere_in_the_store(cards: Http, holder: Context) -> None:
    with MongoClient(cards.settings.mongodb_uri) as client:
        database = client[f"{cards.settings.database_prefix}_cards"]
        stored = b"".join(
            encode(document) for name in database.list_collection_names() for document in database[name].find()
        )
    assert holder.on_behalf_of.encode() in stored
    assert b"A12345678" not in stored
