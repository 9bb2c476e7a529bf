"""Entry points of cards."""

from collections.abc import Callable, Sequence
from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.http import ServiceRoutes, Wired, command, query
from kernel.refusals import Forbidden
from kernel.subscription import Reaction
from services.cards import contract as c
from services.cards import domain, reactions
from services.cards.loss import loss_notice, loss_rules, loss_terms
from services.cards.queries import cards_of, latest_card_id, shown
from services.cards.wiring import wire
from services.records import contract as records

Decide = Callable[[domain.Card], Sequence[c.CardEvent]]
Reply = dict[str, Any]


class Cards(ServiceRoutes):
    """The HTTP side."""

    name = "cards"
    service = Wired(wire)

    @command(c.IssueFirstCard)
    def issue_first_card(self, command: c.IssueFirstCard, context: Context) -> Reply:
        """Result: `{card_id}`."""
        card_id = domain.first_card_id(command.person_id)
        return self._decide(card_id, lambda card: domain.issue_first_card(command, card, context), context)

    @command(c.MakeCard)
    def make_card(self, command: c.MakeCard, context: Context) -> Reply:
        """Result: `{card_id}`."""
        number = self.service.sealer.seal(command.number)
        return self._decide(command.card_id, lambda card: domain.make(card, number, context), context)

    @command(c.HandOverCard)
    def hand_over_card(self, command: c.HandOverCard, context: Context) -> Reply:
        """Result: `{card_id}`."""
        return self._decide(command.card_id, lambda card: domain.hand_over(card, context), context)

    @command(c.ActivateCard)
    def activate_card(self, command: c.ActivateCard, context: Context) -> Reply:
        """Result: `{card_id}`."""
        return self._decide(command.card_id, lambda card: domain.activate(card, context), context)

    @command(c.ReportLoss)
    def report_loss(self, command: c.ReportLoss, context: Context) -> Reply:
        """Result: see `ReportLoss`."""
        city, rules = self.service.city, loss_rules(self.service.city, context.today)
        return execute(
            self.service.store,
            c.CARD.stream(self._meant(command, context)),
            domain.card,
            lambda card: domain.report_loss(command, card, rules, context),
            context,
            result=lambda card: loss_notice(card, city),
        )

    @command(c.CancelLoss)
    def cancel_loss(self, command: c.CancelLoss, context: Context) -> Reply:
        """Result: `{card_id}`."""
        return self._decide(self._meant(command, context), lambda card: domain.cancel_loss(card, context), context)

    @command(c.CancelCard)
    def cancel_card(self, command: c.CancelCard, context: Context) -> Reply:
        """Result: `{card_id}`."""
        return self._decide(command.card_id, lambda card: domain.cancel(command, card, context), context)

    @query(c.GetCards)
    def get_cards(self, query: c.GetCards, context: Context) -> Reply:
        """See `GetCards`."""
        if context.role == "agent" or (context.role == "person" and context.on_behalf_of != query.person_id):
            raise Forbidden()
        city, found = self.service.city, cards_of(self.service.store, query.person_id, context.today)
        cards = [shown(card, city, self.service.sealer) for card in found]
        return {"cards": cards, "loss_terms": loss_terms(city, context.today)}

    def _decide(self, card_id: str, decide: Decide, context: Context) -> Reply:
        stream = c.CARD.stream(card_id)
        return execute(self.service.store, stream, domain.card, decide, context, result=lambda _: {"card_id": card_id})

    def _meant(self, command: c.ReportLoss | c.CancelLoss, context: Context) -> str:
        """The card that is named, or the latest one of the person who is named or who asks."""
        person_id = command.person_id or context.on_behalf_of
        return command.card_id or latest_card_id(self.service.store, person_id, context.today)


class CardsSubscriptions:
    """What cards listens to."""

    name = "cards-subscriptions"
    service = Wired(wire)
    first_card = Reaction("first-card", [records.CONTRACT.source(records.ENROLMENT)], reactions.on_enrolment)
