"""How far the subscriptions of a service have come, read from its store alone: for those who operate the platform."""

from collections.abc import Mapping, Sequence

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
    serving = _serving_inboxes(database)
    counted = _counted(database, list(serving.values()))
    return [
        {"subscription": name, **counted[inbox], "held": _held(database, inbox) if counted[inbox]["parked"] else []}
        for name, inbox in sorted(serving.items())
    ]


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


def _counted(database: Database[Document], inboxes: Sequence[str]) -> dict[str, Document]:
    """`{behind, parked}` of each inbox, all counted in one call of the store."""
    counted = {inbox: {"behind": 0, "parked": 0} for inbox in inboxes}
    if not inboxes:
        return counted
    together = [{"$unionWith": {"coll": inbox, "pipeline": _counting(inbox)}} for inbox in inboxes[1:]]
    for found in database[inboxes[0]].aggregate([*_counting(inboxes[0]), *together]):
        counted[found["inbox"]][found["_id"]] = found["streams"]
    return counted


def _counting(inbox: str) -> list[Document]:
    kind = {"$cond": [{"$ifNull": ["$error", False]}, "parked", "behind"]}
    counting = {"$group": {"_id": kind, "streams": {"$sum": 1}}}
    return [{"$match": {"behind": True}}, counting, {"$set": {"inbox": inbox}}]


def _held(database: Database[Document], inbox: str) -> list[Document]:
    held = [
        {"stream": place["_id"], **{name: place["error"].get(name, "") for name in ("event", "why", "since")}}
        for place in database[inbox].find({"behind": True, "error": {"$ne": None}}).limit(MOST_PARKED)
    ]
    return sorted(held, key=lambda one: one["since"])
