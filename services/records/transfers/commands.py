"""Asking for a transfer and following it (TRF-01, TRF-02)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kernel.commands import execute
from kernel.context import Context
from kernel.events import Event
from kernel.service import Service
from kernel.store import Document
from services.records import contract as c
from services.records.access import own_person
from services.records.personfile import entries_of
from services.records.transfers import domain
from services.records.transfers.queries import shown, standing_of, transfers_alike


def request_transfer(service: Service, command: c.RequestTransfer, context: Context) -> Document:
    """Result: `{transfer_id, steps, warning?}`. The stream's number makes two at once one and a refusal."""
    own_person(context, command.person_id)
    command = _by_entry(service, command)
    number = domain.next_number(transfers_alike(service.store, command))
    transfer_id = f"{command.person_id}-{command.line}-{command.direction}-{number}"
    standing = standing_of(service.store, command.person_id, command.line)

    def result(transfer: domain.Transfer) -> Document:
        told = shown(transfer, context.today)
        return {"transfer_id": transfer_id, "steps": told["steps"], **_warning(service, told["late"], context.today)}

    return execute(
        service.store,
        c.TRANSFER.stream(transfer_id),
        domain.transfer,
        lambda transfer: domain.request(command, transfer_id, transfer, standing, service.city, context),
        context,
        result=result,
    )


def _by_entry(service: Service, command: c.RequestTransfer) -> c.RequestTransfer:
    """Asked for by the entry that stands for all of a person's. Raises TransferUnderWay where another one has."""
    entry, *others = entries_of(service.store, command.person_id)
    for other in others:
        alike = transfers_alike(service.store, replace(command, person_id=other))
        if alike and isinstance(alike[-1], domain.UnderWay):
            raise c.TransferUnderWay(since=alike[-1].asked.requested_on)
    return replace(command, person_id=entry)


def advance_transfer(service: Service, command: c.AdvanceTransfer, context: Context) -> Document:
    """Result: as GetTransfer."""
    return _decided(service, command.transfer_id, lambda transfer: domain.advance(command, transfer, context), context)


def refuse_transfer(service: Service, command: c.RefuseTransfer, context: Context) -> Document:
    """Result: as GetTransfer."""
    return _decided(service, command.transfer_id, lambda transfer: domain.decline(command, transfer, context), context)


def _decided(
    service: Service,
    transfer_id: str,
    decide: Callable[[domain.Transfer], Sequence[Event]],
    context: Context,
) -> Document:
    return execute(
        service.store,
        c.TRANSFER.stream(transfer_id),
        domain.transfer,
        decide,
        context,
        result=lambda transfer: shown(transfer, context.today),
    )


def get_transfer(service: Service, query: c.GetTransfer, context: Context) -> Document:
    """One transfer. Raises TransferUnknown, Forbidden."""
    found, _ = service.store.state(c.TRANSFER.stream(query.transfer_id), domain.transfer)
    told = shown(found, context.today)
    entries = entries_of(service.store, told["person_id"])
    own_person(context, context.on_behalf_of if context.on_behalf_of in entries else told["person_id"])
    return told


def _warning(service: Service, late: bool, today: str) -> Document:
    if not late:
        return {}
    days = service.city.policy.at("transfer/reminder", today)["days"]
    return {"warning": f"您离职已超过{days}天，转移照常受理，但可能影响待遇衔接，请及时配合办理。"}
