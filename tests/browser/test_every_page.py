"""Every page in every version: no barrier, nothing too small, from elsewhere or heavy; and a picture of each."""

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import Walk
from tests.browser.views import LOOKED_AT, PLAIN, WIDE, View
from tests.browser.walker import MOST_BYTES, Walker
from tests.journeys.platform import Platform

EVERY_VIEW = pytest.mark.parametrize("views", LOOKED_AT, ids=lambda views: "-and-".join(view.name for view in views))
PUBLIC = {
    "front": "/",
    "guides": "/guides",
    "guides-event": "/guides?event=move",
    "guides-none": "/guides?text=xyz",
    "guide": "/guides/flexible-enrol",
    "questions": "/questions",
    "policies": "/policies",
    "help": "/help",
    "verify": "/verify",
    "sign-in": "/sign-in",
    "sign-in-unit": "/sign-in?door=unit",
    "sign-in-code": "/sign-in/code",
    "sign-in-qr": "/sign-in/qr",
    "sign-in-face": "/sign-in/face",
    "sign-in-passkey": "/sign-in/passkey",
    "sign-in-platforms": "/sign-in/platforms",
    "sign-up": "/sign-up",
    "unit-sign-up": "/unit-sign-up",
    "forgotten": "/forgotten",
    "forgotten-code": "/forgotten/code",
    "forgotten-face": "/forgotten/face",
    "forgotten-bank-card": "/forgotten/bank-card",
    "idle": "/idle",
    "styleguide": "/_styleguide",
}
PERSON = {
    "home": "/me",
    "contributions": "/me/contributions",
    "contributions-medical": "/me/contributions?line=medical",
    "evidence": "/me/evidence?figure=months&line=pension",
    "balances": "/me/balances",
    "benefits": "/me/benefits?line=injury",
    "benefits-none": "/me/benefits?line=maternity&as_of=2026-11-17",
    "medical": "/me/medical",
    "transferred-in": "/me/transferred-in",
    "estimate": "/me/estimate",
    "bases": "/me/bases",
    "statement": "/me/statement",
    "payments": "/me/payments",
    "payments-month": "/me/payments/2026-10",
    "residents": "/me/residents",
    "wards": "/me/wards",
    "delegations": "/me/delegations",
    "delegations-new": "/me/delegations/new",
    "go-on": "/go-on",
    "card": "/me/card",
    "transfers": "/me/transfers",
    "certificates": "/me/certificates",
    "cases": "/me/cases",
    "messages": "/me/messages",
    "looks": "/me/looks",
    "account": "/me/account",
    "account-password": "/me/account/password",
    "account-mobile": "/me/account/mobile",
    "account-bank": "/me/account/bank-account",
    "account-contact": "/me/account/contact",
    "account-passkeys": "/me/account/passkeys",
    "account-platforms": "/me/account/platforms",
    "account-misuse": "/me/account/misuse",
    "account-end": "/me/account/end",
    "proof": "/me/proof",
    "proof-bank-card": "/me/proof/bank_card",
    "photos": "/me/photos",
    "apply-correction": "/apply/record-correction?line=pension&month=2025-06",
    "apply-company": "/apply/new-company",
    "apply-flexible": "/apply/flexible-enrol",
}
UNIT = {
    "unit": "/unit",
    "unit-roster": "/unit/roster",
    "unit-roster-stopped": "/unit/roster?status=stopped",
    "unit-enrol": "/unit/enrol",
    "unit-stop": "/unit/stop",
    "unit-upload": "/unit/upload",
    "unit-files": "/unit/files",
    "unit-bases": "/unit/bases",
    "unit-bills": "/unit/bills",
    "unit-bill": "/unit/bills/2025-06",
    "unit-bill-none": "/unit/bills/1999-01",
    "unit-bill-seen": "/unit/bills/2025-06/seen",
    "unit-cases": "/unit/cases",
    "unit-cases-none": "/unit/cases?status=approved",
    "unit-subsidies": "/unit/subsidies",
    "unit-agents": "/unit/agents",
    "unit-details": "/unit/details",
    "unit-more": "/unit/more",
    "unit-messages": "/me/messages",
    "unit-apply-details": "/apply/unit-details",
    "unit-apply-subsidy": "/apply/social-subsidy",
    "unit-account": "/me/account",
}


def employee(on: Platform) -> str:
    """Somebody with a history."""
    known = on.city.employee
    on.person(known)
    return known.id_number


def _seen(walk: Walk, views: tuple[View, ...], who: str, pages: dict[str, str]) -> list[str]:
    walker, wrong = walk(views[0], who), list[str]()
    walker.page.on("console", lambda said: wrong.append(f"{walker.at}: {said.text}") if said.type == "error" else None)
    return walker.look_at(pages, views) + wrong


@EVERY_VIEW
def test_public_pages_have_no_barrier(walk: Walk, views: tuple[View, ...]) -> None:
    assert _seen(walk, views, "", PUBLIC) == []


@EVERY_VIEW
def test_pages_of_a_person_have_no_barrier(walk: Walk, platform: Platform, views: tuple[View, ...]) -> None:
    assert _seen(walk, views, employee(platform), PERSON) == []


@EVERY_VIEW
def test_pages_of_a_unit_have_no_barrier(walk: Walk, views: tuple[View, ...]) -> None:
    assert _seen(walk, views, "agent", UNIT) == []


def test_every_page_shows_without_scripts(walk: Walk, platform: Platform) -> None:
    pages = {"": PUBLIC, employee(platform): PERSON, "agent": UNIT}
    assert [wrong for who, paths in pages.items() for wrong in _seen(walk, (PLAIN,), who, paths)] == []


def weighed(walker: Walker, path: str) -> int:
    """The bytes of a first visit: of everything that is asked for, and all of it of this host."""
    asked = list[Request]()
    walker.page.on("request", lambda each: asked.append(each))
    walker.open(path)
    hosts = {each.url for each in asked if not each.url.startswith((walker.address, "data:"))}
    sizes = [each.sizes() for each in asked if not each.url.startswith("data:")]
    assert hosts == set()
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def test_a_page_is_light_and_asks_nobody_else(walk: Walk) -> None:
    for name, path in PUBLIC.items():
        assert weighed(walk(WIDE), path) < MOST_BYTES, name


def test_a_page_of_a_record_is_light_even_at_a_first_visit(walk: Walk, platform: Platform) -> None:
    with_assets = weighed(walk(WIDE), "/")
    platform.person(platform.city.veteran)
    walker = walk(WIDE, platform.city.veteran.id_number)
    for path in ("/me", "/me/contributions", "/me/balances", "/me/medical", "/me/benefits"):
        assert len(walker.open(path).body()) + with_assets < MOST_BYTES, path
