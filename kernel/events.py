"""Events, their categories and contracts: the published language of a service.

An event class is declared once, with its wire name written out; its fields are JSON values. A stored event is
`{"type", "v", "data"}`; a published one is a CloudEvents 1.0 object. Both become a `Fact` when they are read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform


@dataclass(frozen=True)
class Category:
    """A kind of stream: the unit of subscription. Public or private for ever; a private one is never published."""

    name: str
    public: bool = True

    def stream(self, *parts: object) -> str:
        """The name of one stream: `<category>-<part>-<part>`."""
        return "-".join((self.name, *map(str, parts)))


class Event:
    """A fact in the past tense. Declared with `@event(category, name, version)`."""

    __slots__ = ()
    category: ClassVar[Category]
    type: ClassVar[str]
    v: ClassVar[int]
    names: ClassVar[tuple[str, ...]]


C = TypeVar("C", bound=type)


@dataclass_transform(frozen_default=True)
def event(category: Category, name: str, version: int = 1) -> Callable[[C], C]:
    """Make the class an event of `category` with that wire name and version."""

    def declare(cls: C) -> C:
        made: Any = dataclass(frozen=True, slots=True)(cls)
        made.category, made.type, made.v = category, name, version
        made.names = tuple(f.name for f in fields(made))
        return made  # type: ignore[no-any-return]

    return declare


@dataclass_transform(frozen_default=True)
def message(cls: C) -> C:
    """Make the class a command or a query: a frozen dataclass that schema.checked can fill from a body."""
    made: Any = dataclass(frozen=True, slots=True)(cls)
    return made  # type: ignore[no-any-return]


def to_stored(happened: Event) -> dict[str, Any]:
    """`{"type", "v", "data"}`: an event as a commit holds it."""
    return {"type": happened.type, "v": happened.v, "data": {n: getattr(happened, n) for n in happened.names}}


class UnknownEvent(Exception):
    """A (type, version) that no contract can read: a deployment mistake, never the user's."""


@dataclass(frozen=True, slots=True)
class Unreadable(Event):
    """Stands for an event that a listener's contract cannot read, a newer producer's perhaps. It cannot be applied."""

    why: Exception


@dataclass(frozen=True)
class Source:
    """What a subscription listens to: one category of one service."""

    contract: "Contract"
    category: Category


Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class Contract:
    """What one service publishes: its categories, events and the way from each old version to the next."""

    def __init__(
        self, service: str, events: Iterable[type[Event]], upcasters: Mapping[tuple[str, int], Upcaster] | None = None
    ) -> None:
        self.service = service
        self.events = {cls.type: cls for cls in events}
        self.upcasters = dict(upcasters or {})
        self.categories = {cls.category.name: cls.category for cls in self.events.values()}

    @property
    def version(self) -> str:
        """Changes whenever an event is added or gets a new version: part of a read model's version."""
        return ",".join(f"{name}.{cls.v}" for name, cls in sorted(self.events.items()))

    def source(self, category: Category) -> Source:
        """That category of this service, to subscribe to."""
        if self.categories.get(category.name) != category or not category.public:
            raise ValueError(f"{self.service} publishes no category {category.name}")
        return Source(self, category)

    def decode(self, kind: str, version: int, data: dict[str, Any]) -> Event:
        """The event of today that was stored as (kind, version). Raises UnknownEvent."""
        cls = self.events.get(kind)
        if cls is None or version != cls.v:
            for step in self.check_path(kind, version):
                data = step(data)
            cls = self.events[kind]
        try:
            return cls(**data)
        except TypeError:  # a newer producer may have added fields: they are not ours to know
            return cls(**{name: data[name] for name in cls.names if name in data})

    def heard(self, kind: str, version: int, data: dict[str, Any]) -> Event:
        """As `decode`, for listeners: Unreadable where the event cannot be read, so that the other streams go on."""
        try:
            return self.decode(kind, version, data)
        except Exception as error:
            return Unreadable(error)

    def check_path(self, kind: str, version: int) -> list[Upcaster]:
        """The steps from (kind, version) to today's version. Raises UnknownEvent when one is missing."""
        cls = self.events.get(kind)
        if cls is None or version > cls.v:
            raise UnknownEvent(f"{self.service} cannot read {kind} in version {version}")
        missing = [v for v in range(version, cls.v) if (kind, v) not in self.upcasters]
        if missing:
            raise UnknownEvent(f"{self.service} has no upcaster for {kind} from version {missing[0]}")
        return [self.upcasters[kind, v] for v in range(version, cls.v)]


@dataclass(frozen=True, slots=True)
class Fact:
    """An event together with where, when and by whose act it happened: what folds and reactions receive."""

    event: Event
    source: str
    category: str
    stream: str
    version: int
    """Position in its stream, from 1."""
    sequence: int
    """Number of its commit in the service's log, from 1, without gap."""
    category_sequence: int
    """Position in its category, from 1, without gap."""
    time: str
    meta: Mapping[str, Any]

    @property
    def id(self) -> str:
        """`<stream>:<version>`, unique within the source."""
        return f"{self.stream}:{self.version}"


EXTENSIONS = ("correlationid", "causationid", "actor", "channel", "city", "traceparent")
"""What of a commit's meta is published: facts know no more, wherever they come from."""


def facts_of(commit: Mapping[str, Any], contract: Contract) -> list[Fact]:
    """The facts of one stored commit of our own. Raises UnknownEvent."""
    return _facts(commit, contract, contract.decode)


def facts_heard(commit: Mapping[str, Any], contract: Contract) -> list[Fact]:
    """The facts of one commit of a history, Unreadable ones among them."""
    return _facts(commit, contract, contract.heard)


def _facts(
    commit: Mapping[str, Any], contract: Contract, read: Callable[[str, int, dict[str, Any]], Event]
) -> list[Fact]:
    meta = {name: commit["meta"][name] for name in EXTENSIONS if name in commit["meta"]}
    return [
        Fact(
            read(stored["type"], stored["v"], stored["data"]),
            contract.service,
            commit["category"],
            commit["stream"],
            commit["version"] + place,
            commit.get("seq", 0),
            commit.get("cseq", 0) + place,
            commit["meta"]["time"],
            meta,
        )
        for place, stored in enumerate(commit["events"])
    ]


def cloud_events(commit: Mapping[str, Any], service: str) -> list[dict[str, Any]]:
    """The CloudEvents 1.0 objects of one numbered commit, as they are published."""
    meta = commit["meta"]
    shared = {name: meta[name] for name in EXTENSIONS if meta.get(name)}
    return [
        {
            "specversion": "1.0",
            "id": f"{commit['stream']}:{commit['version'] + place}",
            "source": service,
            "type": stored["type"],
            "dataschema": f"{service}/{stored['type']}/{stored['v']}",
            "subject": commit["stream"],
            "time": meta["time"],
            "category": commit["category"],
            "streamversion": commit["version"] + place,
            "sequence": commit["seq"],
            "categorysequence": commit["cseq"] + place,
            **shared,
            "datacontenttype": "application/json",
            "data": stored["data"],
        }
        for place, stored in enumerate(commit["events"])
    ]


def fact_of(published: Mapping[str, Any], contract: Contract) -> Fact:
    """The fact that a published CloudEvent carries, Unreadable perhaps."""
    version = int(published["dataschema"].rpartition("/")[2])
    return Fact(
        contract.heard(published["type"], version, published["data"]),
        published["source"],
        published["category"],
        published["subject"],
        published["streamversion"],
        published["sequence"],
        published["categorysequence"],
        published["time"],
        {name: published[name] for name in EXTENSIONS if name in published},
    )
