"""The web application: `create()` is what granian starts, `create_app(settings)` what it is made of."""

from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway.views.wiring import wire
from gateway.web import acting, api, pages, session
from gateway.web.acting import Edge
from gateway.web.acting_for import acting_for_another, of_page
from gateway.web.assets import set_up_assets
from gateway.web.bodies import MOST_UPLOAD_BYTES
from gateway.web.caller import Caller, Tokens
from gateway.web.captcha import Captchas
from gateway.web.channels import check_channel
from gateway.web.limits import set_up_limits
from gateway.web.looks import SELF, Journal, note_looks, sees_others
from gateway.web.problems import handle_problems
from gateway.web.reading import Views
from gateway.web.revocations import Revocations
from gateway.web.rights import action_of, check_right
from gateway.web.services import Services
from gateway.web.templating import Templates
from gateway.web.unsent import Unsent
from kernel.config import Settings, read_settings
from kernel.process import settle
from kernel.refusals import Refused, Unauthenticated
from kernel.telemetry import set_up_logging

PROTECTION = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
TLS_ONLY = "max-age=31556926; includeSubDomains"


CHANNEL_HEADER = "X-Channel"
ACTING_HEADER = "X-Acting-For"
"""The id of the authority under which a person acts for another."""


class ChannelNotKnown(Refused):
    """The city has no such channel. `channels`: those it has."""

    code = "channel"
    sentence = "请求头X-Channel不正确，可用的有：{channels}。"
    status = 400


def create() -> Flask:
    """The application with the settings of the environment."""
    settings = read_settings()
    set_up_logging("web", settings.log_plain)
    app = create_app(settings)
    settle()
    app.extensions["edge"].looks.start()
    return app


def create_app(settings: Settings) -> Flask:
    """The composition root of the web."""
    app = Flask(__name__, static_folder=None)
    app.jinja_environment = Templates
    services = Services(settings)
    views = wire(settings)
    reading = Views(views.database)
    revoked = Revocations(reading, settings.clock)
    edge = Edge(
        settings=settings,
        city=views.city,
        services=services,
        views=reading,
        tokens=Tokens(lambda: services.read("identity", "/keys"), settings.clock, revoked),
        sealer=views.sealer,
        captchas=Captchas(views.sealer, settings.clock, views.database),
        looks=Journal(views.database, lambda looks, batch: services.command("identity", looks, SELF, batch)),
        unsent=Unsent(views.sealer, settings.clock, views.database),
    )
    acting.install(app, edge)
    if settings.proxies:  # else whoever asks could name any address as their own
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return _with_routes(app, settings)


def _with_routes(app: Flask, settings: Settings) -> Flask:
    app.config |= {"MAX_CONTENT_LENGTH": MOST_UPLOAD_BYTES, **api.CONFIG}
    session.set_up_sessions(app, settings.service_token_key)
    app.before_request(_know_caller)
    app.before_request(lambda: check_right(app))
    app.before_request(lambda: check_channel(app))
    app.after_request(acting.name_key)
    app.after_request(_protect)
    app.after_request(_note_looks)
    set_up_limits(app, settings)
    set_up_assets(app, acting.edge_of(app).city["branding"]["colour"])
    api.register(app)
    pages.register(app)
    handle_problems(app)
    return app


def _know_caller() -> None:
    """The API goes by the token alone, pages by the cookie alone: no cookie can be used from another site's script."""
    if request.path.startswith("/api/"):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        g.caller = Caller()
        if token or scheme:
            g.caller = _from_header(scheme, token)
    else:
        g.caller = Caller(channel=session.CHANNEL)
        if request.endpoint not in (None, "assets"):
            g.caller = session.page_caller()
            g.caller = of_page(g.caller, action_of(current_app, request.endpoint))


def _protect(response: Response) -> Response:
    """The same headers on every answer, unless it has its own: a paper is framed by the page of its case.
    flask-talisman puts them together anew each time: half a millisecond."""
    for name, value in PROTECTION:
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TLS_ONLY
    if request.endpoint != "assets":
        response.headers["Cache-Control"] = "no-store"
    return response


def _note_looks(response: Response) -> Response:
    """ID-17: who has looked at whom."""
    if "caller" in g and sees_others(g.caller):
        edge, action = acting.edge(), action_of(current_app, request.endpoint) if request.endpoint else None
        note_looks(edge.looks, edge.settings.clock, action, response)
    return response


def _from_header(scheme: str, token: str) -> Any:
    if scheme.lower() != "bearer":
        raise Unauthenticated()
    who = acting.edge().tokens.caller(token.strip(), _channel())
    delegation_id = request.headers.get(ACTING_HEADER)
    return acting_for_another(who, delegation_id) if delegation_id else who


def _channel() -> str:
    """Through which of the city's channels it comes, where the client says so (CHN-01). Raises ChannelNotKnown."""
    named = request.headers.get(CHANNEL_HEADER)
    if named is None:
        return "api"
    channels = [channel["code"] for channel in acting.edge().city["channels"]]
    if named not in channels:
        raise ChannelNotKnown(channels="、".join(channels))
    return named
