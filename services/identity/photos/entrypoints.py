"""Entry points of photos, for the service class to inherit."""

from typing import Any

from kernel.context import Context
from kernel.http import command, query
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.photos import keeping

Reply = dict[str, Any]


class PhotoRoutes:
    """Photos of one's ID card."""

    service: Identity

    @command(c.KeepPhoto)
    def keep_photo(self, command: c.KeepPhoto, context: Context) -> Reply:
        """Result: `{side}`."""
        return keeping.keep_photo(self.service, command, context)

    @query(c.GetPhotos)
    def get_photos(self, _query: c.GetPhotos, context: Context) -> Reply:
        """See `GetPhotos`."""
        return keeping.get_photos(self.service, context)

    @query(c.GetPhoto)
    def get_photo(self, query: c.GetPhoto, context: Context) -> Reply:
        """See `GetPhoto`."""
        return keeping.get_photo(self.service, query, context)
