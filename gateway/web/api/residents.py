"""ENR-23: the resident schemes: what a person and their children have, and what the office assesses and books."""

from typing import Any

from gateway.web.acting import ask, caller, carry_out
from gateway.web.api.routes import Routes
from gateway.web.bodies import body_of
from gateway.web.rights import for_themself
from services.records import contract as records
from services.records.contract import residents

routes = Routes("residents", __name__, description="Residents and children")


@routes.reads("/me/resident-insurance", "see own record")
def own_insurance() -> Any:
    """Resident pension, resident and children's medical: mine and my children's, year by year, and what is offered.

    Whoever acts for a guardian sees the guardian's own alone: an authority does not reach through to the children.
    """
    return ask("records", residents.GetResident(caller().on_behalf_of, children=for_themself(caller())))


@routes.acts("/resident-assessments", "collect contributions", body_of(residents.AssessResidentYear))
def assess_year(body: dict[str, Any]) -> Any:
    """Assess a year for everybody in the resident schemes; a rerun is harmless."""
    return carry_out("records", residents.AssessResidentYear(**body))


@routes.reads("/resident-assessments/<year>", "collect contributions")
def year_assessed(year: str) -> Any:
    """How far the assessment of a year has come."""
    return ask("records", records.GetRun("resident_year", year))


@routes.acts("/resident-payments", "collect contributions", body_of(residents.RecordResidentPayments))
def record_payments(body: dict[str, Any]) -> Any:
    """Payments of residents that arrived, row by row."""
    return carry_out("records", residents.RecordResidentPayments(**body))
