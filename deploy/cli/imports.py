"""`shebao import`: bring the old system's units, cards, persons and contributions, in this order; then what else it
knew of people: benefits, spending, remote-care, sharing, transferred-in; or `all` of a directory.

Each is loaded into the owning service's own store, whether the service runs or not. Exit code 1: rows were rejected.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli import installation
from kernel.bulk import Report, Tally
from kernel.config import MissingSettings, Settings
from kernel.money import show
from kernel.readmodel import Generations
from kernel.refusals import Refused
from kernel.service import Service
from services.cards.contract import CONTRACT as CARDS
from services.cards.importing.loading import load_cards
from services.employer.contract import CONTRACT as EMPLOYER
from services.employer.importing.loading import load_units, unit_numbers
from services.records.contract import CONTRACT as RECORDS
from services.records.importing.loading import load_contributions, load_persons, load_sheet
from services.records.importing.tables import SHEETS, Sheet
from services.records.units import units as known_units_model

import_app = typer.Typer(
    no_args_is_help=True, help="Bring old data from CSV files: units, cards, persons, contributions, and more."
)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX; see deploy/demo/README.md")]
Directory = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="where the files are")]
UnitsFile = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="the units; units.csv beside FILE where it is there"),
]


@import_app.command("units")
def import_units(file: File) -> None:
    """Units, into employer."""
    _carry_out(lambda: _load_units(file))


@import_app.command("cards")
def import_cards(file: File) -> None:
    """Cards that have been issued, into cards; before the persons, so that no new card is ordered for them."""
    _carry_out(lambda: _load_cards(file))


@import_app.command("persons")
def import_persons(file: File, units: UnitsFile = None) -> None:
    """Persons with their enrolment and balances, into records."""
    _carry_out(lambda: _load_persons(file, units))


@import_app.command("contributions")
def import_contributions(file: File, units: UnitsFile = None) -> None:
    """Past contributions, into records."""
    _carry_out(lambda: _load_contributions(file, units))


def _sheet_command(sheet: Sheet) -> Callable[[File], None]:
    def import_sheet(file: File) -> None:
        _carry_out(lambda: _load_sheet(sheet, file))

    return import_sheet


for each in SHEETS.values():
    columns = ", ".join(column.name for column in each.columns)
    import_app.command(each.name, help=f"Into records, behind the persons: {columns}.")(_sheet_command(each))


@import_app.command("all")
def import_all(directory: Directory) -> None:
    """Whatever of these tables lies in DIRECTORY as `<table>.csv`, in the order above."""
    loaders: dict[str, Callable[[Path], Report]] = {
        "units": _load_units,
        "cards": _load_cards,
        "persons": _load_persons,
        "contributions": _load_contributions,
        **{sheet.name: partial(_load_sheet, sheet) for sheet in SHEETS.values()},
    }
    there = {directory / f"{table}.csv": load for table, load in loaders.items()}
    found = [partial(load, file) for file, load in there.items() if file.exists()]
    if not found:
        raise typer.BadParameter(f"none of {', '.join(file.name for file in there)} is in {directory}")
    _carry_out(*found)


def _load_units(file: Path) -> Report:
    return load_units(Service(_settings(), EMPLOYER), file, Shown())


def _load_cards(file: Path) -> Report:
    return load_cards(Service(_settings(), CARDS), file, Shown())


def _load_persons(file: Path, units: Path | None = None) -> Report:
    service = Service(_settings(), RECORDS)
    return load_persons(service, file, _known_units(service, file, units), Shown())


def _load_contributions(file: Path, units: Path | None = None) -> Report:
    service = Service(_settings(), RECORDS)
    return load_contributions(service, file, _known_units(service, file, units), Shown())


def _load_sheet(sheet: Sheet, file: Path) -> Report:
    return load_sheet(Service(_settings(), RECORDS), sheet, file, Shown())


def _settings() -> Settings:
    try:
        return installation.settings()
    except MissingSettings as missing:
        raise typer.BadParameter(f"{missing}. Start the platform with `make run`, or set RUN_DIR.") from None


def _known_units(service: Service, file: Path, given: Path | None) -> set[str]:
    """The units records has heard of, and those of the file; the news of a fresh import may still be on its way."""
    beside = file.with_name("units.csv")
    listed = given or (beside if beside.exists() else None)
    heard = {unit["_id"] for unit in Generations(service.database, known_units_model).serving().find({}, {"_id": 1})}
    known = heard | set(unit_numbers(listed) if listed else ())
    if not known:
        raise typer.BadParameter("no units are known yet: import units first, or name their file with --units")
    return known


def _carry_out(*loadings: Callable[[], Report]) -> None:
    """One after the other; exit code 1 where rows were rejected, and at once where a file is refused."""
    rejected = 0
    for loading in loadings:
        try:
            report = loading()
        except Refused as refused:
            typer.secho(str(refused), fg=typer.colors.RED, err=True)
            raise typer.Exit(1) from None
        for line in told(report):
            typer.echo(line)
        rejected += report.tally.rejected
    raise typer.Exit(rejected > 0)


class Shown:
    """Progress on the error stream, once a second."""

    def __init__(self) -> None:
        self._begun = self._last = 0.0
        self._before: int | None = None

    def __call__(self, tally: Tally, rows: int) -> None:
        """After a page."""
        now = time.monotonic()
        if self._before is None:
            self._before = tally.done  # an import that goes on did these earlier
            self._begun = self._last = now
        elif now - self._last >= 1:
            speed = (tally.done - self._before) / (now - self._begun)
            left = (rows - tally.done) / speed if speed else 0
            share = tally.done / rows
            typer.echo(
                f"{tally.done:,} of {rows:,} rows ({share:.0%}), {tally.rejected:,} rejected, "
                f"{speed:,.0f} rows/s, {left:,.0f} s left",
                err=True,
            )
            self._last = now


def told(report: Report) -> list[str]:
    """The reconciliation in words."""
    tally = report.tally
    resumed = f", resumed at row {report.resumed:,}" if report.resumed else ""
    ways = f"{tally.written:,} written + {tally.there:,} there already + {tally.rejected:,} rejected"
    lines = [f"{report.rows:,} rows = {ways}, in {report.seconds:.1f} s{resumed}"]
    for outcome, amounts in sorted(tally.amounts.items()):
        lines += [f"  {outcome}: {name} {show(amount)}" for name, amount in amounts.items()]
    if report.rejects:
        lines.append(f"rejected rows and reasons: {report.rejects}")
    return lines
