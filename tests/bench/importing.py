"""Bringing past contributions: from a sorted CSV into records, some fifty rows a commit, a person's year each."""

import time
from pathlib import Path
from statistics import median

from deploy.demo.generate import Wanted, generate
from kernel.bulk import Report
from kernel.service import Service
from kernel.store import INDEXES
from services.employer.importing.loading import unit_numbers
from services.records.contract import CONTRACT
from services.records.importing.loading import load_contributions, load_persons
from tests.bench.measure import median_of, rate, say
from tests.bench.stage import Stage

PEOPLE = 150


def import_rows(stage: Stage) -> None:
    """Contribution rows a second, checks and checkpoint included; then the same file again."""
    city = stage.directory / "city"
    generate(Wanted("nanjing", PEOPLE, seed=1), city)
    units = set(unit_numbers(city / "units.csv"))
    reports, again, limit = list[Report](), list[float](), list[float]()

    def bring() -> float:
        service = stage.service(CONTRACT)
        load_persons(service, city / "persons.csv", units)
        reports.append(load_contributions(service, city / "contributions.csv", units))
        again.append(_again(service, city / "contributions.csv", units, reports[-1].rows))
        limit.append(_bare(service, reports[-1].rows))
        service.close()
        return reports[-1].rows / reports[-1].seconds

    value = median_of(bring)
    say(
        "import_rows",
        value,
        "rows/s",
        median(limit),
        "bare insert_many of the same commits, pages of 500",
        bound=">= 5000",
        rows=reports[-1].rows,
        again=round(median(again)),
    )


def _again(service: Service, file: Path, units: set[str], rows: int) -> float:
    started = time.perf_counter()
    load_contributions(service, file, units)
    return rows / (time.perf_counter() - started)


def _bare(service: Service, rows: int) -> float:
    """The same documents into a collection with the same indexes, nothing checked."""
    documents = list(service.store.commits.find({"category": "contribution"}, {"_id": 0}))
    bare = service.database["bare"]
    bare.create_indexes(INDEXES)

    def insert() -> None:
        for page in range(0, len(documents), 500):
            bare.insert_many(documents[page : page + 500], ordered=False)

    return rate(rows, insert)


ALL = (import_rows,)
