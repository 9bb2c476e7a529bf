"""The HTTP side of a service: nameko entry points for commands, queries, history and health.

`@command(Message)` and `@query(Message)` decorate methods `(self, message, context)`; the stock
`@http` gives neither checked bodies, nor callers, nor refusals, nor a port that several processes share.
"""

import logging
import socket
from collections.abc import Sequence
from functools import partial
from typing import Any, TypedDict

import eventlet
import orjson
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import DependencyProvider
from nameko.web.handlers import HttpRequestHandler
from nameko.web.server import WebServer
from pymongo.errors import PyMongoError
from werkzeug.wrappers import Request, Response

from kernel.context import Context
from kernel.events import message
from kernel.moment import one_moment
from kernel.refusals import Invalid, NotFound, Refused, Unauthenticated, Unavailable
from kernel.schema import checked
from kernel.service import Service
from kernel.standing import RetryParked, retry, subscriptions
from kernel.store import Document
from kernel.tokens import verify

log = logging.getLogger(__name__)
MOST_BYTES = 20_000_000


class OneQuery(TypedDict):
    """The name of a query's message, and its body."""

    name: str
    body: dict[str, Any]


@message
class Asked:
    """What is asked in one call: the questions of a page cost one token and one answer."""

    queries: list[OneQuery]


class SharedPortServer(WebServer):
    """The stock server on a port that other processes of the same service may share, bound to loopback by default."""

    def start(self) -> None:
        if not self._starting:  # type: ignore[has-type]  # the stock server's own attributes
            self._starting = True
            self._sock = eventlet.listen(self.bind_addr, backlog=512, reuse_port=True)
            self._sock.settimeout(None)
            # Connections inherit it. Else the end of an answer that is written in parts, as one over 16 KiB is, waits
            # for the other side's delayed acknowledgement: 40 ms.
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._serv = self.get_wsgi_server(self._sock, self.get_wsgi_app())
            self._gt = self.container.spawn_managed_thread(self.run)

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, **options: Any) -> Any:
        server = super().get_wsgi_server(sock, wsgi_app, **options)
        server.log_output = False
        return server


class Wired(DependencyProvider):
    """Gives the service class what its composition root has made: one `Service` a process."""

    def __init__(self, wire: Any) -> None:
        self.wire = wire

    def setup(self) -> None:
        self.made = self.wire(self.container.config["settings"])
        # Here, once: subscriptions that asked for it at the same moment would each make a client of their own, because
        # cached_property's lock does not hold between greenlets, and a session works with its own client only.
        self.database = self.made.database

    def get_dependency(self, _worker: Any) -> Any:
        return self.made


class _Entrypoint(HttpRequestHandler):
    """Checks who asks, runs the method as a nameko worker, and turns its value or its refusal into JSON."""

    server = SharedPortServer()

    def arguments(self, request: Request, body: bytes) -> tuple[Any, ...]:
        """What the method is called with. Raises Refused."""
        self.caller(request, body)
        return (request,)

    def handle_request(self, request: Request) -> Response:
        request.shallow = False
        try:
            body = _body(request)
            return _json(self.call(*self.arguments(request, body)))
        except Refused as refused:
            return _json(refused.to_wire(), refused.status, {"Retry-After": "2"} if refused.status == 503 else {})
        except (PyMongoError, ContainerBeingKilled) as outage:
            log.warning("unavailable: %s %s", type(outage).__name__, getattr(outage, "code", None) or "")
            return _json(Unavailable().to_wire(), 503, {"Retry-After": "2"})
        except Exception:
            log.exception("failed: %s", self.url)
            return _json({"code": "failed", "args": {}}, 500)

    def service(self) -> Service:
        """What the composition root has made for this process."""
        provider = next(d for d in self.container.dependencies if isinstance(d, Wired))
        made: Service = provider.made
        return made

    def caller(self, request: Request, body: bytes) -> Context:
        """Who asks, from the token. Raises Unauthenticated."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer":
            raise Unauthenticated()
        service = self.service()
        return verify(token, service.name, body, service.settings.service_token_key, service.context())

    def call(self, *arguments: Any) -> Any:
        """Run the decorated method as a nameko worker and wait for its value."""
        done = Event()
        self.container.spawn_worker(self, arguments, {}, handle_result=partial(self.handle_result, done))
        return done.wait()


class _CommandEntrypoint(_Entrypoint):
    """`POST /commands/<Name>`; the method receives `(message, context)` and returns `{result, stream, version}`."""

    def __init__(self, message: type, **options: Any) -> None:
        self.message = message
        super().__init__("POST", f"/commands/{message.__name__}", **options)

    def arguments(self, request: Request, body: bytes) -> tuple[Any, ...]:
        context = self.caller(request, body)
        if context.command_id is None:
            raise Unauthenticated()
        return checked(self.message, _parsed(body)), context


class _QueryEntrypoint(_Entrypoint):
    """`POST /queries/<Name>`: a body that the token covers, so that no id stands in an address or a log."""

    def __init__(self, message: type, **options: Any) -> None:
        self.message = message
        super().__init__("POST", f"/queries/{message.__name__}", **options)

    def arguments(self, request: Request, body: bytes) -> tuple[Any, ...]:
        context = self.caller(request, body)
        return checked(self.message, _parsed(body)), context


class _QueriesEntrypoint(_Entrypoint):
    """`POST /queries`: several of the service's queries in one call; the method receives `(asked, context)`, `asked` a
    list of the methods' names with their messages."""

    def __init__(self, **options: Any) -> None:
        super().__init__("POST", "/queries", **options)

    def arguments(self, request: Request, body: bytes) -> tuple[Any, ...]:
        context = self.caller(request, body)
        known = {one.message.__name__: one for one in self.container.entrypoints if isinstance(one, _QueryEntrypoint)}
        asked = checked(Asked, _parsed(body)).queries
        if unknown := [each["name"] for each in asked if each["name"] not in known]:
            raise NotFound() from KeyError(*unknown)
        entries = [(known[each["name"]], each["body"]) for each in asked]
        return [(entry.method_name, checked(entry.message, body)) for entry, body in entries], context


