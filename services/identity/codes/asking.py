"""Who asks for a code without having signed in: somebody where the account was signed in from before, or a stranger."""

from typing import Protocol

from services.identity.codes.sending import Asker
from services.identity.identity import Identity
from services.identity.notices.telling import knows_place


class FromSomewhere(Protocol):
    """A command that says where it comes from, as of `SendSignInCode`."""

    @property
    def source(self) -> str: ...

    @property
    def network(self) -> str: ...


def asker_of(service: Identity, subject: str, account_id: str | None, bound: bool, command: FromSomewhere) -> Asker:
    """Who asks for a code of `subject`, which leads to an account or to none; the same reads for both."""
    known = knows_place(service, account_id or subject, command.source)
    return Asker(command.network, known=known, bound=bound)
