"""Documents handed in with a case: kept sealed in the service's own database, named by a keyed hash of their content.

They are no events: what happened is that one was attached. The same content of the same applicant is one document.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pymongo.collection import Collection
from pymongo.database import Database

from kernel.context import Context
from kernel.privacy import Sealer, lookup_hash
from kernel.refusals import Refused
from kernel.store import Document

MOST_BYTES = 5_000_000
MEDIA_TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class DocumentWrong(Refused):
    """Not base64, not one of MEDIA_TYPES, or too large."""

    code = "document_wrong"
    sentence = "材料应为PDF、JPEG或PNG文件，不超过5MB，请转换后重新上传。"
    fields = ("content",)


class DocumentUnknown(Refused):
    """Attached by an id under which this applicant has nothing."""

    code = "document_unknown"
    sentence = "所附材料没有上传成功，请重新上传后再提交。"
    fields = ("materials",)


@dataclass(frozen=True)
class Documents:
    """The documents of one service: `{_id, applicant, media_type, content (sealed), kept_at}`."""

    database: Database[Document]
    sealer: Sealer
    key: str

    def keep(self, applicant: str, content: str, context: Context) -> str:
        """Keep base64 content; its id. Raises DocumentWrong."""
        media_type = media_type_of(content)
        digest = hashlib.sha256(content.encode()).hexdigest()
        document_id = lookup_hash(f"{applicant}:{digest}", self.key, "document")
        kept = {"applicant": applicant, "media_type": media_type, "kept_at": context.instant}
        if not self._collection.find_one({"_id": document_id}, {"_id": 1}):
            kept["content"] = self.sealer.seal(content)
            self._collection.update_one({"_id": document_id}, {"$setOnInsert": kept}, upsert=True)
        return document_id

    def check_kept(self, applicant: str, document_ids: Iterable[str]) -> None:
        """Whether all of them are this applicant's. Raises DocumentUnknown."""
        wanted = set(document_ids)
        mine = {"_id": {"$in": sorted(wanted)}, "applicant": applicant}
        if wanted and len(list(self._collection.find(mine, {"_id": 1}))) != len(wanted):
            raise DocumentUnknown()

    def get(self, document_id: str) -> dict[str, str]:
        """`{media_type, content}`, base64. Raises DocumentUnknown."""
        found = self._collection.find_one({"_id": document_id})
        if found is None:
            raise DocumentUnknown()
        return {"media_type": found["media_type"], "content": self.sealer.open(found["content"])}

    @property
    def _collection(self) -> Collection[Document]:
        return self.database["documents"]


def media_type_of(content: str) -> str:
    """The media type of base64 content, told from its first bytes. Raises DocumentWrong."""
    try:
        raw = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise DocumentWrong() from None
    known = next((media_type for mark, media_type in MEDIA_TYPES.items() if raw.startswith(mark)), None)
    if known is None or len(raw) > MOST_BYTES:
        raise DocumentWrong()
    return known
