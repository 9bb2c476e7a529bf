"""Loading units into employer's own store: what an operator's process calls."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kernel.bulk import Progress, Report, load, silent
from kernel.identifiers import normalise
from kernel.service import Service
from kernel.tabular import LOCAL, open_table
from services.employer.importing.rows import COLUMNS
from services.employer.importing.units import Units


def load_units(service: Service, source: Path, progress: Progress = silent) -> Report:
    """Units with who answers for them. Raises what is wrong with the file as a whole."""
    context = replace(service.context(actor="operator"), role="operator", channel="import")
    work = Units(context.today, service.sealer.seal, service.sealer.open)
    return load(work, source, service.store, context, progress)


def unit_numbers(source: Path) -> Iterator[str]:
    """The unit numbers in a file of units, by which other files of the same old system can be checked."""
    with open_table(source, COLUMNS, LOCAL) as table:
        for row in table.rows:
            if row.fields:
                yield normalise(row.fields["unit_number"])
