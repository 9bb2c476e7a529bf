"""ID-17: batches of looks, unmasking, disputes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Forbidden
from services.identity.contract import (
    AlreadyAnswered,
    AlreadyDisputed,
    AnswerDispute,
    DataSeen,
    DataUnmasked,
    DisputeAnswered,
    DisputeLook,
    DisputeUnknown,
    Look,
    LookDisputed,
    LookUnknown,
    NoReason,
    OwnLook,
    Seen,
    Unmask,
)
from services.identity.looks import domain
from services.identity.looks.domain import Entry, dispute, entries
from tests.domain.specification import given

TODAY = "2026-11-22"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
officer = Context(now=NOON, actor="A2", role="clerk", channel="window", command_id="c1")
person = Context(now=NOON, actor="A1", role="person", on_behalf_of="P1", channel="web", command_id="c1")
auditor = Context(now=NOON, actor="A3", role="auditor", channel="web", command_id="c1")


def look(**other: Any) -> Look:
    told = Look(
        at="2026-11-22T04:00:00.000Z",
        account="A2",
        role="clerk",
        acting_for="",
        channel="window",
        action="see a person",
        about="",
        reason="window",
    )
    return Look(**{**told, **other})


def disputed() -> list[Event]:
    return [LookDisputed("P1-2026-11-22.000001", "P1", "2026-11-22.000001", look(), "sealed", TODAY)]


def test_a_batch_is_turned_round_to_the_people_looked_at_day_by_day() -> None:
    late = look(at="2026-11-23T00:00:00.000Z")
    seen = [Seen(look(), ["P1", "P2", "P1"]), Seen(look(account="A5"), ["P1"]), Seen(late, ["P2"])]
    assert domain.by_person(seen) == {
        ("P1", "2026-11-22"): [look(), look(account="A5")],
        ("P2", "2026-11-22"): [look()],
        ("P2", "2026-11-23"): [late],
    }


def test_the_looks_of_a_day_are_numbered_through_its_batches() -> None:
    events = [DataSeen("P1", [look(), look(account="A5")]), DataUnmasked("P1", ["mobile"], look())]
    assert [(e.look_id, e.unmasked) for e in entries(TODAY, events)] == [
        ("2026-11-22.000001", ()),
        ("2026-11-22.000002", ()),
        ("2026-11-22.000003", ("mobile",)),
    ]


def test_an_officer_unmasks_for_a_reason() -> None:
    noted = domain.unmask(Unmask("P1", ["name"], "window"), officer)
    assert (noted.fields, noted.look) == (["name"], look(action="unmask"))
    with pytest.raises(NoReason):
        domain.unmask(Unmask("P1", ["name"]), officer)


def test_a_person_unmasks_the_own_data_and_nobody_elses() -> None:
    assert domain.unmask(Unmask("P1", ["name"]), person).look["account"] == "A1"
    with pytest.raises(Forbidden):
        domain.unmask(Unmask("P2", ["name"], "window"), person)


@pytest.mark.parametrize("role", ["agent", "security", "auditor", "nobody"])
def test_nobody_else_unmasks(role: str) -> None:
    with pytest.raises(Forbidden):
        domain.unmask(Unmask("P1", ["name"], "window"), replace(officer, role=role))


def test_a_person_disputes_a_look() -> None:
    command = DisputeLook("P1", "2026-11-22.000001", "why?")
    entry = Entry("2026-11-22.000001", look())
    given(dispute).when(lambda state: domain.dispute_look(command, entry, "sealed", state, person)).then(disputed())
    given(dispute, *disputed()).when(
        lambda state: domain.dispute_look(command, entry, "sealed", state, person)
    ).refused_with(AlreadyDisputed)
    given(dispute).when(lambda state: domain.dispute_look(command, None, "sealed", state, person)).refused_with(
        LookUnknown
    )
    own = Entry("2026-11-22.000001", look(account="A1"))
    given(dispute).when(lambda state: domain.dispute_look(command, own, "sealed", state, person)).refused_with(OwnLook)


def test_an_auditor_answers_once_and_never_for_the_own_look() -> None:
    command = AnswerDispute("P1-2026-11-22.000001", False, "…")
    answered = DisputeAnswered("P1-2026-11-22.000001", "P1", False, "sealed", "A3", TODAY)

    def answer(state: domain.Dispute, who: Context = auditor) -> list[Any]:
        return domain.answer(command, "sealed", state, who)

    given(dispute, *disputed()).when(answer).then([answered])
    given(dispute, *disputed(), answered).when(answer).refused_with(AlreadyAnswered)
    given(dispute).when(answer).refused_with(DisputeUnknown)
    given(dispute, *disputed()).when(lambda s: answer(s, replace(auditor, actor="A2"))).refused_with(OwnLook)
    given(dispute, *disputed()).when(lambda s: answer(s, replace(auditor, role="reviewer"))).refused_with(Forbidden)
