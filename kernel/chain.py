"""The log's hash chain (promise K11): each numbered commit is hashed together with the hash before it."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

GENESIS = "0" * 64
CHAINED = (
    "stream",
    "category",
    "version",
    "events",
    "meta",
    "command_id",
    "command_hash",
    "reply",
    "bulk",
    "seq",
    "cseq",
)
"""The fields of a commit that the hash covers, beside `ts` and the hash before. `kernel/verifier.py` knows them too."""


def link(commit: Mapping[str, Any], before: str) -> str:
    """The hash of a numbered commit: SHA-256 over its canonical JSON (sorted keys, UTF-8) and the hash before it."""
    content = {name: commit[name] for name in CHAINED if name in commit}
    content["ts"] = [commit["ts"].time, commit["ts"].inc]
    content["before"] = before
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
