"""Sending and checking one-time codes, for every feature that needs one.

    what = CodeFor("reset", account_id, mobile)
    reply = send_code(service, what, context, Asker(network, known=…, bound=it_is_the_registered_one))
    check_code(service, what, command, context)   # raises CodeWrong; `command` has the reply's ticket, and the code

A code is never kept: it follows from the id of its issue and the deployment's key, as refresh tokens do.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import Any, Protocol

from kernel.calendar import add_minutes
from kernel.commands import execute, execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import normalise
from kernel.privacy import Unreadable, lookup_hash
from kernel.slips import make_slip, read_slip
from kernel.store import Document
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.codes import domain
from services.identity.codes.domain import CodeRule, Codes, codes
from services.identity.codes.texts import Text, check_sms_works, place
from services.identity.identity import Identity

DIGITS = 6
PURPOSES: dict[c.CodePurpose, str] = {
    "sign_in": "登录",
    "reset": "重置密码",
    "new_mobile": "绑定新手机号",
    "proof": "实名认证",
    "bank_account": "变更领取待遇的银行账户",
}
STRANGERS: frozenset[c.CodePurpose] = frozenset({"sign_in", "reset"})
"""Asked for by anybody; `new_mobile` by who has signed in, for a mobile of whomever, all else for the own one."""
SAYS = "验证码{code}，用于{what}，{minutes}分钟内有效。请勿告诉任何人，工作人员不会索要。"
TICKET = "code"


@dataclass(frozen=True)
class CodeFor:
    """What a code is good for: a purpose, a subject (an id: whose account, say) and a mobile (normalised)."""

    purpose: c.CodePurpose
    subject: str
    mobile: str

    def hashed(self, service: Identity, *more: str) -> str:
        """A name of it that tells nothing."""
        parts = "/".join((self.purpose, self.subject, self.mobile, *more))
        return lookup_hash(parts, service.settings.person_id_key, "code")


@dataclass(frozen=True)
class Asker:
    """Who asks: from which network ("" for who has signed in), whether the account is `known` to be signed in from
    there, and whether the mobile is `bound`, without which nothing is sent and all else is the same."""

    network: str = ""
    known: bool = True
    bound: bool = True


class GivesCode(Protocol):
    """A command with a code and the ticket that its asking was answered with."""

    @property
    def ticket(self) -> str: ...

    @property
    def code(self) -> str: ...


OWNER = Asker()


def send_code(service: Identity, what: CodeFor, context: Context, asker: Asker = OWNER) -> Document:
    """Have a code sent, or let the asker believe so who must not learn whether the mobile is bound, or that others
    have had today's texts sent to it.

    The reply's result is `{ticket, minutes, pause_seconds, most_a_day}`. Raises CodeTooSoon, CodeTooMany,
    SmsUnavailable.
    """
    if repeated := first_reply(service.store, context):
        return repeated
    check_sms_works(service, context)
    rule = code_rule(service, context)
    stream = c.CODE.stream(what.hashed(service, asker.network), context.today)
    wanted = c.CodeIssued(context.new_id("code"), what.purpose, what.subject, asker.bound, context.instant)
    says = SAYS.format(code=_code(service, wanted.issue_id), what=PURPOSES[what.purpose], minutes=rule.minutes)
    text = Text(wanted.issue_id, what.mobile, says, add_minutes(context.instant, rule.minutes))
    ticket = make_slip(
        service.sealer, TICKET, text.until, {"of": what.hashed(service), "in": stream, "issue": wanted.issue_id}
    )

    def decide(unit: Unit) -> Document:
        before = unit.load(stream, codes)
        most = rule.most(asker.known, len(before)) if what.purpose in STRANGERS else rule.daily
        issued = _counted(service, unit, what, asker, wanted, most)
        unit.append(stream, domain.issue(before, issued, rule))
        place(service, text if issued.sent else replace(text, mobile=""), unit.session)
        return unit.reply(stream, ticket=ticket, **_told(rule, what))

    return execute_across(service.store, decide, context)


def check_code(service: Identity, what: CodeFor, given: GivesCode, context: Context) -> None:
    """Whether `given` holds the code that was sent for this, with the ticket of that asking; it is used up by that.

    A wrong one counts against that asking alone, in a commit of its own, whatever becomes of the act. The same act,
    repeated with its command id, may give the same code again. Raises CodeWrong.
    """
    asked = _asked(service, what, given.ticket, context)
    rule, issue_id = code_rule(service, context), asked["issue"]
    use_id = context.new_id(f"code for {what.purpose}")
    own = replace(context, command_id=None, command_hash=None)  # the act itself carries the command's id
    right = hmac.compare_digest(_code(service, issue_id), normalise(given.code))
    missed: list[bool] = []

    def decide(known: Codes) -> list[domain.CodeEvent]:
        code = domain.good(known.get(issue_id), rule, context)
        missed[:] = [not (right and code and code.sent)]
        return domain.give(issue_id, code, right, use_id, context)

    execute(service.store, asked["in"], codes, decide, own)
    if missed[0]:
        raise c.CodeWrong()


def code_rule(service: Identity, context: Context) -> CodeRule:
    """The city's policy `sign_in/sms`."""
    return CodeRule(**service.city.policy.at("sign_in/sms", context.today).values)


def _told(rule: CodeRule, what: CodeFor) -> dict[str, int]:
    most = rule.strangers if what.purpose in STRANGERS else rule.daily
    return {"minutes": rule.minutes, "pause_seconds": rule.pause_seconds, "most_a_day": most}


def _asked(service: Identity, what: CodeFor, ticket: str, context: Context) -> dict[str, Any]:
    """What a ticket says. Raises CodeWrong where it is none, too old, or of another asking."""
    try:
        asked = read_slip(service.sealer, TICKET, ticket, context.instant)
    except Unreadable:
        raise c.CodeWrong() from None
    if asked["of"] != what.hashed(service):
        raise c.CodeWrong()
    return asked


def _counted(
    service: Identity, unit: Unit, what: CodeFor, asker: Asker, wanted: c.CodeIssued, most: int
) -> c.CodeIssued:
    """The code, sent to somebody or nobody, noted beside what was asked today: of a mobile for one purpose, by those
    who are known and by strangers apart, so that these leave the owner something; of new mobiles by one account."""
    if what.purpose in STRANGERS:
        whose, ask = f"{'known' if asker.known else 'strangers'}/{what.mobile}", domain.ask
    elif what.purpose == "new_mobile":
        whose, ask = what.subject, domain.ask_for_new
    else:
        return wanted
    hashed = lookup_hash(f"{what.purpose}/{whose}", service.settings.person_id_key, "codes of strangers")
    stream = c.CODE.stream(hashed, unit.context.today)
    asked = ask(unit.load(stream, domain.delivered), wanted, most)
    unit.append(stream, [asked])
    return replace(wanted, sent=asked.sent)


def _code(service: Identity, issue_id: str) -> str:
    key = service.settings.person_id_key.encode()
    digest = hmac.digest(key, f"one-time code:{issue_id}".encode(), hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
