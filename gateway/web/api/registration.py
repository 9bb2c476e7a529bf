"""Opening a person's account (ID-01)."""

from typing import Any

from gateway.web.acting import ask, edge, exchange
from gateway.web.api.asking import body_with_captcha, check_captcha
from gateway.web.api.routes import Routes
from gateway.web.limits import limited_entries, limited_mismatches, limited_mismatches_of_one
from kernel.clock import business_date
from services.identity import contract as identity

routes = Routes("registration", __name__, description="Opening an account")


@routes.reads("/registration", "look around")
def registration_guide() -> Any:
    """ID-01: whom it is for, what to have ready, what is asked, the terms, the rule for passwords."""
    return ask("identity", identity.GetRegistrationGuide())


@routes.asks("/accounts", "sign in", body_with_captcha(identity.RegisterPerson))
@limited_entries
@limited_mismatches
@limited_mismatches_of_one()
def register_person(body: dict[str, Any]) -> Any:
    """ID-01: open an account for an insured person; the details must be those of the archive."""
    policy = edge().city.policy.at("sign_in/registration", business_date(edge().settings.clock()))
    check_captcha(body, policy["captcha"])
    return exchange(identity.RegisterPerson(**body))
