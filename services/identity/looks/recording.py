"""Keeping looks, showing in clear, disputing, on the store."""

from dataclasses import replace
from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.refusals import Busy, Forbidden
from kernel.store import NewCommit
from services.identity import contract as c
from services.identity.account.oneself import check_oneself
from services.identity.identity import Identity
from services.identity.looks import domain
from services.identity.looks.domain import LOOKS, Entry, dispute, entries

Reply = dict[str, Any]
ATTEMPTS = 10


def record_looks(service: Identity, command: c.RecordLooks, context: Context) -> Reply:
    """One event a person and day, in one bulk insert; the batch again changes nothing. Raises Forbidden, Busy."""
    domain.only_machines(context)
    left = {c.LOOK.stream(*key): (key[0], looks) for key, looks in domain.by_person(command.seen).items()}
    for _ in range(ATTEMPTS):
        versions = service.store.versions(list(left))
        commits = [
            NewCommit(stream, versions.get(stream, 0), [c.DataSeen(person, looks)], _part(context, stream))
            for stream, (person, looks) in left.items()
        ]
        appended = service.store.append_many(commits)
        left = {stream: left[stream] for stream in appended.conflict}
        if not left:
            return {"result": {}, "stream": "", "version": 0}
    raise Busy()


def _part(context: Context, stream: str) -> Context:
    """Each stream's commit carries an id of its own, so that the batch, sent again, is known stream by stream."""
    return replace(context, command_id=f"{context.command_id}/{stream}", command_hash=None)


def unmask(service: Identity, command: c.Unmask, context: Context) -> Reply:
    """Noted first, then told; the reply that is stored says nothing. Raises Forbidden, NoReason, PersonUnknown."""
    check_oneself(service, context)
    event = domain.unmask(command, context)
    archived = service.archive.get(command.person_id)
    if archived is None or "name" not in archived:
        raise c.PersonUnknown()
    stream = c.LOOK.stream(command.person_id, context.instant[:10])
    reply = execute(service.store, stream, LOOKS, lambda _: [event], context)
    told = {name: archived.get(name) or "" for name in command.fields}
    return {**reply, "result": {name: service.sealer.open(text) if text else "" for name, text in told.items()}}


def dispute_look(service: Identity, command: c.DisputeLook, context: Context) -> Reply:
    """Raises Forbidden, LookUnknown, OwnLook, AlreadyDisputed."""
    check_oneself(service, context)
    if context.role != "person" or context.on_behalf_of != command.person_id:
        raise Forbidden()
    entry, sealed = find(service, command.person_id, command.look_id), service.sealer.seal(command.reason)
    stream = c.DISPUTE.stream(command.person_id, command.look_id)
    return execute(
        service.store,
        stream,
        dispute,
        lambda state: domain.dispute_look(command, entry, sealed, state, context),
        context,
        result=lambda _: {"dispute_id": stream.removeprefix(c.DISPUTE.stream(""))},
    )


def answer_dispute(service: Identity, command: c.AnswerDispute, context: Context) -> Reply:
    """Raises Forbidden, DisputeUnknown, OwnLook, AlreadyAnswered."""
    sealed = service.sealer.seal(command.answer)
    return execute(
        service.store,
        c.DISPUTE.stream(command.dispute_id),
        dispute,
        lambda state: domain.answer(command, sealed, state, context),
        context,
        result=lambda _: {"justified": command.justified},
    )


def find(service: Identity, person_id: str, look_id: str) -> Entry | None:
    """The look of that id, where there is one."""
    day = look_id.rpartition(".")[0]
    events, _ = service.store.load(c.LOOK.stream(person_id, day))
    return next((entry for entry in entries(day, events) if entry.look_id == look_id), None)
