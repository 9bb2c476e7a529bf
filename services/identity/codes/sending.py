"""Sending and checking one-time codes, for every feature that needs one.

    send_code(service, "reset", account_id, mobile, context, deliver=it_is_the_registered_one)
    check_code(service, "reset", account_id, mobile, typed, context)   # raises CodeWrong

A code is never kept: it follows from the id of its issue and the deployment's key, as refresh tokens do.
"""

import hashlib
import hmac
from dataclasses import replace

from kernel.aggregate import Aggregate
from kernel.calendar import add_days, add_minutes
from kernel.commands import execute, execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import normalise
from kernel.privacy import lookup_hash
from kernel.store import Document
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.codes import domain
from services.identity.codes.domain import CodeRule, Codes, codes_after, evolve
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


def send_code(
    service: Identity, purpose: c.CodePurpose, subject: str, mobile: str, context: Context, deliver: bool = True
) -> Document:
    """Have a code sent to `mobile` (normalised) for one purpose and one subject (an id: whose account, say).

    Without `deliver` everything is the same but no SMS goes out: the asker does not learn whether the mobile is bound.
    So it is for a mobile that strangers have asked much for today, who are counted by mobile and purpose; who asks
    for new mobiles is counted by account, what an owner asks for signed in by itself.
    The reply's result is `{minutes, pause_seconds, most_a_day}`. Raises CodeTooSoon, CodeTooMany, SmsUnavailable.
    """
    if repeated := first_reply(service.store, context):
        return repeated
    check_sms_works(service, context)
    rule = code_rule(service, context)
    stream, past = _codes(service, (purpose, subject, mobile), context)
    wanted = c.CodeIssued(context.new_id("code"), purpose, subject, deliver, context.instant)
    says = SAYS.format(code=_code(service, wanted.issue_id), what=PURPOSES[purpose], minutes=rule.minutes)
    text = Text(wanted.issue_id, mobile, says, add_minutes(context.instant, rule.minutes))

    def decide(unit: Unit) -> Document:
        issued = _counted(service, unit, mobile, wanted, rule)
        unit.append(stream, domain.issue(unit.load(stream, past), issued, rule))
        place(service, text if issued.sent else replace(text, mobile=""), unit.session)
        most = rule.strangers if purpose in STRANGERS else rule.daily
        return unit.reply(stream, minutes=rule.minutes, pause_seconds=rule.pause_seconds, most_a_day=most)

    return execute_across(service.store, decide, context)


def check_code(
    service: Identity, purpose: c.CodePurpose, subject: str, mobile: str, typed: str, context: Context
) -> None:
    """Whether `typed` is the code sent to `mobile` for this purpose and subject; it is used up by that.

    A wrong one counts, in a commit of its own, whatever becomes of the act. The same act, repeated with its command id,
    may give the same code again. Raises CodeWrong.
    """
    rule = code_rule(service, context)
    stream, past = _codes(service, (purpose, subject, mobile), context)
    use_id = context.new_id(f"code for {purpose}")
    own = replace(context, command_id=None, command_hash=None)  # the act itself carries the command's id
    missed: list[bool] = []

    def decide(codes: Codes) -> list[domain.CodeEvent]:
        code = domain.good(codes, rule, context)
        right = code is not None and hmac.compare_digest(_code(service, code.issue_id), normalise(typed))
        missed[:] = [not right or not (code and code.sent)]
        return domain.give(code, right, use_id, context)

    execute(service.store, stream, past, decide, own)
    if missed[0]:
        raise c.CodeWrong()


def code_rule(service: Identity, context: Context) -> CodeRule:
    """The city's policy `sign_in/sms`."""
    return CodeRule(**service.city.policy.at("sign_in/sms", context.today).values)


def _counted(service: Identity, unit: Unit, mobile: str, wanted: c.CodeIssued, rule: CodeRule) -> c.CodeIssued:
    """The code, sent to somebody or nobody, noted beside what was asked today: for one purpose, so that strangers who
    use up one leave the mobile's owner the others; of new mobiles by one account, so that they use up none."""
    if wanted.purpose not in (*STRANGERS, "new_mobile"):
        return wanted
    whose, ask = (mobile, domain.ask) if wanted.purpose in STRANGERS else (wanted.subject, domain.ask_for_new)
    hashed = lookup_hash(f"{wanted.purpose}/{whose}", service.settings.person_id_key, "codes of strangers")
    stream = c.CODE.stream(hashed, unit.context.today)
    asked = ask(unit.load(stream, domain.delivered), wanted, rule)
    unit.append(stream, [asked])
    return replace(wanted, sent=asked.sent)


def _code(service: Identity, issue_id: str) -> str:
    key = service.settings.person_id_key.encode()
    digest = hmac.digest(key, f"one-time code:{issue_id}".encode(), hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def _codes(service: Identity, wanted: tuple[str, str, str], context: Context) -> tuple[str, Aggregate[Codes]]:
    """Today's stream of a purpose, subject and mobile, and an aggregate that goes on from yesterday's.

    Each is counted by itself: a stranger who asks for codes to sign in with takes nobody's code for a change away.
    """
    asked = lookup_hash("/".join(wanted), service.settings.person_id_key, "code")
    before = c.CODE.stream(asked, add_days(context.today, -1))
    yesterday, _ = service.store.state(before, Aggregate(Codes(), evolve))
    return c.CODE.stream(asked, context.today), codes_after(yesterday)
