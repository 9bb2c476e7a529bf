"""The services as the gateway calls them: one pooled HTTP client, a signed token a call, a time limit on each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

import orjson
import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

# What services refuse crosses as a code: whoever turns it back must have read every declaration.
import kernel.cases.documents
import kernel.cases.refusals
import kernel.policy
import kernel.tabular  # noqa: F401
from gateway.web.caller import Caller
from kernel.clock import Clock
from kernel.config import Settings
from kernel.context import Context
from kernel.refusals import Unavailable, from_wire
from kernel.tokens import sign

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 10.0
CONNECTIONS = 32
OK = 200


class Services:
    """Sends commands and questions to the services; what they refuse is raised here as the refusal itself."""

    def __init__(self, settings: Settings) -> None:
        self._key = settings.service_token_key
        self._clock: Clock = settings.clock
        self._city = settings.city
        limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
        self._pools = {
            service: urllib3.connection_from_url(url, maxsize=CONNECTIONS, timeout=limits, retries=False)
            for service, url in settings.service_urls.items()
            if url
        }

    def command(self, service: str, command: Any, caller: Caller, command_id: str) -> dict[str, Any]:
        """Have `command` carried out; the reply is `{result, stream, version}`. Raises Refused.

        Sent again with the same id it acts once (promise K2).
        """
        path = f"/commands/{type(command).__name__}"
        return cast(dict[str, Any], self._post(service, path, command, self._context(caller, command_id)))

    def query(self, service: str, query: Any, caller: Caller) -> Any:
        """The JSON answer to `query`. Raises Refused."""
        return self._post(service, f"/queries/{type(query).__name__}", query, self._context(caller))

    def queries(self, service: str, queries: Sequence[Any], caller: Caller) -> list[Any]:
        """The answers to several queries of one service, in one call. Raises the first that is refused."""
        asked = [{"name": type(query).__name__, "body": asdict(query)} for query in queries]
        body = orjson.dumps({"queries": asked})
        return list(self._send(service, "POST", "/queries", body, self._context(caller))["answers"])

    def read(self, service: str, path: str) -> Any:
        """The JSON answer to a GET of ours. Raises Refused."""
        return self._send(service, "GET", path, b"", self._context(Caller()))

    def _post(self, service: str, path: str, message: Any, context: Context) -> Any:
        return self._send(service, "POST", path, orjson.dumps(asdict(message)), context)

    def _send(self, service: str, method: str, path: str, body: bytes, context: Context) -> Any:
        headers = {
            "Authorization": f"Bearer {sign(context, service, body, self._key)}",
            "Content-Type": "application/json",
        }
        if service not in self._pools:  # nobody has said where it is
            raise Unavailable()
        try:
            answer = _answer(self._pools[service], method, path, body, headers)
        except HTTPError:
            raise Unavailable() from None
        if answer.status == OK:
            return orjson.loads(answer.data)
        raise from_wire(orjson.loads(answer.data))

    def _context(self, caller: Caller, command_id: str | None = None) -> Context:
        return Context(
            now=self._clock(),
            actor=caller.account,
            role=caller.role,
            on_behalf_of=caller.on_behalf_of,
            channel=caller.channel,
            session=caller.session,
            city=self._city,
            command_id=command_id,
            correlation_id=command_id or "",
        )


def _answer(
    pool: urllib3.HTTPConnectionPool, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> urllib3.BaseHTTPResponse:
    try:
        return pool.urlopen(method, path, body, headers)
    except ReadTimeoutError:
        raise  # it has been waited for long enough
    except HTTPError:
        # A restart closes pooled connections under us; a command keeps its id, so that it acts once.
        return pool.urlopen(method, path, body, headers)
