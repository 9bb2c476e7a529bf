"""How often one address, account or mobile may try: counted in the store, so that all processes count together.

Each limit is declared once and shared by all that it is for: what pages refuse does not begin anew at the API.

A whole office may stand behind one address: what is counted by address alone leaves room for fifty people who come
through one door within five minutes, each of them twice (tests/gateway/test_limits.py). Who aims at one account, mobile
or ID number is held up by limits of that, which are narrow.
"""

from collections.abc import Callable, Mapping
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse

from gateway.web.acting import caller, edge
from kernel.config import Settings
from kernel.identifiers import Mobile, mobile, normalise
from kernel.privacy import lookup_hash
from kernel.refusals import Busy, Refused
from services.identity import contract as identity

View = Callable[..., Any]
SUBSCRIBER_BITS = 64
"""Whoever has IPv6 has a whole network of addresses at home; the first 64 bits say whose it is."""
SITE_BITS = 48
"""But one household may be given many of those: its first 48 bits are the same in all of them (RFC 6177)."""


def visitor() -> str:
    """The address a request comes from; of IPv6, the network that one subscriber has."""
    return _network(SUBSCRIBER_BITS)


def site() -> str:
    """The same; of IPv6, all networks that one subscriber may have."""
    return _network(SITE_BITS)


def _network(bits: int) -> str:
    address = get_remote_address()
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or IPv6Network((found, bits), strict=False))
    return address


limiter = Limiter(visitor, strategy="moving-window", headers_enabled=True, in_memory_fallback_enabled=True)

ENTRIES = "120/minute"
RENEWALS = "600/minute"
"""A token lives five minutes: enough for three thousand clients of one office."""
QR_LOOKS = "120/minute"
"""A page asks every second or two whether it is in."""
UNKNOWN_CODES = "10/minute"
FILES = "60/minute"
CODES = "100/5minutes;300/hour"
"""SMS asked for from one address; each mobile has the city's own pause and daily caps besides."""
CODES_OF_ACCOUNT = "30/hour"
GUESSES = "20/10minutes"
PROOFS = "60/10minutes"
"""Refused ones from one address; each means has the city's own cap of misses a day besides."""
PROOFS_OF_ACCOUNT = "30/10minutes"
MISMATCHES = "100/hour"
MISMATCHES_OF_ONE = "20/day"
"""Of one ID number from one site."""
MISMATCHES_OF_ONE_ANYWHERE = "40/day"
"""Of one ID number from all sites together, beyond the first few of each."""
FIRST_TRIES = 3
"""Whatever others have tried, a site that has not missed so often today may try: an ID number's owner comes through
when strangers are at it, and whoever guesses needs another site for every three guesses."""
MISMATCHES_OF_ONE_AT_MOST = "200/day"
"""Of one ID number from all sites together, the first few included: who rents thousands of addresses does not go
through the ten thousand mobiles that a masked one leaves open. It takes half a hundred sites to shut an owner out."""
TO_THE_WINDOW = (
    "该身份证号今天填错的次数过多，网上注册已暂停。请明天再试，或持身份证到服务窗口办理，也可拨打12333咨询。"
)
BAD_REQUEST, NOT_FOUND, UNABLE = 400, 404, 500
OF_ONE = "mismatches of one"
PAGES = "pages"
"""The blueprint of what people look at."""


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


def of_account() -> str:
    """Counted by account; by address for nobody."""
    return f"account:{caller().account}" if caller().signed_in else visitor()


def of_value(name: str, find: Callable[[], object]) -> Callable[[], str]:
    """Counted by what `find` finds in the request, which is nowhere kept but as a keyed hash (promise K8)."""

    def key() -> str:
        value = find()
        if not isinstance(value, str):
            return visitor()
        return f"{name}:{lookup_hash(_plain(value), edge().settings.person_id_key, 'limit')}"

    return key


def _plain(value: str) -> str:
    """However it was typed: spaces, hyphens, full width and a country's prefix make no other mobile or ID number."""
    phone = mobile(value)
    return phone.number if isinstance(phone, Mobile) else "".join(filter(str.isalnum, normalise(value)))


def of_field(name: str) -> Callable[[], str]:
    """The same for what a field of the body holds."""

    def find() -> object:
        body: Any = request.get_json(silent=True) if request.is_json else request.form
        return body.get(name) if isinstance(body, Mapping) else None

    return of_value(name, find)


def from_here(key: Callable[[], str], place: Callable[[], str] = visitor) -> Callable[[], str]:
    """The same counted for each address, or site, by itself."""
    return lambda: f"{key()} from {place()}"


def in_vain(response: Response) -> bool:
    """Whether a proof was refused, or not looked at because too many came at once: who takes places pays for them."""
    return BAD_REQUEST <= response.status_code < UNABLE or _told(response, Busy)


def _sends_nothing() -> bool:
    """Whether a page's form, which serves both, tries a code and has none sent."""
    return request.blueprint == PAGES and request.form.get("do", "").strip() != "send"


