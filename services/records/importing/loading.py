"""Loading persons and contributions into records' own store: what an operator's process calls."""

from collections.abc import Container
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from kernel.bulk import Progress, Report, load, silent
from kernel.context import Context
from kernel.privacy import person_id
from kernel.service import Service
from services.records.contributions.tariff import offered_lines
from services.records.importing.contributions import Contributions
from services.records.importing.persons import Persons
from services.records.importing.sheets import SheetWork
from services.records.importing.tables import Means, Sheet


def load_persons(service: Service, source: Path, known_units: Container[str], progress: Progress = silent) -> Report:
    """Persons with their enrolment and opening balances. Raises what is wrong with the file as a whole."""
    context = _context(service)
    work = Persons(
        as_of=context.today,
        person_id=partial(person_id, key=service.settings.person_id_key),
        seal=service.sealer.seal,
        unseal=service.sealer.open,
        known_units=known_units,
        offered=offered_lines(service.city),
    )
    return load(work, source, service.store, context, progress)


def load_contributions(
    service: Service, source: Path, known_units: Container[str], progress: Progress = silent
) -> Report:
    """Past contributions of people who are in the archive. Raises what is wrong with the file as a whole."""
    context = _context(service)
    name = lru_cache(maxsize=1024)(partial(person_id, key=service.settings.person_id_key))
    work = Contributions(context.today, name, known_units)
    return load(work, source, service.store, context, progress)


def load_sheet(service: Service, sheet: Sheet, source: Path, progress: Progress = silent) -> Report:
    """What else the old system knew of people in the archive. Raises what is wrong with the file as a whole."""
    context = _context(service)
    name = lru_cache(maxsize=1024)(partial(person_id, key=service.settings.person_id_key))
    means = Means(context.today, name, service.sealer.seal)
    return load(SheetWork(sheet, means), source, service.store, context, progress)


def _context(service: Service) -> Context:
    return replace(service.context(actor="operator"), role="operator", channel="import")
