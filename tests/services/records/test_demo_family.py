"""The demonstration's person has a child, however often the demonstration is brought in (ENR-23)."""

from typing import Any

import pytest

from deploy.demo.family import Guardian, child_of, enrol_child, register_guardian
from kernel.cases import CASE
from services.identity.contract import DetailsDoNotMatch
from services.identity.wiring import wire
from services.records.contract import residents as r
from services.records.residents.queries import get_resident
from tests.services.records.pasts import ID_NUMBER, register

GUARDIAN = Guardian(ID_NUMBER, "张三")


def test_the_child_is_enrolled_once_and_waits_for_the_guardianship(alone: Any) -> None:
    register(alone, alone.person_id(ID_NUMBER))
    assert [enrol_child(alone, GUARDIAN) for _ in range(2)] == ["张小宝", "张小宝"]
    number, _ = child_of(GUARDIAN, alone)
    told = get_resident(alone, r.GetResident(alone.person_id(number)), alone.context("tester").today)
    assert [(one["scheme"], one["status"]) for one in told["schemes"]] == [("children_medical", "active")]
    assert sum(1 for _ in alone.store.streams(CASE.stream(""))) == 1
    identity = wire(alone.settings)
    with pytest.raises(DetailsDoNotMatch):  # identity has not heard of the child yet
        register_guardian(identity, alone, GUARDIAN)
    identity.close()
