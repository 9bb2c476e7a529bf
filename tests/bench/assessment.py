"""A month's assessment: people with five lines each, one commit a person, bills included."""

from collections.abc import Callable
from statistics import median

from kernel.context import Context
from kernel.numbering import Numbering
from kernel.readmodel import Generations
from kernel.service import Service
from kernel.store import FILLED_IN_BY_SERVER, INDEXES, NewCommit
from services.records import contract as c
from services.records.contributions.assessment import assess_page
from services.records.runs.commands import order_assessment
from services.records.runs.work import carry_out
from services.records.units import units as units_model
from tests.bench.kernel import context
from tests.bench.measure import RUNS, rate, say
from tests.bench.stage import Stage

PEOPLE, UNITS, MONTH = 5000, 200, "2026-10"
PAGE = 1000


def assessment(stage: Stage) -> None:
    """People a second, against inserting the very documents it made."""
    ours, bare = list[float](), list[float]()
    for _ in range(RUNS):
        service = stage.service(c.CONTRACT)
        _enrol(service)
        clerk = Context(now=service.clock(), actor="bench", role="clerk", city="nanjing", command_id="assess")
        order_assessment(service, c.AssessMonth(MONTH), clerk)
        ours.append(rate(PEOPLE, lambda s=service: carry_out(s, assess_page, "assessment", MONTH, s.context())))
        bare.append(_bare(service))
        service.database.client.drop_database(service.database.name)
        service.close()
    limit_is = "bare insert_many of the same documents, pages of 1000"
    say("assessment", median(ours), "people/s", median(bare), limit_is, ">= 0.15", per="5 lines a person, 1 commit")


def _enrol(service: Service) -> None:
    """People on all lines, and units with an injury class 工伤风险类别."""
    lines = list(c.LINES)
    for start in range(0, PEOPLE, PAGE):
        commits = []
        for number in range(start, start + PAGE):
            person, unit = f"P{number:032d}", f"U{number % UNITS:04d}"
            enrolled = c.PersonEnrolled(person, unit, lines, "2025-01", 600_000 + number, "employee")
            commits.append(NewCommit(c.ENROLMENT.stream(person, unit), 0, [enrolled], context()))
        service.store.append_many(commits)
    known = Generations(service.database, units_model).serving()
    known.insert_many([{"_id": f"U{number:04d}", "industry_class": 1} for number in range(UNITS)])
    numbering = Numbering(service.store)
    while numbering.number():
        pass


def _bare(service: Service) -> float:
    found = service.store.commits.find({"category": "contribution", "events.type": "ContributionsAssessed"}, {"_id": 0})
    documents = [{**d, "ts": FILLED_IN_BY_SERVER} for d in found]
    assert len(documents) == PEOPLE, len(documents)
    target = service.database["bare"]
    target.create_indexes(INDEXES)

    def insert() -> None:
        for start in range(0, PEOPLE, PAGE):
            target.insert_many(documents[start : start + PAGE], ordered=False)

    return rate(PEOPLE, insert)


ALL: tuple[Callable[[Stage], None], ...] = (assessment,)
