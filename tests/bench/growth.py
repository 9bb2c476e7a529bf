"""What must not grow with what is stored: medians of 5, the large case against the small one."""

import statistics
import time
from collections.abc import Callable

from gateway.views.person import person_at_a_glance
from kernel.commands import execute
from kernel.events import Fact
from kernel.numbering import Numbering
from kernel.privacy import Sealer
from kernel.readmodel import Generations
from kernel.service import Service
from services.records import contract as c
from tests.bench.kernel import context, fill
from tests.bench.measure import say
from tests.bench.stage import Stage
from tests.kernel.sample import CONTRACT, add, tally

RUNS = 5
BOUND = "within 30 % of the small case"


def growth_store_x10(stage: Stage) -> None:
    """The command `Add` on a new stream, in a store of 20,000 and of 200,000 commits."""
    small, large = (_command_ms(stage, commits) for commits in (20_000, 200_000))
    say("growth_store_x10", large, "ms", small, "the same with a tenth of the commits", BOUND, command="Add (sample)")


def _command_ms(stage: Stage, commits: int) -> float:
    service = stage.service(CONTRACT)
    fill(service, commits, 2000)
    numbering = Numbering(service.store)
    while numbering.number():
        pass

    def one(number: int) -> None:
        execute(service.store, f"tally-new-{number}", tally, lambda total: add(1, total), context(f"c{number}"))

    return _end(service, _median_ms(one, 300))


def growth_career_40y(stage: Stage) -> None:
    """The page "person at a glance" after 4 and after 40 years of five lines a month, read as the gateway reads it."""
    small, large = (_page_ms(stage, years) for years in (4, 40))
    limit_is = "the same page after a tenth of the career"
    say("growth_career_40y", large, "ms", small, limit_is, BOUND, page="person at a glance")


def _page_ms(stage: Stage, years: int) -> float:
    service = stage.service(c.CONTRACT)
    sealer = Sealer(service.settings.sealing_keys)
    who = c.PersonRegistered(
        "P1", sealer.seal("320102198003072813"), sealer.seal("王小明"), "", "", "320102", "employee", "1986-01-01"
    )
    document = person_at_a_glance.fold({}, _fact(who, "person-P1", 1))
    for year in range(2026 - years, 2026):
        stream = f"contribution-P1-{year}"
        document = person_at_a_glance.fold(document or {}, _fact(_year(year), stream, 1))
    views = Generations(service.database, person_at_a_glance)
    views.serving().insert_one({"_id": "P1", **(document or {})})
    return _end(service, _median_ms(lambda _: views.get("P1"), 2000))


def _year(year: int) -> c.ContributionsImported:
    rows: list[c.ImportedRow] = [
        {
            "period": f"{year}-{month:02d}",
            "line": line,
            "kind": "normal",
            "unit_id": "U1",
            "base": 500_000,
            "employer": 80_000,
            "individual": 40_000,
            "account": 40_000 if line == "pension" else 0,
            "arrived_on": f"{year}-{month:02d}-20",
        }
        for month in range(1, 13)
        for line in c.LINES
    ]
    return c.ContributionsImported("P1", year, rows)


def _fact(event: object, stream: str, version: int) -> Fact:
    category = stream.split("-")[0]
    return Fact(event, "records", category, stream, version, 1, 1, "2026-11-22T00:00:00.000Z", {})  # type: ignore[arg-type]


def _median_ms(work: Callable[[int], object], count: int) -> float:
    """The median of 5 runs, of the median of each."""
    medians, number = list[float](), 0
    for _ in range(RUNS):
        taken = list[float]()
        for _ in range(count):
            number += 1
            started = time.perf_counter()
            work(number)
            taken.append((time.perf_counter() - started) * 1000)
        medians.append(statistics.median(taken))
    return statistics.median(medians)


def _end(service: Service, value: float) -> float:
    service.database.client.drop_database(service.database.name)
    service.close()
    return value


ALL: tuple[Callable[[Stage], None], ...] = (growth_store_x10, growth_career_40y)
