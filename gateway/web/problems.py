"""What went wrong, told to people and programs alike: RFC 9457 problems for the API, the same words on a page."""

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from gateway.web.acting import edge
from gateway.web.duties import DutyFirst
from gateway.web.session import FormTooOld
from gateway.web.unsent import keep_typed
from kernel.refusals import Refused, Unauthenticated, Unavailable
from services.identity.contract import ProofNeeded

log = logging.getLogger(__name__)

RETRY_SECONDS = 2
TITLES = {
    400: "请求有误",
    401: "需要登录",
    403: "没有权限",
    404: "没有找到",
    405: "方式不对",
    409: "与现状不符",
    410: "已失效",
    413: "内容过大",
    415: "格式不支持",
    422: "内容需要修改",
    423: "已锁定",
    429: "次数过多",
    503: "暂时无法使用",
}
TITLES_OF_CODES = {"form_too_old": "页面已失效"}
"""Where that of the status would tell people something else."""
CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}
SENTENCES = {
    400: "请求的内容无法读取，请检查后重新提交。",
    404: "没有找到您要的内容，请核对地址后重试。",
    405: "该地址不支持这种操作，请从页面重新进入。",
    413: "提交的内容过大。上传文件的，请按页面上注明的大小压缩文件，或分成几个文件，再重新提交。",
    415: "不支持这种格式，请按说明的格式提交。",
    429: "操作过于频繁，请稍后再试。如有疑问，请拨打12333。",
}
FAILED = "系统出现故障，本次没有办理成功。请稍后再试，或拨打12333咨询。"


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong: a status, a stable code, a sentence that says what to do, and errors by field."""

    status: int
    code: str
    detail: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """A few words that are the same for every problem of this status, or code."""
        return TITLES_OF_CODES.get(self.code) or TITLES.get(self.status) or "出现故障"

    def to_wire(self) -> dict[str, Any]:
        """The members of RFC 9457, and `code` and `errors`."""
        told: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        return told | ({"errors": self.errors} if self.errors else {})


def problem_of(error: Exception) -> Problem:
    """The problem that a refusal, an HTTP error or a fault stands for. A fault tells nothing of itself."""
    match error:
        case Refused():
            headers = {"Retry-After": str(RETRY_SECONDS)} if error.status == Unavailable.status else {}
            return Problem(error.status, error.code, str(error), _errors(error), headers)
        case HTTPException(code=int(status)) if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            known = status if status in CODES else 400
            kept = {n: v for n, v in error.get_headers() if n in ("Allow", "Retry-After")}
            return Problem(status, CODES[known], _own_sentence(error) or SENTENCES[known], headers=kept)
        case _:
            return Problem(500, "failed", FAILED)


def _own_sentence(error: HTTPException) -> str:
    """Of a limit that says more than to wait."""
    told = error.limit.error_message if isinstance(error, RateLimitExceeded) else None
    return told if isinstance(told, str) else ""


def _errors(refused: Refused) -> dict[str, list[str]]:
    told = refused.arguments.get("errors")
    return told if isinstance(told, dict) else {name: [str(refused)] for name in refused.fields}


def handle_problems(app: Flask) -> None:
    """Answer every error of `app` as a problem: JSON below /api, a page elsewhere."""

    def answer(error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Refused):
            log.error("failed: %s %s", request.method, request.url_rule or "?", exc_info=error)
        if request.path.startswith("/api/"):
            return problem_response(problem)
        if isinstance(error, Unauthenticated) and request.method == "GET":
            return redirect(url_for("pages.sign_in", then=request.full_path.rstrip("?")))  # type: ignore[return-value]
        if isinstance(error, ProofNeeded) and request.method == "GET":
            return redirect(url_for("pages.proof", then=request.full_path.rstrip("?")))  # type: ignore[return-value]
        if isinstance(error, DutyFirst) and request.method == "GET":
            return redirect(url_for(error.page))  # type: ignore[return-value]
        kept = isinstance(error, Unauthenticated | FormTooOld) and keep_typed(edge().unsent)
        return problem_page(problem, kept)

    app.register_error_handler(Exception, answer)
    app.register_error_handler(HTTPException, answer)


def problem_response(problem: Problem) -> Response:
    """The problem as `application/problem+json`."""
    body = orjson.dumps(problem.to_wire())
    return Response(body, problem.status, problem.headers, content_type="application/problem+json")


def problem_page(problem: Problem, kept: bool = False) -> Response:
    """The problem as a page of its own; `kept`: what was typed is there for who signs in again."""
    return Response(render_template("problem.html", problem=problem, kept=kept), problem.status, problem.headers)
