"""Entry points of accounts, for the service class to inherit."""

from typing import Any

from kernel.context import Context
from kernel.http import command, query
from services.identity import contract as c
from services.identity.account import closing, queries, registration
from services.identity.account.advice import SAFE_USE
from services.identity.account.guide import registration_guide
from services.identity.details import changing as details
from services.identity.identity import Identity
from services.identity.misuse import reporting
from services.identity.office import officer_passwords, second_factors
from services.identity.password import by_proof, by_question, changing

Reply = dict[str, Any]


class AccountRoutes:
    """Opening, keeping and closing one's own account."""

    service: Identity

    @command(c.RegisterPerson)
    def register_person(self, command: c.RegisterPerson, context: Context) -> Reply:
        """Result: `{account_id, mobile_signs_in, told}`."""
        return registration.register_person(self.service, command, context)

    @query(c.GetAdvice)
    def get_advice(self, _query: c.GetAdvice, _context: Context) -> Reply:
        """See `GetAdvice`."""
        return {"advice": list(SAFE_USE)}

    @query(c.GetRegistrationGuide)
    def get_registration_guide(self, _query: c.GetRegistrationGuide, context: Context) -> Reply:
        """See `GetRegistrationGuide`."""
        return registration_guide(self.service.city, context.today)

    @command(c.ChangePassword)
    def change_password(self, command: c.ChangePassword, context: Context) -> Reply:
        """Result: `{}`."""
        return changing.change_password(self.service, command, context)

    @command(c.ForgetPassword)
    def forget_password(self, command: c.ForgetPassword, context: Context) -> Reply:
        """Result: `{ticket, minutes, pause_seconds, most_a_day}`."""
        return changing.forget_password(self.service, command, context)

    @command(c.ResetPassword)
    def reset_password(self, command: c.ResetPassword, context: Context) -> Reply:
        """Result: `{told}`."""
        return changing.reset_password(self.service, command, context)

    @command(c.ResetPasswordByFace)
    def reset_password_by_face(self, command: c.ResetPasswordByFace, context: Context) -> Reply:
        """Result: `{told}`."""
        return by_proof.reset_by_face(self.service, command, context)

    @command(c.ResetPasswordByBankCard)
    def reset_password_by_bank_card(self, command: c.ResetPasswordByBankCard, context: Context) -> Reply:
        """Result: `{told}`."""
        return by_proof.reset_by_bank_card(self.service, command, context)

    @command(c.ResetPasswordByQuestion)
    def reset_password_by_question(self, command: c.ResetPasswordByQuestion, context: Context) -> Reply:
        """Result: `{told}`."""
        return by_question.reset_by_question(self.service, command, context)

    @command(c.SetSecurityQuestion)
    def set_security_question(self, command: c.SetSecurityQuestion, context: Context) -> Reply:
        """Result: `{}`."""
        return by_question.set_question(self.service, command, context)

    @command(c.AskOfficerReset)
    def ask_officer_reset(self, command: c.AskOfficerReset, context: Context) -> Reply:
        """Result: `{account_id}`."""
        return officer_passwords.ask_reset(self.service, command, context)

    @command(c.ResetOfficerPassword)
    def reset_officer_password(self, command: c.ResetOfficerPassword, context: Context) -> Reply:
        """Result: `{account_id, password}`."""
        return officer_passwords.give_reset(self.service, command, context)

    @command(c.AskFactorRemoval)
    def ask_factor_removal(self, command: c.AskFactorRemoval, context: Context) -> Reply:
        """Result: `{account_id}`."""
        return second_factors.ask(self.service, command, context)

    @command(c.RemoveSecondFactor)
    def remove_second_factor(self, command: c.RemoveSecondFactor, context: Context) -> Reply:
        """Result: `{ended}`."""
        return second_factors.take_away(self.service, command, context)

    @command(c.CompleteDetails)
    def complete_details(self, command: c.CompleteDetails, context: Context) -> Reply:
        """Result: `{}`."""
        return details.complete_details(self.service, command, context)

    @command(c.ConfirmDetails)
    def confirm_details(self, command: c.ConfirmDetails, context: Context) -> Reply:
        """Result: `{}`."""
        return details.confirm_details(self.service, command, context)

    @command(c.ChangeContact)
    def change_contact(self, command: c.ChangeContact, context: Context) -> Reply:
        """Result: `{}`."""
        return details.change_contact(self.service, command, context)

    @command(c.SendNewMobileCode)
    def send_new_mobile_code(self, command: c.SendNewMobileCode, context: Context) -> Reply:
        """Result: `{ticket, minutes, pause_seconds, most_a_day}`."""
        return details.send_new_mobile_code(self.service, command, context)

    @command(c.ChangeMobile)
    def change_mobile(self, command: c.ChangeMobile, context: Context) -> Reply:
        """Result: `{mobile_signs_in}`."""
        return details.change_mobile(self.service, command, context)

    @command(c.SendBankAccountCode)
    def send_bank_account_code(self, command: c.SendBankAccountCode, context: Context) -> Reply:
        """Result: `{ticket, minutes, pause_seconds, most_a_day}`."""
        return details.send_bank_account_code(self.service, command, context)

    @command(c.ChangeBankAccount)
    def change_bank_account(self, command: c.ChangeBankAccount, context: Context) -> Reply:
        """Result: `{}`."""
        return details.change_bank_account(self.service, command, context)

    @command(c.Deregister)
    def deregister(self, command: c.Deregister, context: Context) -> Reply:
        """Result: `{}`."""
        return closing.deregister(self.service, command, context)

    @command(c.ReportMisuse)
    def report_misuse(self, command: c.ReportMisuse, context: Context) -> Reply:
        """Result: `{case_id, due_on}`."""
        return reporting.report_misuse(self.service, command, context)

    @query(c.GetAccount)
    def get_account(self, query: c.GetAccount, context: Context) -> Reply:
        """See `GetAccount`."""
        return queries.get_account(self.service.store, self.service.account_keys, self.service.city, query, context)
