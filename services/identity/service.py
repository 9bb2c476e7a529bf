"""Entry points of identity."""

from typing import Any

from werkzeug.wrappers import Request

from kernel.cases.routes import CaseRoutes, CaseWatch
from kernel.cases.watch import waiting_cases
from kernel.context import Context
from kernel.http import ServiceRoutes, Wired, command, query, read_open
from kernel.subscription import Projection, Reaction, Sending
from services.cards import contract as cards
from services.employer import contract as employer
from services.identity import contract as c
from services.identity import reactions, readmodel
from services.identity.account.entrypoints import AccountRoutes
from services.identity.codes import texts
from services.identity.delegation import authorities
from services.identity.delegation import listing as delegation
from services.identity.delegation.readmodel import authorities as authority_list
from services.identity.identity import Identity
from services.identity.looks import listing as looks
from services.identity.looks import recording
from services.identity.looks.readmodel import disputes
from services.identity.notices import telling
from services.identity.office import agents, appointments, colleagues, officers, unit_accounts
from services.identity.office.closed_units import on_unit
from services.identity.office.readmodel import agents as agent_list
from services.identity.office.readmodel import officers as officer_list
from services.identity.passkeys import keeping as passkeys
from services.identity.passkeys.ceremony import options_to_sign_in
from services.identity.photos.entrypoints import PhotoRoutes
from services.identity.platforms.entrypoints import PlatformRoutes
from services.identity.proof.entrypoints import ProofRoutes
from services.identity.qr import showing
from services.identity.second_factor import proving
from services.identity.session import ending_own, keeping, listing
from services.identity.sign_in import by_code, by_face, signing_in, unlocking
from services.identity.wiring import wire

Reply = dict[str, Any]


