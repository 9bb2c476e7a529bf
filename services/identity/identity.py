"""What identity works with beside the ground of every service: keys, its desk, what it knows of others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kernel.cases.desk import Desk
from kernel.cases.documents import Documents
from kernel.cases.effects import Effect
from kernel.readmodel import Generations
from kernel.service import Service
from services.identity import readmodel
from services.identity.account.keys import AccountKeys
from services.identity.contract import MATTERS
from services.identity.delegation.readmodel import authorities
from services.identity.looks.readmodel import disputes
from services.identity.office.readmodel import agents, officers
from services.identity.password.check import Passwords
from services.identity.session.tokens import Tokens

KEYS_DIRECTORY = "identity-keys"
"""Below the run's directory."""
BREACHED_DIRECTORY = "breached-passwords"
"""Below the run's directory, where an operator has put it: see password/breached.py."""


@dataclass(frozen=True)
class Identity(Service):
    """What a process of identity works with: beside the usual, keys and what is known of persons and units."""

    effects: "Callable[[Identity], Mapping[str, Effect]]"
    """What each matter does beyond its case, by its code."""

    @cached_property
    def desk(self) -> Desk:
        """Where its cases are entered, reviewed and read."""
        documents = Documents(self.database, self.sealer, self.settings.person_id_key)
        return Desk(self.store, self.sealer, self.city, documents, MATTERS, self.effects(self), mark="V")

    @cached_property
    def account_keys(self) -> AccountKeys:
        """The key of each account."""
        return AccountKeys(self.database, self.sealer)

    @cached_property
    def tokens(self) -> Tokens:
        """Makes and checks tokens with the keys in `<run_dir>/identity-keys`."""
        return Tokens(self.settings.run_dir / KEYS_DIRECTORY)

    @cached_property
    def passwords(self) -> Passwords:
        """What new passwords are held against."""
        return Passwords(self.city, self.settings.run_dir / BREACHED_DIRECTORY)

    @cached_property
    def archive(self) -> Generations:
        """Persons in the insured archive."""
        return Generations(self.database, readmodel.archive)

    @cached_property
    def agents(self) -> Generations:
        """The accounts of units' agents."""
        return Generations(self.database, agents)

    @cached_property
    def officers(self) -> Generations:
        """The accounts of officers."""
        return Generations(self.database, officers)

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
