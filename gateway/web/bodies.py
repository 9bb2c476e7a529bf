"""What the API is sent: JSON of a bounded size and depth, checked against the schema of the message it becomes."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NoReturn

import flask
import marshmallow as ma
import orjson
from webargs import core
from webargs.flaskparser import FlaskParser

from kernel.refusals import Invalid, Refused
from kernel.schema import error_paths, schema_for

MOST_JSON_BYTES = 1_000_000
MOST_DEPTH = 20


class NotJson(Refused):
    """The body cannot be read as JSON."""

    code = "not_json"
    sentence = "提交的内容不是有效的JSON（须为UTF-8编码），请检查后重新提交。"
    status = 400


class TooDeep(Refused):
    """Lists and objects are nested deeper than any message is."""

    code = "json_too_deep"
    sentence = "提交的内容嵌套过深，请按接口说明的格式提交。"
    status = 400


class NotJsonType(Refused):
    """The content type is not JSON."""

    code = "unsupported_media_type"
    sentence = "请以application/json格式提交，并在请求头Content-Type中写明。"
    status = 415


class TooLarge(Refused):
    """More bytes than a body may have."""

    code = "too_large"
    sentence = "提交的内容过大，请减少后再提交。"
    status = 413


def parsed(body: bytes) -> Any:
    """The JSON value in `body`. Raises TooLarge, NotJson, TooDeep."""
    if len(body) > MOST_JSON_BYTES:
        raise TooLarge()
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as wrong:
        # Beyond 1,024 levels the parser itself gives up.
        raise (TooDeep if "depth" in str(wrong) else NotJson)() from None
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
    if level:
        raise TooDeep()
    return value


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


class Parser(FlaskParser):
    """webargs with our limits and our refusals."""

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:  # noqa: ARG002
        """The body as JSON; an empty one is an empty object. Raises Refused."""
        body = req.get_data()
        if not body:
            return {}
        if not core.is_json(req.mimetype):
            raise NotJsonType()
        return parsed(body)

    def handle_error(self, error: ma.ValidationError, *_given: Any, **_named: Any) -> NoReturn:
        """Say what is wrong, field by field."""
        messages: Any = error.messages
        inner = next(iter(messages.values())) if isinstance(messages, Mapping) else messages
        raise Invalid(errors=dict(error_paths(inner))) from None


@cache
def body_of(message: type, *given: str) -> ma.Schema:
    """The schema of a message without the fields that the gateway fills in itself (whose person, which unit)."""
    unknown = set(given) - {f.name for f in fields(message)}
    if unknown:
        raise TypeError(f"{message.__name__} has no {', '.join(sorted(unknown))}")
    whole = type(schema_for(message))
    name = "_without_".join((message.__name__, *filter(None, ["_".join(given)])))
    return type(name, (whole,), {"Meta": type("Meta", (whole.Meta,), {"exclude": given})})()


# ------------------------------------------------------------------ files

MOST_UPLOAD_BYTES = 11 << 20
"""What a request may have at all; each kind of file has a smaller limit of its own."""
MOST_NAME = 100


@dataclass(frozen=True)
class Upload:
    """A file that was sent along: its name, freed of paths and control characters, and its content."""

    name: str
    content: bytes

    @property
    def base64(self) -> str:
        """The content as text, as a command carries it."""
        return b64encode(self.content).decode()


def uploaded(name: str, megabytes: int) -> Upload | None:
    """The file of the form field `name`; None where none was chosen. Raises FileTooLarge."""
    sent = flask.request.files.get(name)
    if sent is None or not sent.filename:
        return None
    content = sent.stream.read((megabytes << 20) + 1)
    if len(content) > megabytes << 20:
        raise FileTooLarge(megabytes=megabytes)
    bare = sent.filename.replace("\\", "/").rpartition("/")[2]
    return Upload("".join(c for c in bare if c.isprintable())[-MOST_NAME:] or "file", content)


def required_upload(name: str, megabytes: int) -> Upload:
    """The same; Invalid where none was chosen or it is empty."""
    upload = uploaded(name, megabytes)
    if upload is None or not upload.content:
        raise Invalid(errors={name: ["请选择要上传的文件，文件不能是空的。"]})
    return upload


class FileTooLarge(Refused):
    """A file beyond what its kind may have."""

    code = "file_too_large"
    sentence = "文件超过{megabytes}MB，请拆分或压缩后分别上传。"
    fields = ("file",)
    status = 413
