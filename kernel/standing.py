"""Where the subscriptions of a service stand, told from its store alone: for whoever watches over the platform."""

from pymongo.database import Database

from kernel.store import Document

INBOX = "inbox_"
MOST_PARKED = 50


def subscriptions(database: Database[Document]) -> list[Document]:
    """`[{subscription, behind, parked, held: [{stream, event, why, since}]}]` by name.

    `behind` streams want an event they do not have yet, `parked` ones are held back by an event that could not be
    applied; `held` are some of these, the oldest first. Generations of a read model that do not serve are left out.
    """
    inboxes = {name.removeprefix(INBOX): name for name in database.list_collection_names() if name.startswith(INBOX)}
    serving = {f"{one['_id']}_{one['generation']}": one["_id"] for one in database["readmodels"].find()}
    models = tuple(f"{model}_" for model in serving.values())
    known = {
        serving.get(name, name.removesuffix("_0")): inbox  # a model whose pointer was never moved serves its 0
        for name, inbox in inboxes.items()
        if name in serving or not (name.startswith(models) and name.rpartition("_")[2].isdecimal())
    }
    return [{"subscription": name, **_standing(database, inbox)} for name, inbox in sorted(known.items())]


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
