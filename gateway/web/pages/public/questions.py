"""Questions and answers 常见问题 in the words in which people ask, with search (MSG-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from flask import Blueprint, render_template, request

from gateway.web.rights import needs

CONTENT = Path(__file__).parents[2] / "content.yaml"


@dataclass(frozen=True)
class Question:
    """A question as people ask it, its answer, and other words under which it is found."""

    question: str
    answer: str
    words: str = ""

    def fits(self, asked: list[str]) -> bool:
        """Whether every word that was asked for is in it."""
        return all(word in f"{self.question}{self.answer}{self.words}".lower() for word in asked)


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/questions", endpoint="questions")(questions_page)


@cache
def questions() -> tuple[Question, ...]:
    """All of them, in the order in which they are shown."""
    told: Mapping[str, list[Mapping[str, str]]] = yaml.safe_load(CONTENT.read_text("utf-8"))
    return tuple(Question(**each) for each in told["questions"])


@needs("look around")
def questions_page() -> str:
    """All, or those that have the words that were asked for."""
    text = request.args.get("text", "").strip()
    listed = [each for each in questions() if each.fits(text.lower().split())]
    return render_template("public/questions.html", text=text, listed=listed)
