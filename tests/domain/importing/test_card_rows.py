"""A row of cards becomes the life a card has had (OPS-05)."""

import pytest

from kernel.bulk import Item, RowDiffers, RowRepeated
from kernel.tabular import CellWrong
from services.cards import contract as c
from services.cards.domain import LossRules
from services.cards.importing.cards import Cards, SecondCard
from services.cards.importing.rows import COLUMNS, card_row

TODAY = "2026-11-22"
NUMBER = "320102199003072813"
RULES = LossRules(temporary_days=7, formal_online=False, proofs=("id_card",))
WORK = Cards(TODAY, RULES, lambda number: f"P{number[-4:]}", lambda text: f"sealed {text}", lambda text: text[7:])
PERSON, FIRST, SECOND = "P2813", "P2813-1", "P2813-2"


def fields(**told: str) -> dict[str, str]:
    row = {"id_number": NUMBER, "number": "A12345678", "status": "active", "made_on": "2015-01-05"}
    row |= {"collected_on": "2015-02-01", "activated_on": "2015-02-01"}
    return dict.fromkeys((column.name for column in COLUMNS), "") | row | told


def items(*rows: dict[str, str]) -> list[Item]:
    return [Item(place, place + 2, [], card_row(row, TODAY)) for place, row in enumerate(rows)]


LIFE = [
    c.CardOrdered(FIRST, PERSON, "imported", "2015-01-05"),
    c.CardMade(FIRST, PERSON, "sealed A12345678", "2015-01-05"),
    c.CardCollected(FIRST, PERSON, "2015-02-01"),
    c.CardActivated(FIRST, PERSON, "2015-02-01"),
]


def test_a_card_in_use_comes_with_each_step_it_has_been_through():
    decision = WORK.decide(items(fields()), {})
    assert decision.events == {f"card-{FIRST}": LIFE}
    assert decision.verdicts == [True]


def test_brought_again_it_changes_nothing_whatever_has_happened_since():
    lost = c.CardLost(FIRST, PERSON, "temp", "web", TODAY, "2026-11-29")
    decision = WORK.decide(items(fields()), {f"card-{FIRST}": [*LIFE, lost]})
    assert (decision.events, decision.verdicts) == ({}, [False])


def test_a_first_card_ordered_here_meanwhile_is_met_by_the_old_one_and_brought_again_it_stays():
    ordered = c.CardOrdered(FIRST, PERSON, "first_enrolment", TODAY)
    decision = WORK.decide(items(fields()), {f"card-{FIRST}": [ordered]})
    assert decision.events == {f"card-{FIRST}": LIFE[1:]}
    assert WORK.decide(items(fields()), {f"card-{FIRST}": [ordered, *LIFE[1:]]}).verdicts == [False]


def test_where_the_file_says_something_else_the_row_is_rejected():
    decision = WORK.decide(items(fields(number="A99999999")), {f"card-{FIRST}": LIFE})
    assert decision.events == {}
    assert isinstance(decision.verdicts[0], RowDiffers)


def test_void_cards_are_numbered_before_the_one_in_use():
    void = fields(number="A00000001", status="cancelled", made_on="2012-01-01", collected_on="", activated_on="")
    decision = WORK.decide(items(fields(), void | {"cancelled_on": "2015-01-05"}), {})
    assert set(decision.events) == {f"card-{FIRST}", f"card-{SECOND}"}
    assert decision.events[f"card-{FIRST}"][-1] == c.CardCancelled(FIRST, PERSON, "void", "2015-01-05")
    assert decision.events[f"card-{SECOND}"][-1] == c.CardActivated(SECOND, PERSON, "2015-02-01")


def test_a_second_card_in_use_and_a_repeated_row_are_told():
    decision = WORK.decide(items(fields(), fields(number="A00000002"), fields()), {})
    assert decision.verdicts[0] is True
    assert isinstance(decision.verdicts[1], SecondCard)
    assert isinstance(decision.verdicts[2], RowRepeated)


@pytest.mark.parametrize(("kind", "lapses_on"), [("temp", "2026-11-27"), ("formal", None)])
def test_a_loss_comes_with_its_kind_and_lapses_as_the_city_rules(kind, lapses_on):
    decision = WORK.decide(items(fields(status=f"lost_{kind}", activated_on="", lost_on="2026-11-20")), {})
    assert decision.events[f"card-{FIRST}"][-1] == c.CardLost(FIRST, PERSON, kind, "import", "2026-11-20", lapses_on)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"number": "A-1"}, "number.pattern"),
        ({"status": "在用"}, "status.choice"),
        ({"made_on": ""}, "made_on.missing"),
        ({"collected_on": "2014-12-31"}, "collected_on.too_early"),
        ({"activated_on": ""}, "activated_on.missing"),
        ({"lost_on": "2020-01-01"}, "lost_on.superfluous"),
        ({"made_on": "2026-11-23"}, "made_on.too_late"),
        ({"id_number": NUMBER[:-1] + "4"}, "id_number.checksum"),
    ],
)
def test_a_wrong_cell_is_named(told, problem):
    with pytest.raises(CellWrong) as wrong:
        card_row(fields(**told), TODAY)
    assert wrong.value.problem == problem
