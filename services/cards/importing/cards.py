"""What the rows of a person's cards bring: each card's life so far, the beginning of its stream. Pure.

What is there already is left alone; where it says something else, the row is rejected and the officer decides. A first
card that was ordered here before the old one came to light is that card: the order is met by it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kernel.bulk import Decision, Item, RowDiffers, RowRepeated
from kernel.events import Event
from kernel.refusals import Refused
from services.cards import contract as c
from services.cards.domain import LossRules, lapse_of_loss
from services.cards.importing.rows import COLUMNS, CardRow, card_row, id_number_of

Text = Callable[[str], str]


class SecondCard(Refused):
    """A person has one card that is not void; this row is another."""

    code = "card_second"
    sentence = "此人另有一张未注销的社会保障卡。请核对后只保留一张，其余的填“注销”和注销日期。"


@dataclass(frozen=True)
class Cards:
    """The table of cards on the day `as_of`."""

    as_of: str
    rules: LossRules
    person_id: Text
    seal: Text
    unseal: Text
    name = "cards"
    columns = COLUMNS

    def key(self, fields: Mapping[str, str]) -> str:
        """By person."""
        return id_number_of(fields["id_number"], self.as_of)

    def check(self, fields: Mapping[str, str]) -> CardRow:
        """The row by itself. Raises CellWrong."""
        return card_row(fields, self.as_of)

    def streams(self, items: Sequence[Item[CardRow]]) -> Sequence[str]:
        """A stream for each card, numbered in the order in which they were made."""
        person_id = self.person_id(items[0].value.id_number)
        return [c.CARD.stream(f"{person_id}-{number}") for number in range(1, len(items) + 1)]

    def decide(self, items: Sequence[Item[CardRow]], past: Mapping[str, Sequence[Event]]) -> Decision:
        """The first row of a card counts, others of the same number are repetitions."""
        person_id = self.person_id(items[0].value.id_number)
        verdicts: dict[int, Refused | bool] = {}
        missing: dict[str, Sequence[Event]] = {}
        for number, item in enumerate(self._distinct(items, verdicts), 1):
            stream = c.CARD.stream(f"{person_id}-{number}")
            there = [_changed(event, self.unseal) for event in past.get(stream, ())]
            brought = self._life(f"{person_id}-{number}", person_id, item.value)
            if brought[1:] == there[1 : len(brought)]:
                verdicts[item.place] = False
            elif not there or _only_ordered(there):
                missing[stream] = [_changed(event, self.seal) for event in brought[len(there) :]]
                verdicts[item.place] = True
            else:
                verdicts[item.place] = RowDiffers()
        return Decision(missing, [verdicts[item.place] for item in items])

    def amounts(self, _value: CardRow) -> Mapping[str, int]:
        """None."""
        return {}

    def _distinct(self, items: Sequence[Item[CardRow]], verdicts: dict[int, Refused | bool]) -> list[Item[CardRow]]:
        """The rows that stand for a card of their own, the oldest first; the others' verdicts are noted."""
        first: dict[str, Item[CardRow]] = {}
        valid: Item[CardRow] | None = None
        for item in items:
            if known := first.get(item.value.number):
                verdicts[item.place] = RowRepeated(line=known.line)
            elif valid and item.value.status != "cancelled":
                verdicts[item.place] = SecondCard()
            else:
                first[item.value.number] = item
                valid = valid or (item if item.value.status != "cancelled" else None)
        return sorted(first.values(), key=lambda item: (item.value.days["made_on"], item.value.number))

    def _life(self, card_id: str, person_id: str, row: CardRow) -> list[Event]:
        """The events of the row, the number in clear."""
        days = row.days
        life: list[Event] = [
            c.CardOrdered(card_id, person_id, "imported", days["made_on"]),
            c.CardMade(card_id, person_id, row.number, days["made_on"]),
        ]
        if "collected_on" in days:
            life.append(c.CardCollected(card_id, person_id, days["collected_on"]))
        if "activated_on" in days:
            life.append(c.CardActivated(card_id, person_id, days["activated_on"]))
        if row.status == "lost_temp":
            lapses_on = lapse_of_loss(self.rules, days["lost_on"])
            life.append(c.CardLost(card_id, person_id, "temp", "import", days["lost_on"], lapses_on))
        if row.status == "lost_formal":
            life.append(c.CardLost(card_id, person_id, "formal", "import", days["lost_on"], None))
        if row.status == "cancelled":
            life.append(c.CardCancelled(card_id, person_id, "void", days["cancelled_on"]))
        return life


def _only_ordered(there: Sequence[Event]) -> bool:
    return len(there) == 1 and isinstance(there[0], c.CardOrdered)


def _changed(event: Event, change: Text) -> Event:
    return replace(event, number=change(event.number)) if isinstance(event, c.CardMade) else event
