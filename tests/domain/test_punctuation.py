"""Chinese sentences, labels and pages are punctuated in full width."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PARTS = ("kernel", "services", "gateway", "deploy")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff](?:[,?!:;()]|\.(?![A-Za-z]))|[,?!:;()][\u4e00-\u9fff]")
"""Beside a Chinese character; the point of a file's ending stays."""
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def texts(file: Path) -> Iterator[str]:
    """What people may come to read: the strings of a program that are no docstrings, the lines of a page."""
    content = file.read_text("utf-8")
    if file.suffix == ".html":
        yield from COMMENT.sub("", content).splitlines()
    else:
        tree = ast.parse(content)
        said_in_passing = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said_in_passing:
                yield node.value


@pytest.mark.parametrize("part", PARTS)
def test_no_half_width_mark_stands_beside_a_chinese_character(part: str) -> None:
    found = [
        (str(file.relative_to(REPOSITORY)), text.strip())
        for file in sorted((REPOSITORY / part).rglob("*"))
        if file.suffix in (".py", ".html")
        for text in texts(file)
        if HALF_WIDTH.search(text)
    ]
    assert found == []
