"""What records tells makes employer note."""

from kernel.events import Fact
from kernel.service import Service
from kernel.unit import Unit
from services.employer.contract import STAFF
from services.employer.staff import domain
from services.records import contract as records


def on_enrolment(unit: Unit, fact: Fact, _service: Service) -> None:
    """Lines that were enrolled or stopped, declared by us or not, and what could not be carried out."""
    event = fact.event
    if not isinstance(event, records.PersonEnrolled | records.PersonStopped | records.EnrolmentRefused):
        return
    if isinstance(event, records.PersonEnrolled) and event.participant != "employee":
        return
    stream = STAFF.stream(event.unit_id, event.person_id)
    state = unit.load(stream, domain.staff)
    unit.append(stream, _noted(event, domain.Who(event.unit_id, event.person_id), state))


def _noted(
    event: records.PersonEnrolled | records.PersonStopped | records.EnrolmentRefused,
    who: domain.Who,
    state: domain.Staff,
) -> list[domain.StaffEvent]:
    match event:
        case records.PersonEnrolled():
            return domain.note_enrolled(who, event.lines, event.start_month, state)
        case records.PersonStopped():
            if not state.lines:
                return []
            return domain.note_ended(who, event.lines, event.stop_month, state)
        case records.EnrolmentRefused():
            return domain.note_refused(who, event.change, event.lines, event.code, event.sentence, state)
