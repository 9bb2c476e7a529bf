"""The catalogue of all services: which service a matter and a case belong to, and what a city makes of a matter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.web.acting import ask
from kernel.cases import Matter
from kernel.cases import messages as m
from kernel.cases.refusals import MatterUnknown
from kernel.policy import City
from services.employer import contract as employer
from services.identity import contract as identity
from services.records import contract as records


@dataclass(frozen=True)
class Owner:
    """A service that has cases, by the letter that the ids of its cases carry."""

    service: str
    matters: Mapping[str, Matter]


OWNERS: Mapping[str, Owner] = {
    "U": Owner("employer", employer.MATTERS),
    "R": Owner("records", records.MATTERS),
    "V": Owner("identity", identity.MATTERS),
}
"""A service that takes cases is added here, and to `gateway/views/cases.py`."""
OLDEST = "U"
"""Whose cases have ids without a letter."""


def service_of_case(case_id: str) -> str:
    """The service whose desk the case lies on."""
    return OWNERS.get(case_id.rpartition("-")[2][:1], OWNERS[OLDEST]).service


def document_of(case_id: str, document: str) -> Any:
    """`{media_type, content}` of a document of a case. Whom the case is about is asked for with it: to look at
    somebody's papers is a look at them (ID-17)."""
    service = service_of_case(case_id)
    ask(service, m.GetCase(case_id))
    return ask(service, m.GetDocument(case_id, document))


def matter_of(code: str) -> tuple[str, Matter]:
    """A matter and its service. Raises MatterUnknown."""
    for owner in OWNERS.values():
        if code in owner.matters:
            return owner.service, owner.matters[code]
    raise MatterUnknown()


def all_matters() -> Iterator[Matter]:
    """Every matter of every service."""
    return (matter for owner in OWNERS.values() for matter in owner.matters.values())


def catalogue_entry(matter: Matter, city: City, today: str) -> dict[str, Any]:
    """A matter as the catalogue shows it today, as `Matter.catalogue_entry` with what the city's policy says:

    `working_days` until it is decided, `hours` `{days, opens, closes}`, `channels` `[{code, name, offered}]`.
    """
    policy = city.policy
    offered = policy.at(matter.channels, today)["offered"]
    return {
        **matter.catalogue_entry(),
        "working_days": policy.at(matter.deadline, today)["working_days"],
        "hours": dict(policy.at(matter.hours, today).values),
        "channels": [{**channel, "offered": channel["code"] in offered} for channel in city["channels"]],
    }
