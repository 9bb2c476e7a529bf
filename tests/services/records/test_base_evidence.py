"""A base and its evidence say the same, after a correction and for somebody under two numbers (QRY-16)."""

from typing import Any

from services.records.contract import evidence as e
from services.records.evidence.queries import get_evidence, get_figures
from tests.services.records.pasts import MONTH, enrol, people, unit_known
from tests.services.records.test_adjustment_runs import adjust, notice, raised
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_merged_person import merged

TODAY = "2026-11-22"


def shown_base(records: Any, person_id: str) -> int:
    figures = get_figures(records, e.GetFigures(person_id), TODAY)["figures"]
    return int(next(figure["value"] for figure in figures if figure["figure"] == "base"))


def test_after_a_corrected_wage_the_evidence_leads_to_the_base_that_is_shown(alone: Any) -> None:
    [(person_id, unit_id)] = people(1, 1)
    enrol(alone, [(person_id, unit_id)], wage=300_000, start=MONTH)
    unit_known(alone, unit_id)
    assess(alone)
    raised(alone, person_id, unit_id, 900_000)
    notice(alone)
    assert adjust(alone)["adjusted"] == 2
    told = get_evidence(alone, e.GetEvidence(person_id, "base", "pension", MONTH), TODAY)
    steps = [(step["text"], step["amount"]) for step in told["steps"]]
    assert steps == [
        ("申报的月工资", 300_000),
        ("低于缴费基数下限4952.00元，按下限执行", 195_200),
        ("取整及核定", 0),
        ("补差：月工资变更为9000.00元，缴费基数由4952.00元调整为9000.00元", 404_800),
    ]
    assert told["value"] == 900_000
    rows = get_evidence(alone, e.GetEvidence(person_id, "base", "pension", MONTH, unit_id), TODAY)
    assert rows == told


def test_the_evidence_of_merged_entries_names_the_enrolment_under_the_other_number(alone: Any) -> None:
    kept, other = merged(alone, [], ["U1"])
    assess(alone)
    for asked in (kept, other):
        told = get_evidence(alone, e.GetEvidence(asked, "base", "pension", MONTH), TODAY)
        assert told["value"] == shown_base(alone, asked) == 800_000
        assert told["steps"][0]["events"] == (f"enrolment-{other}-U1:1",)