class _ReadEntrypoint(_Entrypoint):
    """`GET` of a path for our own processes; the method receives the request."""

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__("GET", url, **options)


class _OpenEntrypoint(_ReadEntrypoint):
    """The same without a token: health and public keys, which tell of nobody."""

    def arguments(self, request: Request, _body: bytes) -> tuple[Any, ...]:
        return (request,)


command = _CommandEntrypoint.decorator
query = _QueryEntrypoint.decorator
queries = _QueriesEntrypoint.decorator
read = _ReadEntrypoint.decorator
read_open = _OpenEntrypoint.decorator


class ServiceRoutes:
    """What the HTTP side of every service answers: its history and its health. Service classes inherit it."""

    service: Service

    @queries
    def several(self, asked: Sequence[tuple[str, Any]], context: Context) -> Document:
        """`{answers: [...]}` in the order in which they were asked, of one moment; what refuses one refuses all."""
        with one_moment():
            return {"answers": [getattr(self, method)(message, context) for method, message in asked]}

    @read("/history")
    def history(self, request: Request) -> Document:
        """`{commits: [...]}` of `category` behind category number `after`, at most `limit` (5,000)."""
        category = self._public(request.args["category"])
        after, limit = int(request.args.get("after", 0)), min(int(request.args.get("limit", 1000)), 5000)
        return {"commits": list(self.service.store.history(category, after, limit))}

    @read("/history/heads")
    def heads(self, request: Request) -> Document:
        """`{category: number of its last event}` for each of `categories`, parted by commas."""
        asked = request.args["categories"].split(",")
        return {name: self.service.store.category_head(self._public(name)) for name in asked}

    @read("/history/streams/<stream>")
    def stream(self, request: Request) -> Document:
        """`{commits: [...]}` of one stream behind version `after`, numbered ones only."""
        stream = request.path_values["stream"]  # type: ignore[attr-defined]  # set by nameko
        after = int(request.args.get("after", 0))
        commits = list(self.service.store.numbered(stream, after))
        for commit in commits[:1]:
            self._public(commit["category"])
        return {"commits": commits}

    @read_open("/health")
    def health(self, _request: Request) -> Document:
        """`{service, version, head, published, lag_seconds}` after really asking the store."""
        return self.service.health()

    @read("/standing")
    def standing(self, _request: Request) -> Document:
        """`{health, subscriptions}`: as `health` tells, and where each stands, see kernel.standing."""
        return {"health": self.service.health(), "subscriptions": subscriptions(self.service.database)}

    @command(RetryParked)
    def retry_parked(self, command: RetryParked, context: Context) -> Document:
        """Result: empty. It is no event: who asked stands in the log."""
        retry(self.service.database, command)
        log.info("retry of %s %s asked by %s", command.subscription, command.stream, context.actor)
        return {"result": {}, "stream": "", "version": 0}

    def _public(self, category: str) -> str:
        known = self.service.store.contract.categories.get(category)
        if known is None or not known.public:
            raise NotFound()
        return category


def _body(request: Request) -> bytes:
    if (request.content_length or 0) > MOST_BYTES:
        raise Invalid(errors={"_schema": ["内容过大，请减少后再提交。"]})
    return request.get_data()


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid(errors={"_schema": ["内容不是有效的JSON。"]}) from None


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(value), status, headers, content_type="application/json")
