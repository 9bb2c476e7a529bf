"""How often one address may try: counted in the store, so that all processes count together."""

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from kernel.config import Settings

limiter = Limiter(get_remote_address, strategy="moving-window", headers_enabled=True, in_memory_fallback_enabled=True)

SIGN_IN = "120/minute"
UNKNOWN_CODES = "10/minute"
FILES = "60/minute"
NOT_FOUND = 404


def set_up_limits(app: Flask, settings: Settings) -> None:
    """Count in a database of their own, which may be dropped at any time."""
    app.config |= {
        "RATELIMIT_STORAGE_URI": settings.mongodb_uri,
        "RATELIMIT_STORAGE_OPTIONS": {"database_name": f"{settings.database_prefix}_limits"},
    }
    limiter.init_app(app)
    # It would look for limits of the whole application before every request, for 70 µs; we have none but on routes.
    app.before_request_funcs[None].remove(limiter._check_request_limit)


def _guessed_wrong(response: Response) -> bool:
    return response.status_code == NOT_FOUND


limited_guesses = limiter.shared_limit(UNKNOWN_CODES, scope="codes", deduct_when=_guessed_wrong)
"""Over all routes that take a code. Codes that nobody issued count: who checks many genuine ones is not held up."""
