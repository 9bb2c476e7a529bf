"""How a route of the API is declared: its address, what it does (for the table of rights), what it is sent."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

import marshmallow as ma
import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import fields, validate

from gateway.web.acting import KEY_HEADER
from gateway.web.bodies import Parser
from gateway.web.rights import NOBODY, RIGHTS, needs

View = Callable[..., Any]
OBJECT = {"type": "object"}
BINARY = {"type": "string", "format": "binary"}
JSON, PDF, CSV = "application/json", "application/pdf", "text/csv"
TABLES = (CSV, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")

PAGE: Mapping[str, fields.Field] = {
    "after": fields.String(
        load_default="",
        validate=validate.Length(max=200, error="参数after不正确，请使用上一页返回的next。"),
        metadata={"description": "The `next` of the page before"},
    ),
    "limit": fields.Integer(
        load_default=50,
        validate=validate.Range(1, 200, error="每页条数应在1到200之间。"),
        error_messages={"invalid": "每页条数应为整数。"},
        metadata={"description": "Rows of a page"},
    ),
}
WAITING = "The `wait_for` of a reply: waits up to 2 s until its outcome shows"
WAITS = {"parameters": [{"in": "query", "name": "wait_for", "schema": {"type": "string"}, "description": WAITING}]}
WAIT_FOR: Mapping[str, fields.Field] = {
    "wait_for": fields.String(load_default="", metadata={"description": WAITING}),
}


def arguments(**named: fields.Field) -> type[ma.Schema]:
    """The schema of an address's arguments."""
    return ma.Schema.from_dict(dict(named), name="Arguments")


class ReplySchema(ma.Schema):
    """What a command is answered with."""

    result = fields.Dict(required=True)
    stream = fields.String(required=True)
    version = fields.Integer(required=True)
    wait_for = fields.String(required=True, metadata={"description": "Give it to a read that must show the outcome"})


class ProblemSchema(ma.Schema):
    """RFC 9457, with a stable code and errors by field."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True, metadata={"description": "A Chinese sentence that says what to do"})
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class Routes(Blueprint):
    """A blueprint whose routes say what they do, answer JSON and are described whole."""

    ARGUMENTS_PARSER = Parser()

    def reads(self, rule: str, action: str, query: Any = None) -> Callable[[View], View]:
        """`GET`: a question; `query` is the schema of its arguments."""
        return self._declared("GET", rule, action, query, "query")

    def sends(self, rule: str, action: str, query: Any = None, media: Sequence[str] = (PDF,)) -> Callable[[View], View]:
        """`GET` of a file of one of these media types."""
        return self._declared("GET", rule, action, query, "query", BINARY, media=media)

    def looks(self, rule: str, action: str) -> Callable[[View], View]:
        """`GET` of a view's page, which waits for `waited_for()`. It is read often and takes no other argument."""
        return self._declared("GET", rule, action, None, "query", extra=WAITS)

    def asks(self, rule: str, action: str, body: ma.Schema) -> Callable[[View], View]:
        """`POST` of a question whose terms must not stand in an address."""
        return self._declared("POST", rule, action, body, "json")

    def acts(self, rule: str, action: str, body: ma.Schema | None = None) -> Callable[[View], View]:
        """`POST` of a command; the answer is its reply."""
        return self._declared("POST", rule, action, body, "json", ReplySchema, KEY)

    def receives(self, rule: str, action: str, answer: Any = ReplySchema) -> Callable[[View], View]:
        """`POST` of a file, as a form with the field `file`; the answer is a command's reply, if not another."""
        return self._declared("POST", rule, action, None, "files", answer, KEY | FILE)

    def _declared(
        self,
        method: str,
        rule: str,
        action: str,
        sent: Any,
        location: str,
        answer: Any = OBJECT,
        extra: Mapping[str, Any] = {},
        media: Sequence[str] = (JSON,),
    ) -> Callable[[View], View]:
        security: list[dict[str, list[str]]] = [] if NOBODY in RIGHTS[action] else [{"bearer": []}]
        problem = {"description": "Problem", "content": {"application/problem+json": {"schema": ProblemSchema}}}
        answers = {"200": {"description": "OK", "content": {one: {"schema": answer} for one in media}}}
        # 422 is named because what checks arguments would describe it in its own way.
        answers |= dict.fromkeys(("422", "default"), problem)

        def declare(view: View) -> View:
            declared = needs(action)(_as_json(view))
            if sent is not None:
                declared = self.arguments(sent, location=location, error_status_code=422)(declared)
            described = self.doc(security=security, responses=answers, **extra)(declared)
            # What is described is what is called, without the layer that `doc` puts around it.
            declared._apidoc = described._apidoc  # type: ignore[attr-defined]
            return self.route(rule, methods=[method])(declared)  # type: ignore[no-any-return]

        return declare


CHANNEL = {
    "in": "header",
    "name": "X-Channel",
    "required": False,
    "schema": {"type": "string"},
    "description": "The channel of the city through which it comes: web, window, hotline, kiosk …",
}
KEY = {
    "parameters": [
        CHANNEL,
        {
            "in": "header",
            "name": KEY_HEADER,
            "required": False,
            "schema": {"type": "string", "maxLength": 200},
            "description": "The same key with the same body acts once. Without one the answer names the one made up.",
        },
    ]
}
FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def _as_json(view: View) -> View:
    @wraps(view)
    def answered(*values: Any, **named: Any) -> Response:
        value = view(*values, **named)
        return value if isinstance(value, Response) else json_response(value)

    return answered


def waited_for() -> str:
    """The place that a reader of a view wants to see the outcome of."""
    return request.args.get("wait_for", "")


def json_response(value: Any) -> Response:
    """The value as JSON."""
    return Response(orjson.dumps(value), content_type="application/json")
