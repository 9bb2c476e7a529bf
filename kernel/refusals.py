"""Refusals: a "no" that has a code, a Chinese sentence that says what to do, and the fields it concerns.

A refusal crosses a service boundary as `{code, args}`; its sentence is found again by its code, so no text is parsed.
"""

from typing import Any, ClassVar

_by_code: dict[str, type["Refused"]] = {}


class Refused(Exception):
    """A command or query that the rules do not allow. Subclasses set `code`, `sentence` and, where it fits, `fields`.

    `sentence` may name the arguments as `{month}`; `status` is the HTTP status of the answer (409 when the
    state of things is in the way, 422 when the input is).
    """

    code: ClassVar[str]
    sentence: ClassVar[str]
    fields: ClassVar[tuple[str, ...]] = ()
    status: ClassVar[int] = 422

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        known = _by_code.setdefault(cls.code, cls)
        if known.__qualname__ != cls.__qualname__ or known.__module__ != cls.__module__:
            raise TypeError(f"two refusals share the code {cls.code!r}: {known!r} and {cls!r}")

    def __init__(self, **arguments: Any) -> None:
        super().__init__(self.code)
        self.arguments = arguments

    def __str__(self) -> str:
        return self.sentence.format(**self.arguments)

    def to_wire(self) -> dict[str, Any]:
        """`{code, args}`: how a refusal travels between services."""
        return {"code": self.code, "args": self.arguments}


def from_wire(answer: dict[str, Any]) -> Refused:
    """The refusal that `answer` (`{code, args}`) stands for. Raises KeyError for a code nobody declared."""
    return _by_code[answer["code"]](**answer.get("args", {}))


def declared() -> dict[str, type[Refused]]:
    """Every refusal that the imported contracts declare, by code."""
    return dict(_by_code)


class Invalid(Refused):
    """The input does not have the shape that was asked for. `errors` maps a field's path to its sentences."""

    code = "invalid"
    sentence = "有内容没有填写正确，请按提示修改后再提交。"


class Unauthenticated(Refused):
    """No token, or one that is not good here."""

    code = "unauthenticated"
    sentence = "请先登录。"
    status = 401


class Forbidden(Refused):
    """The role is not granted this action."""

    code = "forbidden"
    sentence = "您没有办理此事项的权限。如需办理，请联系单位管理员或拨打12333。"
    status = 403


class NotFound(Refused):
    """Nothing is there under that name, or it is not the asker's to see."""

    code = "not_found"
    sentence = "没有找到您要的内容，请核对编号后重试。"
    status = 404


class CommandIdReused(Refused):
    """The same command id came with another body (promise K2)."""

    code = "command_id_reused"
    sentence = "同一个请求编号已用于另一项内容，请刷新页面后重新提交。"
    status = 409


class Busy(Refused):
    """Too many wrote at once; nothing was done and the same request may be sent again."""

    code = "busy"
    sentence = "系统繁忙，本次没有办理，请稍候片刻再提交一次。"
    status = 503


class Unavailable(Refused):
    """A service or its store cannot be reached; the same request may be sent again."""

    code = "unavailable"
    sentence = "该项服务暂时无法使用，请稍后再试，或拨打12333咨询。"
    status = 503
