"""Prepare the committed faces from Noto Serif CJK; run by hand when a new release of the typeface is taken.

    python -m services.certificates.document.fonts.prepare <folder with NotoSerifCJK-Regular.ttc and -Bold.ttc>

Needs fonttools, which the platform itself does not. ReportLab embeds TrueType outlines only, and the typeface comes
with PostScript ones, so each glyph's cubics become quadratics (at most one unit of 1000 away). What a PDF does not need
goes.
"""

import itertools
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

HERE = Path(__file__).parent
LARGEST_ERROR = 1.0
NAMES_KEPT = [0, 1, 2, 3, 4, 5, 6, 13, 14]


def everyday() -> set[int]:
    """What nearly every page is made of: Latin with its accents, punctuation, the 7,445 characters of GB 2312."""
    codes = [bytes(pair) for pair in itertools.product(range(0xA1, 0xF8), range(0xA1, 0xFF))]
    # the two tables differ in the middle dot of names and in the dash: take both
    decoded = (code.decode(table, errors="ignore") for code in codes for table in ("gb2312", "gb18030"))
    latin = {*range(0x20, 0x7F), *range(0xA1, 0x180), *range(0x1E00, 0x1F00)} - {0xAD}
    punctuation = {*range(0x2010, 0x2028), *range(0x2030, 0x205F), *range(0x3000, 0x3040), *range(0xFF00, 0xFFF0)}
    return latin | punctuation | {ord(one) for one in decoded if len(one) == 1 and not 0xE000 <= ord(one) <= 0xF8FF}


def is_han(code: int) -> bool:
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000


def simplified(collection: Path) -> TTFont:
    faces = TTCollection(collection, lazy=True).fonts
    return next(face for face in faces if face["name"].getDebugName(4).startswith("Noto Serif CJK SC"))


def cut(face: TTFont, characters: set[int]) -> None:
    options = subset.Options()
    options.layout_features, options.hinting, options.desubroutinize = [], False, True
    options.notdef_outline, options.glyph_names, options.name_IDs = True, False, NAMES_KEPT
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(face)


def to_truetype(face: TTFont) -> None:
    glyphs, order, drawn = face.getGlyphSet(), face.getGlyphOrder(), {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        drawn[name] = pen.glyph(dropImpliedOnCurves=True)
    face["loca"], face["glyf"] = newTable("loca"), newTable("glyf")
    face["glyf"].glyphOrder, face["glyf"].glyphs = order, drawn
    for tag in ("CFF ", "VORG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF", "BASE"):
        if tag in face:
            del face[tag]
    face["maxp"].tableVersion = 0x00010000
    zeros = (
        "Points Contours CompositePoints CompositeContours ComponentElements ComponentDepth "
        "TwilightPoints Storage FunctionDefs InstructionDefs StackElements SizeOfInstructions"
    )
    for limit in zeros.split():
        setattr(face["maxp"], f"max{limit}", 0)
    face["maxp"].maxZones = 1
    face["post"].formatType = 3.0
    face.sfntVersion = "\x00\x01\x00\x00"


def prepare(collection: Path, wanted: set[int] | None, target: Path) -> None:
    """`wanted` None: every Han character the typeface has beyond the everyday ones."""
    face = simplified(collection)
    has = set(face.getBestCmap())
    cut(face, has & wanted if wanted else {code for code in has - everyday() if is_han(code)})
    to_truetype(face)
    # ReportLab keeps the fonts of a document apart by this name
    face["name"].setName(f"NotoSerifCJKsc-{target.stem.title()}", 6, 3, 1, 0x409)
    face.save(target)
    print(f"{target.name}: {face['maxp'].numGlyphs} glyphs, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    source = Path(sys.argv[1])
    prepare(source / "NotoSerifCJK-Regular.ttc", everyday(), HERE / "text.ttf")
    prepare(source / "NotoSerifCJK-Bold.ttc", everyday(), HERE / "bold.ttf")
    prepare(source / "NotoSerifCJK-Regular.ttc", None, HERE / "rare.ttf")
