"""CRD-02: reporting a card lost, by its holder at any hour and at a window, and who hears of it."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_staff_changes import enrolled

PROOFS = ["id_card", "photo", "police_receipt"]
NUMBERS: Iterator[int] = count(100_000_000)


def holder(platform: Platform) -> tuple[Known, str]:
    """Somebody newly insured, whose first card was made, handed over and activated; and the card's id."""
    who, clerk = enrolled(platform), platform.as_("clerk")
    person = platform.person(who)
    card_id = until(lambda: _cards(person), "the first card is ordered")[0]["card_id"]
    clerk.post(f"/cards/{card_id}/making", {"number": f"A{next(NUMBERS)}"}).ok  # noqa: B018
    until(lambda: "已制成" in str(person.get("/inbox").ok["notices"]), "the holder is told that it is ready")
    clerk.post(f"/cards/{card_id}/hand-over").ok  # noqa: B018
    person.post("/me/card/activation", {"card_id": card_id}).ok  # noqa: B018
    assert _cards(person)[0]["state_name"] == "正常"
    return who, card_id


def _cards(person: Api) -> list[dict[str, Any]]:
    return list(person.get("/me/cards").ok["cards"])


def _person_id(card_id: str) -> str:
    return card_id.rpartition("-")[0]


@pytest.mark.feature("CRD-02")
def test_a_temporary_loss_works_at_once_is_told_before_and_shown_everywhere(platform: Platform) -> None:
    who, _ = holder(platform)
    person = platform.person(who, channel="web")
    terms = person.get("/me/cards").ok["loss_terms"]
    assert (terms["temporary_days"], terms["lapses_on"]) == (7, "2026-11-25")
    assert any("95588" in sentence for sentence in terms["sentences"])

    reply = person.post("/me/card/loss", {"kind": "temp"})
    assert (reply.result["kind"], reply.result["lapses_on"]) == ("temp", "2026-11-25")
    assert any("待遇照常发放" in sentence for sentence in reply.result["sentences"])
    card = _cards(person)[0]
    assert (card["state_name"], card["electronic_card"], card["lapses_on"]) == ("临时挂失", "unusable", "2026-11-25")
    assert "网上" in card["channel_name"]
    shown = person.after(reply, "/me/glance")
    assert (shown["card"]["state"], shown["card"]["channel"]) == ("lost_temp", "web")
    assert {line["status"] for line in shown["lines"]} == {"active"}
    until(lambda: person.get("/me").ok["strong_proof_needed"], "identity asks for strong proof")


@pytest.mark.feature("CRD-02")
@pytest.mark.parametrize("channel", ["web", "app", "national_app", "window", "kiosk", "hotline"])
def test_every_channel_takes_a_loss_and_the_card_names_it(platform: Platform, channel: str) -> None:
    who, card_id = holder(platform)
    if channel in ("window", "hotline"):
        officer = platform.as_("clerk", channel)
        officer.post(f"/persons/{_person_id(card_id)}/card-loss", {"kind": "temp"}).ok  # noqa: B018
    else:
        platform.person(who, channel).post("/me/card/loss", {"kind": "temp"}).ok  # noqa: B018
    person = platform.person(who)
    assert _cards(person)[0]["state"] == "lost_temp"
    until(lambda: person.get("/me/glance").ok["card"].get("channel") == channel, "the page names the channel")


@pytest.mark.feature("CRD-02")
def test_a_temporary_loss_is_taken_at_night_and_lapses_by_itself_after_seven_days(platform: Platform) -> None:
    who, _ = holder(platform)
    with platform.at("2026-11-21", hour=3):  # a Saturday
        platform.person(who).post("/me/card/loss", {"kind": "temp"}).ok  # noqa: B018
    for day, state in (("2026-11-28", "临时挂失"), ("2026-11-29", "正常")):
        with platform.at(day):
            person = platform.person(who)
            assert _cards(person)[0]["state_name"] == state
            assert person.get("/me/glance").ok["card"]["state_name"] == state


@pytest.mark.feature("CRD-02")
def test_a_second_report_is_refused_with_until_when_the_first_holds(platform: Platform) -> None:
    who, _ = holder(platform)
    person = platform.person(who)
    person.post("/me/card/loss", {"kind": "temp"}).ok  # noqa: B018
    problem = person.post("/me/card/loss", {"kind": "temp"}).refused("card_already_lost", 409)
    assert "2026-11-25" in problem["detail"]


@pytest.mark.feature("CRD-02")
def test_the_same_submission_again_is_answered_as_the_first_time(platform: Platform) -> None:
    who, _ = holder(platform)
    person = platform.person(who)
    first = person.post("/me/card/loss", {"kind": "temp"}, key="lost it")
    again = person.post("/me/card/loss", {"kind": "temp"}, key="lost it")
    assert (again.status, again.json) == (200, first.json)
    person.post("/me/card/loss", {"kind": "formal"}, key="lost it").refused("command_id_reused", 409)


@pytest.mark.feature("CRD-02")
def test_a_formal_loss_is_for_the_window_with_proofs_and_is_final(platform: Platform) -> None:
    who, card_id = holder(platform)
    person, officer = platform.person(who), platform.as_("clerk", "window")
    person.post("/me/card/loss", {"kind": "formal"}).refused("card_formal_loss_at_window", 403)
    address = f"/persons/{_person_id(card_id)}/card-loss"
    missing = officer.post(address, {"kind": "formal", "proofs": ["id_card"]}).refused("card_proofs_missing", 422)
    assert "一寸照片" in missing["detail"]
    reply = officer.post(address, {"kind": "formal", "proofs": PROOFS})
    assert (reply.result["kind"], reply.result["lapses_on"]) == ("formal", None)
    assert _cards(person)[0]["state_name"] == "正式挂失"
    person.post("/me/card/loss", {"kind": "temp"}).refused("card_formally_lost", 409)
    officer.post(address, {"kind": "formal", "proofs": PROOFS}).refused("card_formally_lost", 409)


@pytest.mark.feature("CRD-02")
def test_a_card_that_is_still_being_made_or_was_never_ordered_cannot_be_lost(platform: Platform) -> None:
    person = platform.person(enrolled(platform))
    until(lambda: _cards(person), "the first card is ordered")
    person.post("/me/card/loss", {"kind": "temp"}).refused("card_not_in_hand", 409)
    officer = platform.as_("clerk")
    officer.post("/persons/PNOBODY/card-loss", {"kind": "temp"}).refused("card_none", 404)


@pytest.mark.feature("CRD-02")
def test_nobody_reports_another_persons_card(platform: Platform) -> None:
    _, card_id = holder(platform)
    other = platform.person(platform.city.payer)
    other.post("/me/card/loss", {"kind": "temp", "card_id": card_id}).refused("card_none", 404)
    other.post("/me/card/loss", {"kind": "temp", "person_id": _person_id(card_id)}).refused("invalid", 422)
    other.post(f"/persons/{_person_id(card_id)}/card-loss", {"kind": "temp"}).refused("forbidden", 403)


@pytest.mark.feature("CRD-02")
def test_a_channel_the_city_does_not_have_is_refused(platform: Platform) -> None:
    person = platform.person(platform.city.payer, channel="telegraph")
    person.get("/me/cards").refused("channel", 400)
