"""Loading cards into cards' own store: what an operator's process calls."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from kernel.bulk import Progress, Report, load, silent
from kernel.privacy import person_id
from kernel.service import Service
from services.cards.importing.cards import Cards
from services.cards.loss import loss_rules


def load_cards(service: Service, source: Path, progress: Progress = silent) -> Report:
    """Cards of people, known here or not yet. Raises what is wrong with the file as a whole."""
    context = replace(service.context(actor="operator"), role="operator", channel="import")
    work = Cards(
        as_of=context.today,
        rules=loss_rules(service.city, context.today),
        person_id=partial(person_id, key=service.settings.person_id_key),
        seal=service.sealer.seal,
        unseal=service.sealer.open,
    )
    return load(work, source, service.store, context, progress)
