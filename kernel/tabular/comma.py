"""CSV: the encoding is found by strict decoding of the whole file, rows know the line they start on."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO, NamedTuple

from kernel.tabular.faults import EncodingUnknown, QuotesBroken

_CHUNK = 1 << 20
_WORDS = 10  # that many characters of GB 18030 look like UTF-8 by chance once in ten million files


def encoding_of(stream: IO[bytes]) -> str:
    """ "utf-8" (with BOM or without) or "gb18030", whichever decodes the whole file. Raises EncodingUnknown.

    Much damaged UTF-8 is valid GB 18030, with other characters; so what began as UTF-8 stays UTF-8.
    """
    fault = _first_fault(stream, "utf-8")
    if fault is None:
        return "utf-8"
    if not fault.after_words and _first_fault(stream, "gb18030") is None:
        return "gb18030"
    raise EncodingUnknown(line=fault.line)


def csv_rows(stream: IO[bytes], encoding: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row that is not empty: spaces are nothing. Raises QuotesBroken."""
    reader = csv.reader(_lines(stream, encoding), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        # a field past the csv module's 128 KiB is a quote that was never closed
        raise QuotesBroken(line=line) from None


def _lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """Physical lines with their ends. No byte of a longer character is a line feed, in neither encoding."""
    stream.seek(0)
    if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    for raw in stream:
        line = raw.decode(encoding)
        if "\r" in line[:-2]:  # an old Macintosh file
            yield from io.StringIO(line, newline="")
        else:
            yield line


class _Fault(NamedTuple):
    """Where a decoding failed, and whether it had succeeded on words before."""

    line: int
    after_words: bool


def _first_fault(stream: IO[bytes], encoding: str) -> _Fault | None:
    """None when all decodes. A zero byte, as in UTF-16, is a fault too."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    line, wide = 1, 0
    while True:
        chunk = stream.read(_CHUNK)
        zero = chunk.find(b"\0")
        try:
            text = decoder.decode(chunk if zero < 0 else chunk[:zero] + b"\xff", final=not chunk)
        except UnicodeDecodeError as error:
            good = error.object[: error.start]
            return _Fault(line + good.count(b"\n"), wide + _wide(good.decode(encoding)) >= _WORDS)
        if not chunk:
            return None
        line += text.count("\n")
        wide += _wide(text) if wide < _WORDS else 0


def _wide(text: str) -> int:
    """The number of characters past ASCII, as far as it matters."""
    if text.isascii():
        return 0
    return sum(1 for _ in islice((character for character in text if character > "\x7f"), _WORDS))
