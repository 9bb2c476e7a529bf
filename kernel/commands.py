"""Carrying out a command: load, decide, append; once more if another writer was faster (promises K1, K2)."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from pymongo.errors import PyMongoError

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Busy, CommandIdReused, Refused
from kernel.store import CommandRepeated, Document, EventStore, NewCommit, WrongVersion
from kernel.unit import Unit

S = TypeVar("S")
ATTEMPTS = 5
PAUSE_SECONDS = 0.005
SINGLE_STREAM_ATTEMPTS = 40
"""One of the writers of a stream wins each round, so many may meet on one stream and all of them end."""


def execute(
    store: EventStore,
    stream: str,
    aggregate: Aggregate[S],
    decide: Callable[[S], Sequence[Event]],
    context: Context,
    result: Callable[[S], Document] = lambda _: {},
) -> Document:
    """Decide on one stream and append what was decided; the reply is `{result, stream, version}`.

    `decide` is pure and may be called again on a newer state. No events: nothing is stored and the reply names the
    version as it stands. A repeated command gets its first reply. Raises what `decide` refuses, CommandIdReused, Busy.
    """

    def attempt() -> Document:
        state, version = store.state(stream, aggregate)
        events = decide(state)
        reached = aggregate.after(events, state)
        reply = {"result": result(reached), "stream": stream, "version": version + len(events)}
        if not events:
            return first_reply(store, context) or reply
        store.append(NewCommit(stream, version, events, context, reply))
        return reply

    return _once(store, context, attempt, SINGLE_STREAM_ATTEMPTS)


def execute_across(store: EventStore, decide: Callable[[Unit], Document], context: Context) -> Document:
    """Decide over several streams in one transaction; `decide` loads and appends through the unit it is given.

    Its value is the reply (`{result, stream, version}`, see `Unit.reply`). Only where one decision needs it.
    """

    def attempt() -> Document:
        with store.transaction() as session:
            unit = Unit(store, session, context)
            reply = decide(unit)
            written = unit.flush(reply)
        return reply if written else first_reply(store, context) or reply

    return _once(store, context, attempt, ATTEMPTS)


def _once(store: EventStore, context: Context, attempt: Callable[[], Document], attempts: int) -> Document:
    for tried in range(attempts):
        try:
            return attempt()
        except (CommandRepeated, Refused) as outcome:
            # What was carried out already may look forbidden now: its first reply is the answer.
            reply = first_reply(store, context)
            if reply is None:
                raise outcome
            return reply
        except WrongVersion:
            pass
        except PyMongoError as failure:
            if not failure.has_error_label("TransientTransactionError"):
                raise
        time.sleep(random.uniform(0, PAUSE_SECONDS * 2 ** min(tried, 4)))
    raise Busy()


def first_reply(store: EventStore, context: Context) -> Document | None:
    """What was answered if the command has been carried out already. Raises CommandIdReused.

    Asked before deciding where it would be wrong to decide twice: a one-time password is right only the first time.
    """
    stored = store.find_command(context.command_id) if context.command_id else None
    if stored and stored["command_hash"] != context.command_hash:
        raise CommandIdReused() from None
    return cast(Document, stored["reply"]) if stored else None
