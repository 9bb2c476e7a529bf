"""Loading a table into a service's own streams: checked row by row, in pages, resumable and repeatable.

Rows are brought in order, grouped by key, and decided on together with the past of their streams, so that a row which
is there already changes nothing: not after a kill, not with the same file again, not with another that overlaps it.
The checkpoint only saves work. `load` is for an operator's process that stands beside the service.
"""

from kernel.bulk.loading import Progress, load, silent
from kernel.bulk.rejects import RowDiffers, RowRepeated
from kernel.bulk.tally import Report, Tally
from kernel.bulk.work import Decision, Item, Work

__all__ = ["Decision", "Item", "Progress", "Report", "RowDiffers", "RowRepeated", "Tally", "Work", "load", "silent"]