class IdentityRoutes(AccountRoutes, PhotoRoutes, PlatformRoutes, ProofRoutes, CaseRoutes, ServiceRoutes):
    """The HTTP side."""

    name = "identity"
    service: Identity = Wired(wire)  # type: ignore[assignment]

    @command(c.AppointAgent)
    def appoint_agent(self, command: c.AppointAgent, context: Context) -> Reply:
        """Result: `{account_id, login, password}`."""
        return agents.appoint_agent(self.service, command, context)

    @command(c.AppointOfficer)
    def appoint_officer(self, command: c.AppointOfficer, context: Context) -> Reply:
        """Result: `{account_id, login}`."""
        return officers.appoint_officer(self.service, command, context)

    @command(c.ConfirmAppointment)
    def confirm_appointment(self, command: c.ConfirmAppointment, context: Context) -> Reply:
        """Result: `{roles, password}`."""
        return officers.confirm_appointment(self.service, command, context)

    @command(c.KeepAgentDocument)
    def keep_agent_document(self, command: c.KeepAgentDocument, context: Context) -> Reply:
        """Result: `{document}`."""
        return unit_accounts.keep_document(self.service, command, context)

    @command(c.RegisterAgent)
    def register_agent(self, command: c.RegisterAgent, context: Context) -> Reply:
        """Result: `{account_id, login, case_id, due_on}`."""
        return unit_accounts.register_agent(self.service, command, context)

    @command(c.ResetAgentPassword)
    def reset_agent_password(self, command: c.ResetAgentPassword, context: Context) -> Reply:
        """Result: `{account_id, password}`."""
        return agents.reset_password(self.service, command, context)

    @query(c.GetAgents)
    def get_agents(self, query: c.GetAgents, context: Context) -> Reply:
        """See `GetAgents`."""
        return agents.get_agents(self.service, query, context)

    @query(c.GetOfficers)
    def get_officers(self, _query: c.GetOfficers, context: Context) -> Reply:
        """See `GetOfficers`."""
        return colleagues.get_officers(self.service, context)

    @command(c.ChangeRoles)
    def change_roles(self, command: c.ChangeRoles, context: Context) -> Reply:
        """Result: `{roles, waits}`."""
        return appointments.change_roles(self.service, command, context)

    @command(c.EndAppointment)
    def end_appointment(self, command: c.EndAppointment, context: Context) -> Reply:
        """Result: `{}`."""
        return appointments.end_appointment(self.service, command, context)

    @command(c.SignIn)
    def sign_in(self, command: c.SignIn, context: Context) -> Reply:
        """Result: see `SignIn`."""
        return signing_in.sign_in(self.service, command, context)

    @command(c.SendSignInCode)
    def send_sign_in_code(self, command: c.SendSignInCode, context: Context) -> Reply:
        """Result: `{ticket, minutes, pause_seconds, most_a_day}`."""
        return by_code.send_sign_in_code(self.service, command, context)

    @command(c.SignInByFace)
    def sign_in_by_face(self, command: c.SignInByFace, context: Context) -> Reply:
        """Result: as of `SignIn`."""
        return by_face.sign_in_by_face(self.service, command, context)

    @command(c.SignInByCode)
    def sign_in_by_code(self, command: c.SignInByCode, context: Context) -> Reply:
        """Result: as of `SignIn`."""
        return by_code.sign_in_by_code(self.service, command, context)

    @command(c.Refresh)
    def refresh(self, command: c.Refresh, context: Context) -> Reply:
        """Result: as of `SignIn`."""
        return keeping.refresh(self.service, command, context)

    @command(c.SignOut)
    def sign_out(self, command: c.SignOut, context: Context) -> Reply:
        """Result: `{}`."""
        return keeping.sign_out(self.service, command, context)

    @command(c.EndSessions)
    def end_sessions(self, command: c.EndSessions, context: Context) -> Reply:
        """Result: `{ended}`."""
        return ending_own.end_own(self.service, command, context)

    @command(c.PrepareSecondFactor)
    def prepare_second_factor(self, command: c.PrepareSecondFactor, context: Context) -> Reply:
        """Result: `{secret, uri}`."""
        return proving.prepare(self.service, command, context)

    @command(c.GiveSecondFactor)
    def give_second_factor(self, command: c.GiveSecondFactor, context: Context) -> Reply:
        """Result: as of `SignIn`."""
        return proving.give(self.service, command, context)

    @query(c.GetSecondFactor)
    def get_second_factor(self, _query: c.GetSecondFactor, context: Context) -> Reply:
        """See `GetSecondFactor`."""
        return proving.get_second_factor(self.service, context)

    @command(c.UnlockSignIn)
    def unlock_sign_in(self, command: c.UnlockSignIn, context: Context) -> Reply:
        """Result: `{}`."""
        return unlocking.unlock(self.service, command, context)

    @query(c.ShowQr)
    def show_qr(self, query: c.ShowQr, context: Context) -> Reply:
        """See `ShowQr`."""
        return showing.show_qr(self.service, query, context)

    @query(c.GetQr)
    def get_qr(self, query: c.GetQr, context: Context) -> Reply:
        """See `GetQr`."""
        return showing.get_qr(self.service, query, context)

    @command(c.AnswerQr)
    def answer_qr(self, command: c.AnswerQr, context: Context) -> Reply:
        """Result: `{}`."""
        return showing.answer_qr(self.service, command, context)

    @command(c.SignInByQr)
    def sign_in_by_qr(self, command: c.SignInByQr, context: Context) -> Reply:
        """Result: see `SignInByQr`."""
        return showing.sign_in_by_qr(self.service, command, context)

    @query(c.PasskeyOptions)
    def passkey_options(self, _query: c.PasskeyOptions, context: Context) -> Reply:
        """See `PasskeyOptions`."""
        return passkeys.options(self.service, context)

    @query(c.PasskeySignInOptions)
    def passkey_sign_in_options(self, _query: c.PasskeySignInOptions, context: Context) -> Reply:
        """See `PasskeySignInOptions`."""
        return options_to_sign_in(self.service, context)

    @query(c.GetPasskeys)
    def get_passkeys(self, _query: c.GetPasskeys, context: Context) -> Reply:
        """See `GetPasskeys`."""
        return passkeys.get_passkeys(self.service, context)

    @command(c.AddPasskey)
    def add_passkey(self, command: c.AddPasskey, context: Context) -> Reply:
        """Result: `{}`."""
        return passkeys.add(self.service, command, context)

    @command(c.SignInByPasskey)
    def sign_in_by_passkey(self, command: c.SignInByPasskey, context: Context) -> Reply:
        """Result: as of `SignIn`."""
        return passkeys.sign_in(self.service, command, context)

    @command(c.RemovePasskey)
    def remove_passkey(self, command: c.RemovePasskey, context: Context) -> Reply:
        """Result: `{}`."""
        return passkeys.remove(self.service, command, context)

    @query(c.GetSessions)
    def get_sessions(self, _query: c.GetSessions, context: Context) -> Reply:
        """See `GetSessions`."""
        return listing.get_sessions(self.service, context)

    @query(c.GetNotices)
    def get_notices(self, _query: c.GetNotices, context: Context) -> Reply:
        """See `GetNotices`."""
        return telling.get_notices(self.service, context)

    @command(c.GiveAuthority)
    def give_authority(self, command: c.GiveAuthority, context: Context) -> Reply:
        """Result: `{delegation_id}`."""
        return authorities.give(self.service, command, context)

    @command(c.RegisterAuthority)
    def register_authority(self, command: c.RegisterAuthority, context: Context) -> Reply:
        """Result: `{delegation_id}`."""
        return authorities.register(self.service, command, context)

    @command(c.ConfirmAuthority)
    def confirm_authority(self, command: c.ConfirmAuthority, context: Context) -> Reply:
        """Result: `{}`."""
        return authorities.confirm(self.service, command, context)

    @command(c.EndAuthority)
    def end_authority(self, command: c.EndAuthority, context: Context) -> Reply:
        """Result: `{}`."""
        return authorities.end(self.service, command, context)

    @query(c.GetAuthority)
    def get_authority(self, query: c.GetAuthority, context: Context) -> Reply:
        """See `GetAuthority`."""
        return delegation.get_authority(self.service, query, context)

    @query(c.GetAuthorities)
    def get_authorities(self, query: c.GetAuthorities, context: Context) -> Reply:
        """See `GetAuthorities`."""
        return delegation.get_authorities(self.service, query, context)

    @command(c.RecordLooks)
    def record_looks(self, command: c.RecordLooks, context: Context) -> Reply:
        """Result: `{}`."""
        return recording.record_looks(self.service, command, context)

    @command(c.Unmask)
    def unmask(self, command: c.Unmask, context: Context) -> Reply:
        """Result: see `Unmask`."""
        return recording.unmask(self.service, command, context)

    @command(c.DisputeLook)
    def dispute_look(self, command: c.DisputeLook, context: Context) -> Reply:
        """Result: `{dispute_id}`."""
        return recording.dispute_look(self.service, command, context)

    @command(c.AnswerDispute)
    def answer_dispute(self, command: c.AnswerDispute, context: Context) -> Reply:
        """Result: `{justified}`."""
        return recording.answer_dispute(self.service, command, context)

    @query(c.FindPerson)
    def find_person(self, query: c.FindPerson, context: Context) -> Reply:
        """See `FindPerson`."""
        return looks.find_person(self.service, query, context)

    @query(c.GetLooks)
    def get_looks(self, query: c.GetLooks, context: Context) -> Reply:
        """See `GetLooks`."""
        return looks.get_looks(self.service, query, context)

    @query(c.GetDisputes)
    def get_disputes(self, query: c.GetDisputes, context: Context) -> Reply:
        """See `GetDisputes`."""
        return looks.get_disputes(self.service, query, context)

    @read_open("/keys")
    def keys(self, _request: Request) -> Reply:
        """The public keys of access tokens, as a JWK set."""
        return self.service.tokens.key_set()


class IdentitySubscriptions(CaseWatch):
    """What identity listens to."""

    name = "identity-subscriptions"
    service = Wired(wire)
    archive = Projection(readmodel.archive)
    waiting_cases = Projection(waiting_cases(c.CONTRACT))
    units = Projection(readmodel.units)
    disputes = Projection(disputes)
    agents = Projection(agent_list)
    officers = Projection(officer_list)
    authorities = Projection(authority_list)
    card_losses = Reaction("card-losses", [cards.CONTRACT.source(cards.CARD)], reactions.on_card)
    closed_units = Reaction("closed-units", [employer.CONTRACT.source(employer.UNIT)], on_unit)
    sms = Sending(texts.KIND, texts.send)
