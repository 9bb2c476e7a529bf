"""The project carries its own copies of the data it is judged by; where the originals lie beside the checkout, a copy
that no longer equals its original is told here."""

from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared"
TABLES = ("deploy/cities/tables", "kernel/tables")


def originals() -> Iterator[tuple[Path, list[Path]]]:
    """Each original that is here, and where the project may keep its copy."""
    yield SHARED / "features.md", [PROJECT / "tests" / "features.md"]
    yield SHARED / "domain" / "vectors-public.json", [PROJECT / "tests" / "vectors" / "public.json"]
    for table in sorted((SHARED / "domain" / "tables").glob("*")):
        yield table, [PROJECT / place / table.name for place in TABLES]


def test_no_original_has_moved_on_from_the_projects_copy() -> None:
    moved = [
        copy.relative_to(PROJECT)
        for original, places in originals()
        if original.exists()
        for copy in places
        if copy.exists() and copy.read_bytes() != original.read_bytes()
    ]
    assert moved == []


def test_every_original_has_a_copy() -> None:
    without = [
        original.relative_to(SHARED)
        for original, places in originals()
        if original.exists() and not any(place.exists() for place in places)
    ]
    assert without == []
