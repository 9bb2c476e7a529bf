"""A person's own account: password (ID-10, ID-11), details (ID-05, ID-12), deregistering (ID-13), advice (ID-23)."""

from typing import Any

from gateway.web.acting import ask, caller, carry_out, edge, exchange
from gateway.web.api.asking import body_with_captcha, check_captcha_of_codes
from gateway.web.api.routes import Routes
from gateway.web.arrival import ASKER, asker
from gateway.web.bodies import body_of
from gateway.web.crowd import place
from gateway.web.limits import (
    limited_codes,
    limited_codes_of_account,
    limited_entries,
    limited_guesses_of_account,
    limited_guesses_of_mobile,
    limited_proofs,
)
from kernel.clock import business_date
from services.identity import contract as identity

routes = Routes("own_account", __name__, description="Password and details of one's own account")


@routes.reads("/advice", "look around")
def advice() -> Any:
    """ID-23: how to use an account safely, for the pages of sign-in and passwords."""
    return ask("identity", identity.GetAdvice())


@routes.acts("/me/password", "change own password", body_of(identity.ChangePassword, "keep"))
@limited_guesses_of_account
def change_password(body: dict[str, Any]) -> Any:
    """ID-05, ID-11: change the password; every other session ends. The next token says what is still to be done."""
    return carry_out("identity", identity.ChangePassword(**body, keep=caller().session))


@routes.asks("/password/codes", "sign in", body_with_captcha(identity.ForgetPassword, *ASKER))
@limited_codes
def forget_password(body: dict[str, Any]) -> Any:
    """ID-10: a reset code to the registered mobile; the answer is the same whatever is told. Its ticket is given
    back with the code. Where the city asks for it, with the answered question from /captcha."""
    check_captcha_of_codes(body)
    return exchange(identity.ForgetPassword(**body, **asker()))


@routes.asks("/password", "sign in", body_of(identity.ResetPassword))
@limited_entries
@limited_guesses_of_mobile
def reset_password(body: dict[str, Any]) -> Any:
    """ID-10: a new password with the reset code; all sessions end."""
    return exchange(identity.ResetPassword(**body))


@routes.asks("/password/by-face", "sign in", body_of(identity.ResetPasswordByFace))
@limited_proofs
def reset_password_by_face(body: dict[str, Any]) -> Any:
    """ID-10: a new password with a live picture of the face."""
    with place():
        return exchange(identity.ResetPasswordByFace(**body))


@routes.asks("/password/by-bank-card", "sign in", body_of(identity.ResetPasswordByBankCard))
@limited_proofs
def reset_password_by_bank_card(body: dict[str, Any]) -> Any:
    """ID-10: a new password with the four elements of a bank card."""
    with place():
        return exchange(identity.ResetPasswordByBankCard(**body))


@routes.reads("/password/questions", "look around")
def security_questions() -> Any:
    """ID-10: the security questions there are, and whether the city uses them."""
    policy = edge().city.policy.at("sign_in/recovery", business_date(edge().settings.clock()))
    questions = [{"question": code, "told": told} for code, told in identity.QUESTIONS.items()]
    return {"offered": policy["question"], "questions": questions}


@routes.asks("/password/by-question", "sign in", body_of(identity.ResetPasswordByQuestion))
@limited_proofs
def reset_password_by_question(body: dict[str, Any]) -> Any:
    """ID-10: a new password with the answer to the security question and a second factor, where the city has it."""
    with place():
        return exchange(identity.ResetPasswordByQuestion(**body))


@routes.acts("/me/security-question", "keep own account", body_of(identity.SetSecurityQuestion))
@limited_guesses_of_account
def set_security_question(body: dict[str, Any]) -> Any:
    """ID-12: choose a security question and its answer, where the city has it."""
    return carry_out("identity", identity.SetSecurityQuestion(**body))


@routes.acts("/me/details", "complete own details", body_of(identity.CompleteDetails))
def complete_details(body: dict[str, Any]) -> Any:
    """ID-05: complete the details at the first sign-in."""
    return carry_out("identity", identity.CompleteDetails(**body))


@routes.acts("/me/details/confirmation", "keep own account")
def confirm_details() -> Any:
    """ID-23: the details were looked at and are right."""
    return carry_out("identity", identity.ConfirmDetails())


@routes.acts("/me/contact", "keep own account", body_of(identity.ChangeContact))
def change_contact(body: dict[str, Any]) -> Any:
    """ID-12: change address or e-mail."""
    return carry_out("identity", identity.ChangeContact(**body))


@routes.acts("/me/mobile/codes", "change where money and codes go", body_of(identity.SendNewMobileCode))
@limited_codes_of_account
def send_new_mobile_code(body: dict[str, Any]) -> Any:
    """ID-12: a code to the new mobile."""
    return carry_out("identity", identity.SendNewMobileCode(**body))


@routes.acts("/me/mobile", "change where money and codes go", body_of(identity.ChangeMobile))
@limited_guesses_of_account
def change_mobile(body: dict[str, Any]) -> Any:
    """ID-12: change the mobile with its code and the password; the old one is told."""
    return carry_out("identity", identity.ChangeMobile(**body))


@routes.acts("/me/bank-account/codes", "change where money and codes go")
@limited_codes_of_account
def send_bank_account_code() -> Any:
    """ID-12: a code to the registered mobile, to prove again who one is."""
    return carry_out("identity", identity.SendBankAccountCode())


@routes.acts("/me/bank-account", "change where money and codes go", body_of(identity.ChangeBankAccount))
@limited_guesses_of_account
def change_bank_account(body: dict[str, Any]) -> Any:
    """ID-12: change the bank account benefits are paid to, with the code and the password."""
    return carry_out("identity", identity.ChangeBankAccount(**body))


@routes.acts("/me/misuse", "report misuse", body_of(identity.ReportMisuse, "keep"))
@limited_guesses_of_account
def report_misuse(body: dict[str, Any]) -> Any:
    """ID-20, this was not me: other sessions end, the password must change, an officer looks into it.

    Open before the second factor, which others may have enrolled. Who has not given it is signed out, too, and it stays
    (`second_factor_stays`) until the report comes after a fresh proof: the password set anew by face, or a window.
    """
    return carry_out("identity", identity.ReportMisuse(**body, keep=caller().session))


@routes.acts("/me/deregistration", "keep own account", body_of(identity.Deregister))
@limited_guesses_of_account
def deregister(body: dict[str, Any]) -> Any:
    """ID-13: give the account up; what it held cannot be read any more."""
    return carry_out("identity", identity.Deregister(**body))
