"""Entry points of proofs, for the service class to inherit."""

from typing import Any

from kernel.context import Context
from kernel.http import command, query
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.proof import levels, proving

Reply = dict[str, Any]


class ProofRoutes:
    """Proving who one is."""

    service: Identity

    @command(c.ProveByFace)
    def prove_by_face(self, command: c.ProveByFace, context: Context) -> Reply:
        """Result: `{means, level}`."""
        return proving.prove_by_face(self.service, command, context)

    @command(c.ProveByBankCard)
    def prove_by_bank_card(self, command: c.ProveByBankCard, context: Context) -> Reply:
        """Result: `{means, level}`."""
        return proving.prove_by_bank_card(self.service, command, context)

    @command(c.SendProofCode)
    def send_proof_code(self, command: c.SendProofCode, context: Context) -> Reply:
        """Result: `{ticket, minutes, pause_seconds, most_a_day}`."""
        return proving.send_proof_code(self.service, command, context)

    @command(c.ProveByMobile)
    def prove_by_mobile(self, command: c.ProveByMobile, context: Context) -> Reply:
        """Result: `{means, level}`."""
        return proving.prove_by_mobile(self.service, command, context)

    @command(c.ProveByBankAccount)
    def prove_by_bank_account(self, command: c.ProveByBankAccount, context: Context) -> Reply:
        """Result: `{means, level}`."""
        return proving.prove_by_bank_account(self.service, command, context)

    @command(c.ProveAtWindow)
    def prove_at_window(self, command: c.ProveAtWindow, context: Context) -> Reply:
        """Result: `{means, level}`."""
        return proving.prove_at_window(self.service, command, context)

    @query(c.GetProofs)
    def get_proofs(self, _query: c.GetProofs, context: Context) -> Reply:
        """See `GetProofs`."""
        return levels.get_proofs(self.service, context)
