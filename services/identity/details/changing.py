"""Completing and changing one's details (ID-05, ID-12): what is told is sealed with the account's own key."""

from collections.abc import Callable
from typing import Any

from kernel.commands import execute, execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import Mobile, bank_number_fault, normalise
from kernel.identifiers import mobile as read_mobile
from kernel.privacy import Sealer
from kernel.refusals import Forbidden
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, State, account, login, release, reserve_if_free
from services.identity.account.logins import login_id
from services.identity.codes.sending import CodeFor, check_code, send_code
from services.identity.codes.texts import notify
from services.identity.details import domain
from services.identity.identity import Identity
from services.identity.password.proving import prove_password
from services.identity.proof.levels import check_proved_anew

Reply = dict[str, Any]
MOBILE_CHANGED = "您的账户已于{today}绑定新的手机号，本号码不再用于登录和接收验证码。如非本人操作，请立即拨打12333。"
BANK_ACCOUNT_CHANGED = "您于{today}变更了领取待遇的银行账户。如非本人操作，请立即拨打12333。"


def complete_details(service: Identity, command: c.CompleteDetails, context: Context) -> Reply:
    """ID-05. Raises Forbidden, NotFound."""

    def decide(state: State, sealer: Sealer) -> list[c.DetailsEvent]:
        email = command.email and sealer.seal(command.email)
        return domain.complete(sealer.seal(command.address), email, state, context)

    return _change(service, decide, context)


def confirm_details(service: Identity, _command: c.ConfirmDetails, context: Context) -> Reply:
    """ID-23. Raises Forbidden, NotFound."""
    return _change(service, lambda state, _sealer: domain.confirm(state, context), context)


def change_contact(service: Identity, command: c.ChangeContact, context: Context) -> Reply:
    """ID-12. Raises Forbidden, NotFound."""

    def decide(state: State, sealer: Sealer) -> list[c.DetailsEvent]:
        sealed = (text and sealer.seal(text) for text in (command.address, command.email))
        address, email = sealed
        return domain.contact(address, email, state, context)

    return _change(service, decide, context)


def send_new_mobile_code(service: Identity, command: c.SendNewMobileCode, context: Context) -> Reply:
    """ID-12. Raises Forbidden, WrongMobile, SameMobile, ProofNeeded, CodeTooSoon, CodeTooMany, SmsUnavailable."""
    if repeated := first_reply(service.store, context):
        return repeated
    phone, owner = _phone(command.mobile), own_account(service, context)
    if phone == own_mobile(service, owner):
        raise c.SameMobile()
    check_proved_anew(service, owner.account_id, context)
    return send_code(service, CodeFor("new_mobile", owner.account_id, phone), context)


def change_mobile(service: Identity, command: c.ChangeMobile, context: Context) -> Reply:
    """ID-12: the new number signs in where it is free, the old one no more, and is told.

    Raises Forbidden, WrongMobile, SameMobile, ProofNeeded, WrongPassword, SignInLocked, CodeWrong.
    """
    if repeated := first_reply(service.store, context):
        return repeated
    phone, owner = _phone(command.mobile), own_account(service, context)
    before = own_mobile(service, owner)
    if phone == before:
        raise c.SameMobile()
    check_proved_anew(service, owner.account_id, context)
    prove_password(service, owner.account_id, command.password, context)
    check_code(service, CodeFor("new_mobile", owner.account_id, phone), command, context)
    sealed = service.account_keys.sealer(owner.account_id).seal(phone)

    def decide(unit: Unit) -> Reply:
        stream = c.ACCOUNT.stream(owner.account_id)
        unit.append(stream, domain.mobile(sealed, unit.load(stream, account), context))
        old, new = (_login(service, number, context) for number in (before, phone))
        unit.append(old, release(unit.load(old, login), owner.account_id))
        reserved = reserve_if_free(unit.load(new, login), owner.account_id)
        unit.append(new, reserved)
        notify(service, before, MOBILE_CHANGED.format(today=context.today), context, unit.session)
        return unit.reply(stream, mobile_signs_in=bool(reserved))

    return execute_across(service.store, decide, context)


def send_bank_account_code(service: Identity, _command: c.SendBankAccountCode, context: Context) -> Reply:
    """ID-12. Raises Forbidden, ProofNeeded, CodeTooSoon, CodeTooMany, SmsUnavailable."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = own_account(service, context)
    check_proved_anew(service, owner.account_id, context)
    return send_code(service, CodeFor("bank_account", owner.account_id, own_mobile(service, owner)), context)


def change_bank_account(service: Identity, command: c.ChangeBankAccount, context: Context) -> Reply:
    """ID-12. Raises Forbidden, WrongBankAccount, ProofNeeded, WrongPassword, SignInLocked, CodeWrong."""
    if repeated := first_reply(service.store, context):
        return repeated
    number = normalise(command.bank_account)
    if bank_number_fault(number):
        raise c.WrongBankAccount()
    owner = own_account(service, context)
    own = own_mobile(service, owner)
    check_proved_anew(service, owner.account_id, context)
    prove_password(service, owner.account_id, command.password, context)
    check_code(service, CodeFor("bank_account", owner.account_id, own), command, context)
    sealed = service.account_keys.sealer(owner.account_id).seal(number)

    def decide(unit: Unit) -> Reply:
        stream = c.ACCOUNT.stream(owner.account_id)
        unit.append(stream, domain.bank_account(sealed, unit.load(stream, account), context))
        notify(service, own, BANK_ACCOUNT_CHANGED.format(today=context.today), context, unit.session)
        return unit.reply(stream)

    return execute_across(service.store, decide, context)


# ------------------------------------------------------------------ one's own account


def own_account(service: Identity, context: Context) -> Account:
    """The asker's account, a person's. Raises Forbidden, NotFound."""
    if context.role != "person":
        raise Forbidden()
    owner = domain.own(service.store.state(c.ACCOUNT.stream(context.actor), account)[0])
    if owner.person_id != context.on_behalf_of:  # a delegate acts for another, whose account this is not
        raise Forbidden()
    return owner


def own_mobile(service: Identity, owner: Account) -> str:
    """The account's mobile, normalised."""
    return service.account_keys.sealer(owner.account_id).open(owner.mobile)


def _change(service: Identity, decide: Callable[[State, Sealer], list[c.DetailsEvent]], context: Context) -> Reply:
    owner = own_account(service, context)
    sealer = service.account_keys.sealer(owner.account_id)
    stream = c.ACCOUNT.stream(owner.account_id)
    return execute(service.store, stream, account, lambda state: decide(state, sealer), context)


def _login(service: Identity, number: str, context: Context) -> str:
    return c.LOGIN.stream(login_id(number, context.today, service.settings.person_id_key))


def _phone(text: str) -> str:
    found = read_mobile(text)
    if not isinstance(found, Mobile):
        raise c.WrongMobile()
    return found.number
