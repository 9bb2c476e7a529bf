"""The file of rejected rows: where each stood, why, and the row as it was. Corrected, it can itself be loaded."""

import csv
import fcntl
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from kernel.columns import Column
from kernel.refusals import Refused
from kernel.tabular import CellWrong, neutralised

COLUMNS = (
    Column("reject_line", "退回行号", required=False),
    Column("reject_problem", "退回代码", required=False),
    Column("reject_reason", "退回原因", required=False),
)
_NAMES = [column.name for column in COLUMNS]
_LABELS = {*_NAMES, *(column.title for column in COLUMNS)}

Rejected = tuple[int, list[str], Refused]
"""Line, cells, why."""


class RowRepeated(Refused):
    """The same again in the same file. `line`: where it stood first."""

    code = "row_repeated"
    sentence = "与第{line}行重复，请删去其中一行。"


class RowDiffers(Refused):
    """It is there already, with another content."""

    code = "row_differs"
    sentence = "系统中已有此项而内容不同，没有导入。请核对；如系统中的有误，请另行办理更正。"
    status = 409


class AlreadyLoading(Refused):
    """Another process is loading this file."""

    code = "already_loading"
    sentence = "这个文件正在由另一个进程导入，请等待其完成。"
    status = 409


class Rejects:
    """`<name>.rejects.csv` beside the file, for the owner's eyes only, locked while the file is loaded."""

    def __init__(self, source: Path, labels: Sequence[str]) -> None:
        self.path = source.with_name(f"{source.stem}.rejects.csv")
        self.labels = [label for label in labels if label not in _LABELS]
        self._left_out = {place for place, label in enumerate(labels) if label in _LABELS}
        self._file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise AlreadyLoading() from None

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self._file.seek(0, os.SEEK_END)

    def rewind(self, size: int) -> None:
        """Go on from `size` bytes; 0 begins anew."""
        self._file.seek(size)
        self._file.truncate()
        if not size:
            self._file.write(b"\xef\xbb\xbf" + _line([*_NAMES, *self.labels]))

    def write(self, rejected: Iterable[Rejected]) -> None:
        """Append rows; they are on disk when it returns."""
        self._file.seek(0, os.SEEK_END)
        for line, cells, fault in rejected:
            row = [cell for place, cell in enumerate(cells) if place not in self._left_out]
            self._file.write(_line([str(line), problem_of(fault), str(fault), *row]))
        self._file.flush()
        os.fsync(self._file.fileno())

    def remove(self) -> None:
        """Remove the file, where nothing was rejected."""
        self.path.unlink()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def problem_of(fault: Refused) -> str:
    """The machine's word for a fault: the refusal's code, of a cell its column and problem."""
    return fault.problem if isinstance(fault, CellWrong) else fault.code


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([neutralised(cell) for cell in cells])
    return text.getvalue().encode()
