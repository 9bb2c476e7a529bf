"""The papers themselves: signed files and what they say, sealed, each under the digest of its file.

A paper is kept before the event that tells of it: killed in between, it stays behind unknown to anyone, without harm.
"""

import hashlib
from dataclasses import dataclass

from bson import Binary
from pymongo.database import Database

from kernel.privacy import Sealer
from kernel.store import Document


class PaperLost(Exception):
    """A certificate was issued and its file is not there, or is another: the store was damaged."""


@dataclass(frozen=True)
class Paper:
    """A signed PDF and the canonical content it was made of (see `document.content.to_json`)."""

    number: str
    pdf: bytes
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.pdf).hexdigest()


class Papers:
    """One collection, `papers`."""

    def __init__(self, database: Database[Document], sealer: Sealer) -> None:
        self._papers = database["papers"]
        self._sealer = sealer

    def keep(self, paper: Paper) -> None:
        """Durable when it returns; keeping the same paper twice changes nothing."""
        sealed = {
            "_id": paper.digest,
            "number": paper.number,
            "pdf": Binary(self._sealer.seal_bytes(paper.pdf)),
            "content": Binary(self._sealer.seal_bytes(paper.content)),
        }
        self._papers.replace_one({"_id": paper.digest}, sealed, upsert=True)

    def find(self, digest: str) -> Paper | None:
        """The paper with that digest."""
        kept = self._papers.find_one({"_id": digest})
        if kept is None:
            return None
        return Paper(kept["number"], self._sealer.open_bytes(kept["pdf"]), self._sealer.open_bytes(kept["content"]))

    def get(self, digest: str) -> Paper:
        """The paper with that digest, whole. Raises PaperLost."""
        paper = self.find(digest)
        if paper is None or paper.digest != digest:
            raise PaperLost(digest)
        return paper
