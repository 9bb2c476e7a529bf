"""What an approved staff case does, and what a dropped one leaves, in the transaction of the case."""

import json

from kernel.cases.effects import Effect
from kernel.cases.life import Application
from kernel.privacy import Sealer
from kernel.unit import Unit
from services.employer.contract import STAFF, UNIT
from services.employer.staff import domain
from services.employer.staff.declaration import Addition, summary
from services.employer.units.domain import open_unit
from services.employer.units.domain import unit as unit_aggregate


def staff_effect(sealer: Sealer) -> Effect:
    """The effect of both staff matters: what is carried out stands in the person's stream since it was declared.

    Nobody is added to a unit that has been closed, however the two crossed. Raises UnitIsClosed.
    """

    def carry_out(unit: Unit, application: Application) -> str:
        stream = STAFF.stream(application.applicant, application.subject)
        state = unit.load(stream, domain.staff)
        if state.pending and isinstance(state.pending.declaration, Addition):
            open_unit(unit.load(UNIT.stream(application.applicant), unit_aggregate))
        unit.append(stream, domain.carry_out(_who(application, sealer), application.case_id, state))
        return summary(state.pending.declaration) if state.pending else application.summary

    def drop(unit: Unit, application: Application) -> None:
        if application.subject:
            stream = STAFF.stream(application.applicant, application.subject)
            who = domain.Who(application.applicant, application.subject)
            unit.append(stream, domain.drop(who, application.case_id, unit.load(stream, domain.staff)))

    return Effect(carry_out, drop)


def _who(application: Application, sealer: Sealer) -> domain.Who:
    form = json.loads(sealer.open(application.form))
    sealed = {name: sealer.seal(form[name]) if form.get(name) else "" for name in ("id_number", "name", "mobile")}
    return domain.Who(application.applicant, application.subject, **sealed)
