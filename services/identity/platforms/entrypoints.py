"""Entry points of signing in through other platforms, for the service class to inherit."""

from typing import Any

from kernel.context import Context
from kernel.http import command, query
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.platforms import signing_in

Reply = dict[str, Any]


class PlatformRoutes:
    """Other platforms."""

    service: Identity

    @command(c.StartPlatformSignIn)
    def start_platform_sign_in(self, command: c.StartPlatformSignIn, context: Context) -> Reply:
        """Result: `{address, state}`."""
        return signing_in.start(self.service, command, context)

    @command(c.FinishPlatformSignIn)
    def finish_platform_sign_in(self, command: c.FinishPlatformSignIn, context: Context) -> Reply:
        """Result: see `FinishPlatformSignIn`."""
        return signing_in.come_back(self.service, command, context)

    @command(c.LinkPlatform)
    def link_platform(self, command: c.LinkPlatform, context: Context) -> Reply:
        """Result: as of `SignIn`."""
        return signing_in.link(self.service, command, context)

    @command(c.UnlinkPlatform)
    def unlink_platform(self, command: c.UnlinkPlatform, context: Context) -> Reply:
        """Result: `{}`."""
        return signing_in.unlink(self.service, command, context)

    @query(c.GetPlatforms)
    def get_platforms(self, _query: c.GetPlatforms, context: Context) -> Reply:
        """See `GetPlatforms`."""
        return signing_in.get_platforms(self.service, context)
