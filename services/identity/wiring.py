"""Composition root of identity."""

from functools import cached_property

from kernel.config import Settings
from kernel.readmodel import Generations
from kernel.service import Service
from services.identity import readmodel
from services.identity.account.keys import AccountKeys
from services.identity.contract import CONTRACT
from services.identity.delegation.readmodel import authorities
from services.identity.looks.readmodel import disputes
from services.identity.office.readmodel import agents
from services.identity.session.tokens import Tokens


class Identity(Service):
    """What a process of identity works with: beside the usual, keys and what is known of persons and units."""

    @cached_property
    def account_keys(self) -> AccountKeys:
        """The key of each account."""
        return AccountKeys(self.database, self.sealer)

    @cached_property
    def tokens(self) -> Tokens:
        """Makes and checks tokens with the keys in `<run_dir>/identity-keys`."""
        return Tokens(self.settings.run_dir / "identity-keys")

    @cached_property
    def archive(self) -> Generations:
        """Persons in the insured archive."""
        return Generations(self.database, readmodel.archive)

    @cached_property
    def agents(self) -> Generations:
        """The accounts of units' agents."""
        return Generations(self.database, agents)

    @cached_property
    def authorities(self) -> Generations:
        """Who was authorised by whom."""
        return Generations(self.database, authorities)

    @cached_property
    def disputes(self) -> Generations:
        """What people said to looks at their data."""
        return Generations(self.database, disputes)

    @cached_property
    def units(self) -> Generations:
        """Units that employer knows."""
        return Generations(self.database, readmodel.units)


def wire(settings: Settings) -> Identity:
    """What a process of identity works with."""
    return Identity(settings, CONTRACT)
