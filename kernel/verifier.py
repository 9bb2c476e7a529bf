"""An independent check of a log's hash chain. It shares no code with the kernel: standard library and pymongo only.

`python -m kernel.verifier MONGODB_URI DATABASE HEADS_DATABASE SERVICE` prints what it found wrong, and exits with 1
then. What it proves: no numbered commit was changed, removed, added or moved since the heads were kept. What it does
not: who wrote a commit, or anything about commits that are not numbered yet.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any

from pymongo import MongoClient

FIELDS = (
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


def faults(client: "MongoClient[dict[str, Any]]", database: str, heads: str, service: str) -> Iterator[str]:
    """Each fault as a sentence, in the order of the log; the first one may cause others behind it."""
    kept: dict[int, dict[str, str]] = {}
    for head in client[heads]["heads"].find({"service": service}):
        kept.setdefault(head["seq"], {})[head["_id"]] = head["hash"]
    before, expected = "0" * 64, 1
    numbered = client[database]["commits"].find({"seq": {"$gt": 0}}).sort("seq")
    for commit in numbered:
        name = f"commit {commit['seq']} ({commit['stream']}:{commit['version']})"
        if commit["seq"] != expected:
            yield f"{name}: number {expected} is missing before it"
        worked_out = _hash(commit, before)
        if worked_out != commit.get("hash"):
            yield f"{name}: does not match its hash; it, or what stood before it, was changed"
        for head_name, head_hash in kept.pop(commit["seq"], {}).items():
            if head_hash != commit.get("hash"):
                yield f"{name}: is not what was kept as head {head_name}; the log was written anew"
        # Go on from the stored hash, so that one changed commit is named once.
        before, expected = commit.get("hash") or worked_out, commit["seq"] + 1
    for seq, names in sorted(kept.items()):
        yield f"commit {seq}: kept as head {', '.join(names)} and not in the log; the log was cut off"


def _hash(commit: dict[str, Any], before: str) -> str:
    content = {name: commit[name] for name in FIELDS if name in commit}
    content |= {"ts": [commit["ts"].time, commit["ts"].inc], "before": before}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def main(uri: str, database: str, heads: str, service: str) -> int:
    """Print the faults; 1 where there is one."""
    with MongoClient[dict[str, Any]](uri) as client:
        found = list(faults(client, database, heads, service))
        count = client[database]["commits"].count_documents({"seq": {"$gt": 0}})
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.stdout.write(f"{service}: {count} commits, {len(found)} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
