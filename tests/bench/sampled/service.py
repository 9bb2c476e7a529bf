"""Its entry points."""

from kernel.commands import execute
from kernel.context import Context
from kernel.http import ServiceRoutes, Wired, command
from kernel.store import Document
from tests.bench.sampled.wiring import wire
from tests.kernel.sample import TALLY, Add, add, tally


class Sampled(ServiceRoutes):
    """Adds to tallies."""

    name = "sampled"
    service = Wired(wire)

    @command(Add)
    def add(self, asked: Add, context: Context) -> Document:
        """Add to a tally."""
        stream = TALLY.stream(asked.tally)
        return execute(self.service.store, stream, tally, lambda total: add(asked.amount, total), context)
