"""ID-14: 单位注册, the first agent of a unit opens an account, with materials that an officer reviews."""

from typing import Any

from flask import request

from gateway.web.acting import edge, exchange
from gateway.web.api.asking import body_with_captcha, check_captcha
from gateway.web.api.routes import Routes
from gateway.web.bodies import required_upload
from gateway.web.limits import limited_entries, limited_files
from kernel.clock import business_date
from kernel.schema import checked
from services.identity import contract as identity

routes = Routes("unit accounts", __name__, description="Registering for a unit")

FILE_MEGABYTES = 5


@routes.receives("/unit-accounts/documents", "sign in")
@limited_files
def keep_document() -> Any:
    """A material (PDF, JPEG, PNG) for a registration to come; `?unit=` is the unit's number or credit code."""
    content = required_upload("file", FILE_MEGABYTES).base64
    command = checked(identity.KeepAgentDocument, {"unit": request.args.get("unit", ""), "content": content})
    return {"result": exchange(command), "stream": "", "version": 0, "wait_for": ""}


@routes.asks("/unit-accounts", "sign in", body_with_captcha(identity.RegisterAgent))
@limited_entries
def register_agent(body: dict[str, Any]) -> Any:
    """ID-14: register as a unit's agent; until it is approved, signing in says where it stands."""
    policy = edge().city.policy.at("sign_in/registration", business_date(edge().settings.clock()))
    check_captcha(body, policy["captcha"])
    return exchange(identity.RegisterAgent(**body))
