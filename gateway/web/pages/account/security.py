"""Account and security: password, mobile, bank account, address (ID-11, ID-12), sessions (ID-18), passkeys (ID-19),
the second factor, what was not oneself (ID-20), and giving the account up (ID-13)."""

from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import ask, ask_all, caller, carry_out
from gateway.web.levels import check_proved_anew
from gateway.web.limits import (
    limited_codes_of_account,
    limited_guesses_of_account,
    limited_guesses_with_codes,
)
from gateway.web.pages.account.again import asking_again
from gateway.web.pages.account.code_form import GIVING, asked, step_after, ticket
from gateway.web.pages.account.forgotten import password_rule
from gateway.web.pages.account.other_ways import credential
from gateway.web.pages.account.question import rule
from gateway.web.pages.forms import ASKING, EMPTY, Form, choice, filled, optional, refused, see, show, typed
from gateway.web.rights import needs
from gateway.web.words import MEANS
from kernel.identifiers import bank_number_fault, normalise
from kernel.refusals import Invalid, Refused
from kernel.schema import checked
from services.identity import contract as identity

FACTOR_STAYS = (
    "身份验证器不是您绑定的，请用刷脸方式重新设置密码（也可先到服务窗口实名认证再重设），当日登录后再次报告，即可解除。"
)
"""What somebody does who has not given the second factor that the account has."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/account", endpoint="security")(security)
    pages.post("/me/account/sessions/<session_id>", endpoint="end_session")(limited_guesses_of_account(end_session))
    pages.get("/me/account/password", endpoint="password")(password)
    pages.post("/me/account/password", endpoint="change_password")(limited_guesses_of_account(change_password))
    pages.get("/me/account/passkeys", endpoint="passkeys")(passkeys)
    pages.post("/me/account/passkeys", endpoint="add_passkey")(limited_guesses_of_account(add_passkey))
    pages.post("/me/account/passkeys/<credential_id>", endpoint="remove_passkey")(
        limited_guesses_of_account(remove_passkey)
    )
    pages.get("/me/account/contact", endpoint="contact")(contact)
    pages.post("/me/account/contact", endpoint="change_contact")(change_contact)
    for what, change in {"mobile": _mobile, "bank-account": _bank_account}.items():
        pages.get(f"/me/account/{what}", endpoint=what)(_form_of(what))
        pages.post(f"/me/account/{what}", endpoint=f"change-{what}")(
            limited_codes_of_account(limited_guesses_with_codes(_changing(what, change)))
        )
    pages.get("/me/account/misuse", endpoint="misuse")(misuse)
    pages.post("/me/account/misuse", endpoint="report_misuse")(limited_guesses_of_account(report_misuse))
    pages.get("/me/account/end", endpoint="deregister")(deregister)
    pages.post("/me/account/end", endpoint="deregistering")(limited_guesses_of_account(deregistering))


@needs("know own account")
def security() -> Response:
    """All of it at a glance."""
    sessions, account, passkeys, second_factor = ask_all(
        "identity",
        identity.GetSessions(),
        identity.GetAccount(),
        identity.GetPasskeys(),
        identity.GetSecondFactor(),
    )
    return show(
        "account/security.html",
        Form(),
        account=account,
        sessions=[_told(one) for one in sessions["sessions"]],
        passkeys=passkeys["passkeys"],
        second_factor=second_factor,
        question=rule("sign_in/recovery")["question"],
    )


def _told(one: dict[str, Any]) -> dict[str, Any]:
    means = [MEANS.get(each, each) for each in one["means"]]
    return one | {"means": means, "current": one["session_id"] == caller().session}


@needs("keep own sessions")
def end_session(session_id: str) -> Response:
    """One of them, or all others."""
    others = session_id == "others"

    def act() -> Response:
        which = {"session_id": None if others else session_id, "keep": caller().session}
        carry_out("identity", filled(identity.EndSessions, "password", **which))
        flash("已退出其他设备上的登录。" if others else "已退出该设备上的登录。", "good")
        return see("security")

    return asking_again(act)


# ------------------------------------------------------------------ the password


@needs("change own password")
def password() -> Response:
    """The old one, and the new one twice."""
    return show("account/password.html", Form(), rule=password_rule())


@needs("change own password")
def change_password() -> Response:
    """Every other session ends."""
    try:
        names = ("old_password", "password", "password_again")
        carry_out("identity", filled(identity.ChangePassword, *names, keep=caller().session))
        session.renew()
    except Refused as refusal:
        return show("account/password.html", refused(refusal), rule=password_rule())
    flash("密码已修改，其他设备上的登录已退出。", "good")
    return see("security")


# ------------------------------------------------------------------ passkeys


@needs("know own account")
def passkeys() -> Response:
    """Those there are, and what a browser makes another with."""
    return _passkeys(Form())


def _passkeys(form: Form) -> Response:
    made, there = ask_all("identity", identity.PasskeyOptions(), identity.GetPasskeys())
    options = orjson.dumps(made["options"]).decode()
    return show("account/passkeys.html", form, passkeys=there["passkeys"], options=options, asked=made["asked"])


@needs("keep own sessions")
def add_passkey() -> Response:
    """Keep what the browser has made."""
    try:
        if missing := [name for name in ("name", "password") if not choice(name)]:  # no passkey was made for these
            raise Invalid(errors={name: [EMPTY] for name in missing})
        carry_out("identity", filled(identity.AddPasskey, "name", "asked", "password", credential=credential()))
    except Refused as refusal:
        return _passkeys(refused(refusal, {**ASKING, "name": "请填写名称。", "password": "请填写登录密码。"}))
    flash("通行密钥已添加，下次可以用它登录。", "good")
    return see("passkeys")


@needs("keep own sessions")
def remove_passkey(credential_id: str) -> Response:
    """Take one away."""

    def act() -> Response:
        which = {"credential_id": credential_id, "session_id": caller().session}
        carry_out("identity", filled(identity.RemovePasskey, "password", **which))
        flash("通行密钥已删除。", "good")
        return see("passkeys")

    return asking_again(act)


# ------------------------------------------------------------------ address, mobile, bank account


@needs("keep own account")
def contact() -> Response:
    """Address and e-mail."""
    account = ask("identity", identity.GetAccount())
    return show("account/contact.html", Form({"address": account["address"] or ""}), account=account)


@needs("keep own account")
def change_contact() -> Response:
    """What was left empty stays as it is."""
    try:
        body = {"address": optional("address"), "email": optional("email")}
        carry_out("identity", checked(identity.ChangeContact, body))
    except Refused as refusal:
        return show("account/contact.html", refused(refusal), account=ask("identity", identity.GetAccount()))
    flash("联系方式已更新。", "good")
    return see("security")


PURPOSES: dict[str, identity.CodePurpose] = {"mobile": "new_mobile", "bank-account": "bank_account"}


def _mobile() -> Any:
    if choice("do") == "send":
        return filled(identity.SendNewMobileCode, "mobile")
    return filled(identity.ChangeMobile, "mobile", "code", "password", **ticket("new_mobile"))


def _bank_account() -> Any:
    if choice("do") == "send":
        if bank_number_fault(normalise(choice("bank_account"))):  # before a code is sent for nothing
            raise identity.WrongBankAccount()
        return identity.SendBankAccountCode()
    return filled(identity.ChangeBankAccount, "bank_account", "code", "password", **ticket("bank_account"))


def _form_of(what: str) -> Callable[[], Response]:
    @needs("change where money and codes go")
    def form() -> Response:
        proofs, account = ask_all("identity", identity.GetProofs(), identity.GetAccount())
        check_proved_anew(proofs)
        return _change(what, Form(), account)

    return form


def _change(what: str, form: Form, account: Any, sent: Any = None) -> Response:
    return show("account/change.html", form, what=what, sent=sent, account=account)


def _changing(what: str, command: Callable[[], Any]) -> Callable[[], Response]:
    @needs("change where money and codes go")
    def change() -> Response:
        sent = None
        try:
            if choice("do") == "send":
                sent = asked(PURPOSES[what], carry_out("identity", command())["result"])
                return _change(what, Form(typed()), ask("identity", identity.GetAccount()), sent)
            sent = GIVING
            carry_out("identity", command())
        except Refused as refusal:
            return _change(what, refused(refusal), ask("identity", identity.GetAccount()), step_after(refusal, sent))
        flash("已变更。" if what == "mobile" else "银行账户已变更，以后的待遇发放到新账户。", "good")
        return see("security")

    return change


# ------------------------------------------------------------------ not oneself, and the end


@needs("report misuse")
def misuse() -> Response:
    """非本人操作: what it does; what it is about, where a notice, a session or a look leads here."""
    return show("account/misuse.html", Form({name: request.args.get(name, "") for name in ("about", "reference")}))


@needs("report misuse")
def report_misuse() -> Response:
    """Sessions end, the password must change, an officer looks into it."""
    try:
        command = filled(identity.ReportMisuse, "about", "reference", "note", keep=caller().session)
        reply = carry_out("identity", command)
        session.renew()
    except Refused as refusal:
        return show("account/misuse.html", refused(refusal))
    case_id = reply["result"]["case_id"]
    if reply["result"]["second_factor_stays"]:
        flash(f"已受理，办件编号{case_id}。所有登录已退出，密码已停用。{FACTOR_STAYS}", "good")
        return see("forgotten")
    flash(f"已受理，办件编号{case_id}。其他登录已全部退出，请立即修改密码。", "good")
    return see("first_steps")


@needs("keep own account")
def deregister() -> Response:
    """What goes, what stays."""
    return show("account/deregister.html", Form())


@needs("keep own account")
def deregistering() -> Response:
    """The account is given up."""
    try:
        carry_out("identity", filled(identity.Deregister, "mobile", "password"))
    except Refused as refusal:
        return show("account/deregister.html", refused(refusal))
    session.sign_out()
    flash("账号已注销。参保档案不受影响，需要时可以重新注册。", "good")
    return see("front")
