"""What a request works with: the services, the views, the city, and who asks. Every route acts through here."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, Response, current_app, g, request

from gateway.web.caller import Caller, Tokens
from gateway.web.captcha import Captchas
from gateway.web.looks import Journal, seen
from gateway.web.reading import Views
from gateway.web.services import Services
from gateway.web.unsent import Unsent
from kernel.config import Settings
from kernel.policy import City
from kernel.privacy import Sealer
from kernel.refusals import Refused

MOST_KEY = 200
KEY_HEADER = "Idempotency-Key"


class KeyNotAllowed(Refused):
    """An Idempotency-Key that is too long or not printable ASCII."""

    code = "idempotency_key"
    sentence = "请求头Idempotency-Key须为1到200个可见的ASCII字符，请修改后重新提交。"
    status = 400


class NotSentYet(Refused):
    """A form that is taken up again after signing in is shown as it was typed; it is sent by who typed it alone."""

    code = "not_sent_yet"
    sentence = "刚才填写的内容已经恢复，还没有提交。请核对后再提交；选好的文件没有保留，需要重新选择。"
    status = 409


@dataclass(frozen=True)
class Edge:
    """What one web process has at hand."""

    settings: Settings
    city: City
    services: Services
    views: Views
    tokens: Tokens
    sealer: Sealer
    captchas: Captchas
    looks: Journal
    unsent: Unsent


def install(app: Flask, edge: Edge) -> None:
    """Give the requests of `app` this edge."""
    app.extensions["edge"] = edge


def edge() -> Edge:
    """What this process has at hand."""
    return edge_of(current_app)


def edge_of(app: Flask) -> Edge:
    """The edge that `app` was given."""
    return cast(Edge, app.extensions["edge"])


def caller() -> Caller:
    """Who asks."""
    return cast(Caller, g.caller)


def ask(service: str, query: Any) -> Any:
    """A service's answer to the caller's question; whose data it holds is noted (ID-17). Raises Refused."""
    return seen(edge().services.query(service, query, caller()))


def ask_all(service: str, *queries: Any) -> list[Any]:
    """A service's answers to several questions, asked in one call. Raises the first that is refused."""
    return [seen(answer) for answer in edge().services.queries(service, queries, caller())]


def carry_out(service: str, command: Any, part: str = "") -> dict[str, Any]:
    """Have the caller's command carried out, once for one Idempotency-Key. Raises Refused.

    `part` tells several commands of one name apart that one submission sends. The reply is the service's, with
    `wait_for`: what a read is given that must show the outcome (promise K7).
    """
    _check_sent()
    reply = edge().services.command(service, command, caller(), command_id(type(command).__name__ + part))
    place = f"{service}/{reply['stream']}:{reply['version']}" if reply["stream"] else ""
    return reply | {"wait_for": place}


def exchange(command: Any) -> Any:
    """A secret for another: carried out without a key, since an answer that holds tokens is never given twice."""
    _check_sent()
    return edge().services.command("identity", command, caller(), secrets.token_hex(16))["result"]


def _check_sent() -> None:
    if "taken_up" in g:
        raise NotSentYet()


def command_id(name: str) -> str:
    """The id under which a command of this request acts once: of the account, the command and the key.

    Who is nobody has no keys: two strangers with the same one would get each other's answers.
    """
    if not caller().signed_in:
        return secrets.token_hex(16)
    return id_of_submission(caller().account, name, submission_key())


def id_of_submission(account: str, name: str, key: str) -> str:
    """The command id of what an account submits under an Idempotency-Key; `name` is the command's (and its part's)."""
    return hashlib.sha256(f"{account}\n{name}\n{key}".encode()).hexdigest()[:32]


def submission_key() -> str:
    """The key of this submission: the header's, the form's, or a new one. Raises KeyNotAllowed."""
    if "submission_key" not in g:
        key = request.headers.get(KEY_HEADER) or request.form.get("key") or secrets.token_urlsafe(16)
        if len(key) > MOST_KEY or not (key.isascii() and key.isprintable()):
            raise KeyNotAllowed()
        g.submission_key = key
    return cast(str, g.submission_key)


def name_key(response: Response) -> Response:
    """Tell the key that was made up for a submission without one, so that it can be repeated."""
    if "submission_key" in g and request.path.startswith("/api/"):
        response.headers[KEY_HEADER] = g.submission_key
    return response


def path_values() -> Mapping[str, str]:
    """The values of the address: whose unit, which case."""
    return cast(Mapping[str, str], request.view_args or {})
