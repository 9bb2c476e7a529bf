"""The type a certificate is set in: Noto Serif (宋体), with a second face for the rare characters of names.

A character that no face has is set as 〓 and reported by `missing`, so that the paper can say which one it stands for.
Widths are in points.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).parent / "fonts"
GETA = "〓"
TEXT, BOLD, _RARE = "text", "bold", "rare"

# what may not begin or end a line
_NOT_FIRST = set("，。、；：！？）》」』】〕…·”’%,.;:!?)]")
_NOT_LAST = set("（《「『【〔“‘([")


@cache
def _face(name: str) -> TTFont:
    """Loads and registers a face on its first use: the rare one (11 MB) only when a name asks for it."""
    font = TTFont(name, str(FONTS / f"{name}.ttf"), asciiReadable=False, shapable=False)
    pdfmetrics.registerFont(font)
    return font


def load(name: str = TEXT) -> str:
    """Makes a face known to ReportLab ahead of its first use; returns its name."""
    return str(_face(name).fontName)


@cache
def _covered(name: str) -> frozenset[str]:
    return frozenset(chr(code) for code in _face(name).face.charToGlyph) - {"\N{NO-BREAK SPACE}"}


def missing(texts: Iterable[str]) -> list[str]:
    """The characters no face can show, each once, in the order they come."""
    found = dict.fromkeys(character for text in texts for character in text)
    unusual = [character for character in found if character not in _covered(TEXT)]
    return [character for character in unusual if character not in _covered(_RARE)]


@lru_cache(maxsize=4096)
def runs(text: str, face: str = TEXT) -> tuple[tuple[str, str], ...]:
    """`text` cut into (face, part), each part wholly within its face."""
    if _covered(face).issuperset(text):
        return ((face, text),)
    parts: list[tuple[str, str]] = []
    for character in text:
        chosen = next((each for each in (face, TEXT, _RARE) if character in _covered(each)), None)
        shown = character if chosen else GETA
        if parts and parts[-1][0] == (chosen or face):
            parts[-1] = (parts[-1][0], parts[-1][1] + shown)
        else:
            parts.append((chosen or face, shown))
    return tuple(parts)


def width(text: str, size: float, face: str = TEXT) -> float:
    return sum(_face(name).stringWidth(part, size) for name, part in runs(text, face))


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, room: float, face: str = TEXT) -> tuple[str, ...]:
    """`text` in lines no wider than `room`: Chinese breaks anywhere but before a closing mark, Latin words hold."""
    if width(text, size, face) <= room:
        return (text,)
    lines, line = [], ""
    for piece in _pieces(text, size, room, face):
        if line and width(line + piece, size, face) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return (*lines, line)


def _pieces(text: str, size: float, room: float, face: str) -> list[str]:
    """The smallest parts a line may break between; a Latin word too long for any line breaks like Chinese."""
    pieces: list[str] = []
    for character in text:
        joined = pieces[-1] + character if pieces else character
        if pieces and _holds(pieces[-1][-1], character) and width(joined, size, face) <= room:
            pieces[-1] = joined
        else:
            pieces.append(character)
    return pieces


def _holds(before: str, after: str) -> bool:
    word = before.isascii() and after.isascii() and not before.isspace() and not after.isspace()
    return word or after in _NOT_FIRST or before in _NOT_LAST
