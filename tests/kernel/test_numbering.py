"""K3 and K11: numbers without gap, in order per stream, whoever numbers; a changed log is found."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import chain, verifier
from kernel.heads import Heads
from kernel.numbering import Numbering
from kernel.service import Service
from kernel.store import NewCommit
from tests.kernel.sample import Added, Whispered


def append(service: Service, context, stream: str, expected: int, *amounts: int) -> None:
    events = [(Whispered if stream.startswith("secret") else Added)(amount) for amount in amounts]
    service.store.append(NewCommit(stream, expected, events, context()))


def number_all(numbering: Numbering) -> None:
    while numbering.number():
        pass


def numbered(service: Service) -> list[tuple]:
    found = service.store.commits.find({"seq": {"$gt": 0}}).sort("seq")
    return [(c["seq"], c["cseq"], c["stream"], c["version"]) for c in found]


def faults(service: Service) -> list[str]:
    prefix = service.settings.database_prefix
    return list(verifier.faults(service.database.client, f"{prefix}_sample", f"{prefix}_heads", "sample"))


def test_commits_are_numbered_in_order_and_events_within_their_category(service, context):
    append(service, context, "tally-a", 0, 1, 2)
    append(service, context, "secret-a", 0, 1)
    append(service, context, "tally-b", 0, 3)
    append(service, context, "tally-a", 2, 4)
    number_all(Numbering(service.store))
    assert numbered(service) == [
        (1, 1, "tally-a", 1),
        (2, 1, "secret-a", 1),
        (3, 3, "tally-b", 1),
        (4, 4, "tally-a", 3),
    ]
    assert faults(service) == []


def test_a_commit_that_becomes_visible_out_of_ts_order_gets_a_later_number(service, context):
    store = service.store
    append(service, context, "tally-warm", 0, 1)
    with store.client.start_session() as session, session.start_transaction():
        store.append(NewCommit("tally-slow", 0, [Added(1)], context()), session)  # its ts is given here …
        append(service, context, "tally-fast", 0, 1)
        number_all(numbering := Numbering(store))
    append(service, context, "tally-slow", 1, 2)  # … and it is seen only from here on
    number_all(numbering)
    assert [(seq, stream, version) for seq, _, stream, version in numbered(service)] == [
        (1, "tally-warm", 1),
        (2, "tally-fast", 1),
        (3, "tally-slow", 1),
        (4, "tally-slow", 2),
    ]
    slow, fast = (store.commits.find_one({"stream": f"tally-{s}", "version": 1})["ts"] for s in ("slow", "fast"))
    assert slow < fast
    assert faults(service) == []


def test_two_that_number_at_once_never_give_a_number_twice_or_leave_one_out(service, context):
    for n in range(1500):
        append(service, context, f"tally-{n % 50}", n // 50, n)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: number_all(Numbering(service.store)), range(4)))
    found = numbered(service)
    assert [seq for seq, *_ in found] == list(range(1, 1501))
    assert [cseq for _, cseq, *_ in found] == list(range(1, 1501))
    for n in range(50):
        versions = [version for _, _, stream, version in found if stream == f"tally-{n}"]
        assert versions == sorted(versions)
    assert faults(service) == []


def test_a_live_commit_passes_an_import_but_never_the_imported_past_of_its_own_stream(service, context):
    service.store.append_many([NewCommit(f"tally-{n}", 0, [Added(n)], context()) for n in range(1000)])
    append(service, context, "tally-999", 1, 7)
    append(service, context, "tally-live", 0, 8)
    Numbering(service.store).number()
    order = [(stream, version) for _, _, stream, version in numbered(service)]
    assert order[:3] == [("tally-999", 1), ("tally-999", 2), ("tally-live", 1)]
    number_all(Numbering(service.store))
    assert len(numbered(service)) == 1002
    assert faults(service) == []


def test_live_and_bulk_commits_of_one_stream_are_numbered_in_its_order(service, context):
    for version in range(1, 7):
        for n in range(3):  # one stream of live commits, one of bulk commits, one of both by turns
            bulk = n == 1 or (n == 2 and version % 2 == 0)
            service.store.append_many([NewCommit(f"tally-{n}", version - 1, [Added(version)], context())], bulk)
    number_all(Numbering(service.store))
    found = numbered(service)
    for n in range(3):
        assert [version for _, _, stream, version in found if stream == f"tally-{n}"] == [1, 2, 3, 4, 5, 6]
    assert faults(service) == []


@pytest.mark.parametrize(
    "change",
    [
        {"$set": {"events.0.data.amount": 9}},
        {"$set": {"meta.actor": "somebody-else"}},
        {"$set": {"stream": "tally-c"}},
        {"$set": {"hash": "f" * 64}},
    ],
)
def test_one_changed_byte_is_found_and_named(service, context, change):
    for n in range(5):
        append(service, context, f"tally-{n}", 0, n)
    number_all(Numbering(service.store))
    service.store.commits.update_one({"seq": 3}, change)
    assert any("commit 3" in fault for fault in faults(service))


def test_a_removed_commit_a_cut_off_log_and_a_log_written_anew_are_found(service, context):
    numbering = Numbering(service.store)
    for n in range(5):
        append(service, context, f"tally-{n}", 0, n)
    number_all(numbering)
    heads = service.database.client[f"{service.settings.database_prefix}_heads"]["heads"]
    Heads(heads, "sample").keep(numbering.head)
    service.store.commits.delete_one({"seq": 3})
    assert any("number 3 is missing" in fault for fault in faults(service))
    service.store.commits.delete_many({"seq": {"$gte": 3}})
    assert any("cut off" in fault for fault in faults(service))
    for n in range(3):
        append(service, context, f"tally-other-{n}", 0, n)
    number_all(Numbering(service.store))
    assert any("written anew" in fault for fault in faults(service))


def test_an_end_written_anew_is_found_although_the_log_has_grown_to_the_same_length_and_been_kept_again(
    service, context
):
    heads = service.database.client[f"{service.settings.database_prefix}_heads"]["heads"]
    kept = []
    for amount in (1, 2):
        service.store.commits.delete_many({})
        append(service, context, "tally-a", 0, amount)
        number_all(numbering := Numbering(service.store))
        kept.append({"_id": f"sample/{amount}", "service": "sample", "seq": 1, "hash": numbering.head.hash})
    heads.insert_many(kept)
    assert faults(service) == ["commit 1 (tally-a:1): is not what was kept as head sample/1; the log was written anew"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_kernel_and_verifier_agree_on_the_hash_of_any_content(data):
    from bson import Timestamp

    commit = {"stream": "s", "events": [data], "meta": data, "ts": Timestamp(3, 4), "seq": 1}
    assert chain.link(commit, "b") == verifier._hash(commit, "b")
