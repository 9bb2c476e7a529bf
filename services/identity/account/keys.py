"""A key for each account: what the account owns is sealed with it, and unreadable once it is destroyed (promise K8)."""

from collections.abc import Iterable

from pymongo.client_session import ClientSession
from pymongo.database import Database

from kernel.moment import read_once
from kernel.privacy import Sealer, Unreadable, new_key
from kernel.store import Document


class AccountKeys:
    """The keys, themselves sealed with the deployment's. They are no part of any history: destroyed is destroyed."""

    def __init__(self, database: Database[Document], sealer: Sealer) -> None:
        self._keys = database["account_keys"]
        self._sealer = sealer

    def create(self, account_id: str, session: ClientSession | None) -> Sealer:
        """A new account's sealer; its key is kept if the transaction of `session` is."""
        key = new_key()
        self._keys.insert_one({"_id": account_id, "key": self._sealer.seal(key)}, session=session)
        return Sealer([key])

    def sealer(self, account_id: str) -> Sealer:
        """The account's sealer. Raises Unreadable once its key is destroyed."""
        found = self.find(account_id)
        if found is None:
            raise Unreadable
        return found

    def find(self, account_id: str) -> Sealer | None:
        """The same; None where there is no such key."""
        return read_once(("account key", account_id), lambda: self._find(account_id))

    def _find(self, account_id: str) -> Sealer | None:
        kept = self._keys.find_one({"_id": account_id})
        return self._opened(kept) if kept else None

    def _opened(self, kept: Document) -> Sealer:
        return Sealer([self._sealer.open(kept["key"])])

    def sealers(self, account_ids: Iterable[str]) -> dict[str, Sealer]:
        """The sealers of several accounts, by id, in one look. Raises Unreadable if the key of one is destroyed."""
        wanted = list(account_ids)
        found = {kept["_id"]: self._opened(kept) for kept in self._keys.find({"_id": {"$in": wanted}})}
        if not found.keys() >= {*wanted}:
            raise Unreadable
        return found

    def destroy(self, account_id: str, session: ClientSession | None = None) -> None:
        """Make everything the account sealed unreadable for ever, if the transaction of `session` holds."""
        self._keys.delete_one({"_id": account_id}, session=session)
