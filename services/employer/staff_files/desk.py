"""Taking files of staff changes in, committing them, telling how far they are."""

import base64
import binascii
from dataclasses import replace
from datetime import datetime
from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.events import Fact
from kernel.refusals import Invalid, NotFound, Refused
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff.domain import staff
from services.employer.staff_files import domain
from services.employer.staff_files.domain import File, NoFile, staff_file
from services.employer.staff_files.going_through import Declaring, Trial
from services.employer.staff_files.pages import check_table
from services.employer.units.domain import check_own, declaring
from services.employer.units.domain import unit as unit_aggregate


def hand_in(office: Office, command: c.HandInStaffFile, context: Context) -> Document:
    """Take a file in, if it is a table of ours; it is read and tried out afterwards. Result: `{file_id}`."""
    check_own(command.unit_id, context)
    declaring(office.store.state(c.UNIT.stream(command.unit_id), unit_aggregate)[0])
    try:
        content = base64.b64decode(command.content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(errors={"content": ["文件没有完整上传，请重新上传。"]}) from None
    if not check_table(content):
        raise c.StaffFileEmpty()
    file_id = f"{command.unit_id}-{context.new_id('staff file')}"
    office.pages.keep_upload(file_id, content)
    name = office.sealer.seal(command.file_name)
    handed_in = c.StaffFileHandedIn(file_id, command.unit_id, name, len(content), context.actor)
    reply = execute(
        office.store,
        c.STAFF_FILE.stream(file_id),
        staff_file,
        lambda state: domain.hand_in(handed_in, state),
        context,
        result=lambda _: {"file_id": file_id},
    )
    if seen(office, file_id, context).state != "reading":
        office.pages.forget_upload(file_id)  # handed in again after it was read
    return reply


def commit(office: Office, command: c.CommitStaffFile, context: Context) -> Document:
    """Declare what the trial found good. Result: `{file_id}`. Raises what `declaring` does, NotFound."""
    state = seen(office, command.file_id, context)
    if state.committed_at is None:
        declaring(office.store.state(c.UNIT.stream(state.unit_id), unit_aggregate)[0])
    return execute(
        office.store,
        c.STAFF_FILE.stream(command.file_id),
        staff_file,
        lambda state: domain.commit(state, context),
        context,
        result=lambda _: {"file_id": command.file_id},
    )


def get_file(office: Office, query: c.GetStaffFile, context: Context) -> dict[str, Any]:
    """How far a file has come, see `GetStaffFile`. Raises NotFound."""
    state = seen(office, query.file_id, context)
    shown, limit = state.shown, min(query.limit or 1000, 1000)
    behind = [bad for bad in shown.bad if bad["line"] > query.after]
    return {
        "file_id": state.file_id,
        "unit_id": state.unit_id,
        "state": state.state,
        "rows": state.rows,
        "done": shown.rows,
        "good": state.trial.good,
        "unchanged": shown.unchanged,
        "declared": state.declared.good,
        "bad_rows": len(shown.bad),
        "bad": behind[:limit],
        "next": behind[limit - 1]["line"] if len(behind) > limit else None,
        "problem": dict(zip(("code", "sentence"), state.problem, strict=True)) if state.problem else None,
        **_difference(state),
    }


def seen(office: Office, file_id: str, context: Context) -> File:
    """The file, where the asker may see it. Raises NotFound."""
    state, _ = office.store.state(c.STAFF_FILE.stream(file_id), staff_file)
    if isinstance(state, NoFile) or (context.role == "agent" and context.on_behalf_of != state.unit_id):
        raise NotFound()
    return state


def _difference(state: File) -> dict[str, Any]:
    found = state.difference
    lines = [{**cost, "title": c.LINE_TITLES[cost["line"]]} for cost in found.lines]
    totals = {payer: sum(cost[payer] for cost in found.lines) for payer in ("employer", "individual")}  # type: ignore[literal-required]
    people = {"new": found.new, "returning": found.returning, "stopping": found.stopping}
    return {
        "difference": {"roster": state.roster, "absent": state.absent, **people},
        "cost": {**totals, "lines": lines},
    }


# ------------------------------------------------------------------ by itself


def on_staff_file(unit: Unit, fact: Fact, service: Service) -> None:
    """The next step of a file: each step's own event is what makes the one after it begin."""
    assert isinstance(service, Office)
    state = unit.load(fact.stream, staff_file)
    if not isinstance(state, File):
        return
    match state.state:
        case "reading":
            unit.append(fact.stream, _read(service, state))
        case "checking":
            trial = Trial(service, replace(_acting(unit.context, state), command_id=unit.context.command_id))
            unit.append(fact.stream, domain.page_checked(trial.go_through(state), state))
        case "declaring":
            ground = unit.context
            unit.context = _acting(ground, state)
            tally = Declaring(service, unit).go_through(state)
            unit.context = ground
            unit.append(fact.stream, domain.page_declared(tally, state))


def _acting(ground: Context, state: File) -> Context:
    """Who handed the file in acts, at the moment it was committed, where it was."""
    actor = state.committed_by or state.handed_in_by
    now = datetime.fromisoformat(state.committed_at) if state.committed_at else ground.now
    return replace(ground, now=now, actor=actor, role="agent", on_behalf_of=state.unit_id, channel="file")


def _read(office: Office, state: File) -> Any:
    try:
        found = office.pages.read(state.file_id)
    except Refused as refused:
        office.pages.forget_upload(state.file_id)
        return [c.StaffFileUnreadable(state.file_id, state.unit_id, refused.code, str(refused))]
    roster, absent = _compared(office, state.unit_id, found["people"])
    office.pages.forget_upload(state.file_id)
    return domain.read(found["rows"], found["pages"], roster, absent, state)


def _compared(office: Office, unit_id: str, sealed_people: str) -> tuple[int, int]:
    """How many people are active with the unit, and how many of them the file does not name."""
    named = {office.person_id(number) for number in office.opened_list(sealed_people)}
    prefix = c.STAFF.stream(unit_id) + "-"
    streams = office.store.streams(prefix, "")
    active = {name.removeprefix(prefix) for name, events in streams if staff.after(events).active()}
    return len(active), len(active - named)
