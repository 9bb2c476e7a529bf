"""Where the subscriptions of a service stand, told from its store alone: for whoever watches over the platform."""

from collections.abc import Mapping

from pymongo.database import Database

from kernel.events import message
from kernel.inbox import let_go_on
from kernel.refusals import Refused
from kernel.schema import Line
from kernel.store import Document

INBOX = "inbox_"
MOST_PARKED = 50


@message
class RetryParked:
    """Let a stream that is held back be tried again from where it stands, after the mend; named as `subscriptions`
    names it. Result: empty. Raises NotParked. Done once more it changes nothing.
    """

    subscription: Line
    stream: Line


class NotParked(Refused):
    """The stream goes on already, or was never held back."""

    code = "not_parked"
    sentence = "这条业务流没有被搁置，可能已经重试过，请刷新页面查看最新状态。"
    status = 409


def subscriptions(database: Database[Document]) -> list[Document]:
    """`[{subscription, behind, parked, held: [{stream, event, why, since}]}]` by name.

    `behind` streams want an event they do not have yet, `parked` ones are held back by an event that could not be
    applied; `held` are some of these, the oldest first. Generations of a read model that do not serve are left out.
    """
    serving = sorted(_serving_inboxes(database).items())
    return [{"subscription": name, **_standing(database, inbox)} for name, inbox in serving]


def retry(database: Database[Document], asked: RetryParked) -> None:
    """Carry `asked` out in the inbox that serves. Raises NotParked."""
    inbox = _serving_inboxes(database).get(asked.subscription)
    if inbox is None or not let_go_on(database[inbox], asked.stream):
        raise NotParked()


def _serving_inboxes(database: Database[Document]) -> Mapping[str, str]:
    inboxes = {name.removeprefix(INBOX): name for name in database.list_collection_names() if name.startswith(INBOX)}
    serving = {f"{one['_id']}_{one['generation']}": one["_id"] for one in database["readmodels"].find()}
    models = tuple(f"{model}_" for model in serving.values())
    return {
        serving.get(name, name.removesuffix("_0")): inbox  # a model whose pointer was never moved serves its 0
        for name, inbox in inboxes.items()
        if name in serving or not (name.startswith(models) and name.rpartition("_")[2].isdecimal())
    }


def _standing(database: Database[Document], inbox: str) -> Document:
    behind = {"behind": True}
    held = [
        {"stream": place["_id"], **{name: place["error"].get(name, "") for name in ("event", "why", "since")}}
        for place in database[inbox].find({**behind, "error": {"$ne": None}}).limit(MOST_PARKED)
    ]
    return {
        "behind": database[inbox].count_documents({**behind, "error": None}),
        "parked": database[inbox].count_documents({**behind, "error": {"$ne": None}}),
        "held": sorted(held, key=lambda one: one["since"]),
    }