def _only_sends() -> bool:
    """Whether a page's form, which serves both, has a code sent and tries nothing."""
    return request.blueprint == PAGES and request.form.get("do", "").strip() == "send"


def _tries_nothing() -> bool:
    """Whether a page's form, which serves both, has a code sent or shows its picture in words, and tries none."""
    return request.blueprint == PAGES and request.form.get("do", "").strip() in {"send", "words"}


limited_entries = limiter.shared_limit(ENTRIES, scope="entries")
"""Ways in for who is not in, from one address: signing in, signing up, setting a forgotten password."""
limited_renewals = limiter.shared_limit(RENEWALS, scope="renewals")
limited_qr_looks = limiter.shared_limit(QR_LOOKS, scope="qr looks", key_func=of_field("poll"))
"""By the page that waits, so that an office behind one address may show as many as it likes."""
limited_codes = limiter.shared_limit(CODES, scope="codes sent", exempt_when=_sends_nothing)
"""From one address, for who has not signed in."""
limited_codes_of_account = limiter.shared_limit(
    CODES_OF_ACCOUNT, scope="codes of account", key_func=of_account, exempt_when=_sends_nothing
)
limited_guesses_of_mobile = limiter.shared_limit(
    GUESSES, scope="guesses of mobile", key_func=from_here(of_field("mobile")), exempt_when=_tries_nothing
)
"""Codes tried for one mobile from one address: a stranger's do not stand in the owner's way, and whoever has
many addresses is held up by the codes themselves, which few misses end."""
limited_guesses_of_login = limiter.shared_limit(
    GUESSES, scope="guesses of login", key_func=from_here(of_field("login"))
)
"""Faces tried for one login from one address; the misses of a day are counted beside, from wherever."""
limited_guesses_of_account = limiter.shared_limit(GUESSES, scope="guesses of account", key_func=of_account)
"""The own password and codes, tried by who has signed in, for whatever."""
limited_guesses_with_codes = limiter.shared_limit(
    GUESSES, scope="guesses of account", key_func=of_account, exempt_when=_only_sends
)
"""The same for forms that have a code sent, too: to ask for one is no guess."""
limited_second_factors = limiter.shared_limit(GUESSES, scope="second factors", key_func=of_account)
limited_proofs = limiter.shared_limit(PROOFS, scope="proofs", deduct_when=in_vain)
"""Tried in vain from one address by who has not signed in."""
limited_proofs_of_account = limiter.shared_limit(PROOFS_OF_ACCOUNT, scope="proofs of account", key_func=of_account)
limited_delegations = limiter.shared_limit(PROOFS_OF_ACCOUNT, scope="delegations", key_func=of_account)
"""Whom one may authorise tells who is insured here."""
limited_photos = limiter.shared_limit(FILES, scope="photos", key_func=of_account)
limited_files = limiter.shared_limit(FILES, scope="files")
"""Handed in, or looked at, by who has not signed in."""


def _told(response: Response, refusal: type[Refused]) -> bool:
    return response.status_code == refusal.status and refusal.code in response.get_data(as_text=True)


def _told_wrong(response: Response) -> bool:
    return _told(response, identity.DetailsDoNotMatch)


def _told_wrong_or_unknown(response: Response) -> bool:
    return _told_wrong(response) or _told(response, identity.NotInArchive)


limited_mismatches = limiter.shared_limit(MISMATCHES, scope="mismatches", deduct_when=_told_wrong_or_unknown)
"""Details that are not those of the archive count, and who is not in it: nobody finds out by trying who is insured
here, or another's mobile."""


def limited_mismatches_of_one(find: Callable[[], object] | None = None) -> Callable[[View], View]:
    """Details of one ID number that are not the archive's, by whatever door: `find` finds the number in the request,
    where no field of the body holds it. Counted by who tries, more slowly for all who have tried some, and together."""
    anywhere = of_value("id_number", find) if find else of_field("id_number")
    here, each = from_here(anywhere, site), parse(MISMATCHES_OF_ONE)

    def tried_little() -> bool:
        left = limiter.limiter.get_window_stats(each, here(), OF_ONE).remaining
        return left > each.amount - FIRST_TRIES

    by_site = limiter.shared_limit(MISMATCHES_OF_ONE, scope=OF_ONE, key_func=here, deduct_when=_told_wrong)
    by_all = limiter.shared_limit(
        MISMATCHES_OF_ONE_ANYWHERE,
        scope=f"{OF_ONE} anywhere",
        key_func=anywhere,
        deduct_when=_told_wrong,
        exempt_when=tried_little,
    )
    at_most = limiter.shared_limit(
        MISMATCHES_OF_ONE_AT_MOST,
        scope=f"{OF_ONE} at most",
        key_func=anywhere,
        deduct_when=_told_wrong,
        error_message=TO_THE_WINDOW,
    )
    return lambda view: at_most(by_site(by_all(view)))
