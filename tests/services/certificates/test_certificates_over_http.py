"""Each entry point of certificates, as it runs in production: over HTTP, on the real store."""

import base64
import hashlib
import io
import re
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any

import pypdf
import pytest
from bson import encode
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.context import Context
from kernel.refusals import CommandIdReused, Forbidden, Invalid, Refused
from services.certificates import contract as c
from services.certificates.document.verification import verify_pdf
from services.certificates.issuer import Issuer
from services.certificates.papers import Paper
from services.records.contract import CONTRIBUTION
from tests.services.certificates.conftest import an_id_number
from tests.services.certificates.past import NAME, UNIT_NAME, hears, hears_itself, imported, somebody
from tests.services.harness import Http


def asked(holder: Context, **changed: Any) -> c.IssueContributionCertificate:
    fields: dict[str, Any] = {
        "lines": ["pension"],
        "from_month": "2026-01",
        "to_month": "2026-03",
        "purpose": "购房资格审核",
    }
    return c.IssueContributionCertificate(holder.on_behalf_of, **{**fields, **changed})


def issued(certificates: Http, holder: Context) -> dict[str, Any]:
    return certificates.command(asked(holder), holder)["result"]


def file_of(certificates: Http, number: str, context: Context) -> bytes:
    return base64.b64decode(certificates.query(c.GetCertificate(number), context)["pdf"])


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def commits(issuer: Issuer, number: str) -> int:
    return issuer.store.commits.count_documents({"stream": c.CERTIFICATE.stream(number)})


# ------------------------------------------------------------------ issuing (CRT-01)


def test_a_person_gets_a_sealed_certificate(certificates: Http, issuer: Issuer, holder: Context) -> None:
    made = issued(certificates, holder)
    pdf = file_of(certificates, made["number"], holder)
    assert made["digest"] == hashlib.sha256(pdf).hexdigest()
    assert made["file_name"] == f"参保缴费证明{made['number']}.pdf"
    assert verify_pdf(pdf, issuer.signing_identity).genuine
    words = text_of(pdf)
    for word in (
        NAME,
        UNIT_NAME,
        made["number"],
        made["code"],
        "企业职工基本养老保险",
        "1,188.48",
        "正常参保",
        "购房资格审核",
    ):
        assert word in words


def test_the_preview_says_what_the_certificate_will_say(certificates: Http, holder: Context) -> None:
    wanted = asked(holder)
    seen = certificates.query(
        c.PreviewContributionCertificate(wanted.person_id, wanted.lines, wanted.from_month, wanted.to_month), holder
    )
    assert seen["person_name"] == NAME
    assert [(row["period"], row["personal"], row["paid"]) for row in seen["contributions"]] == [
        (month, 39616, True) for month in ("2026-01", "2026-02", "2026-03")
    ]
    assert seen["lines"][0] | {"months": 3, "personal": 3 * 39616} == seen["lines"][0]


def test_a_command_sent_twice_makes_one_certificate(certificates: Http, issuer: Issuer, holder: Context) -> None:
    wanted, command_id = asked(holder), token_hex(8)
    first = certificates.command(wanted, holder, command_id)
    hears(issuer, CONTRIBUTION.stream(holder.on_behalf_of, "2025"), imported(holder.on_behalf_of, ["2025-12"]))
    assert certificates.command(wanted, holder, command_id) == first
    assert commits(issuer, first["result"]["number"]) == 1
    with pytest.raises(CommandIdReused):
        certificates.command(asked(holder, purpose="别的用途"), holder, command_id)


def test_of_a_command_sent_by_many_at_once_one_is_carried_out_and_its_file_is_there(
    certificates: Http, issuer: Issuer, holder: Context
) -> None:
    wanted, command_id = asked(holder), token_hex(8)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: certificates.command(wanted, holder, command_id), range(8)))
    assert all(reply == replies[0] for reply in replies)
    result = replies[0]["result"]
    assert commits(issuer, result["number"]) == 1
    assert hashlib.sha256(file_of(certificates, result["number"], holder)).hexdigest() == result["digest"]


def test_asked_again_it_gets_a_new_number_and_code(certificates: Http, holder: Context) -> None:
    first, second = issued(certificates, holder), issued(certificates, holder)
    assert first["number"] != second["number"]
    assert first["code"] != second["code"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"lines": []}, c.NoLineChosen),
        ({"from_month": None}, c.NoMonthChosen),
        ({"from_month": "2026-04"}, c.MonthsReversed),
        ({"to_month": "2099-01"}, c.MonthAhead),
        ({"lines": ["injury"]}, c.NothingInsured),
        ({"from_month": "2026-05", "to_month": "2026-06"}, c.NothingInsured),
        ({"lines": ["dental"]}, Invalid),
        ({"from_month": "2026-13"}, Invalid),
        ({"purpose": "用" * 61}, Invalid),
        ({"purpose": "两\n行"}, Invalid),
    ],
)
def test_what_cannot_be_certified_is_refused_and_leaves_nothing(
    certificates: Http, issuer: Issuer, holder: Context, changed: dict[str, Any], refusal: type[Refused]
) -> None:
    before = issuer.store.commits.count_documents({})
    with pytest.raises(refusal):
        certificates.command(asked(holder, **changed), holder)
    assert issuer.store.commits.count_documents({}) == before


def test_somebody_nobody_has_heard_of_has_nothing_insured(certificates: Http) -> None:
    stranger = certificates.context("person", "PSTRANGER")
    with pytest.raises(c.NothingInsured):
        certificates.command(asked(stranger), stranger)


def test_contributions_without_their_person_are_still_being_processed(certificates: Http, issuer: Issuer) -> None:
    early = f"P{token_hex(8)}"
    hears(issuer, CONTRIBUTION.stream(early, "2026"), imported(early))
    person = certificates.context("person", early)
    with pytest.raises(c.StillProcessing):
        certificates.command(asked(person), person)


# ------------------------------------------------------------------ whose it is


def test_a_certificate_is_its_holders_and_the_officers(certificates: Http, holder: Context) -> None:
    number = issued(certificates, holder)["number"]
    clerk, other = certificates.context("clerk"), certificates.context("person", "POTHER")
    assert file_of(certificates, number, clerk) == file_of(certificates, number, holder)
    for nobody in (other, certificates.context(), certificates.context("agent", "U.100")):
        with pytest.raises(c.CertificateUnknown):
            certificates.query(c.GetCertificate(number), nobody)


def test_nobody_asks_for_anothers_certificate(certificates: Http, holder: Context) -> None:
    wanted = asked(holder)
    for nobody in (
        certificates.context("person", "POTHER"),
        certificates.context(),
        certificates.context("agent", "U.1"),
    ):
        with pytest.raises(Forbidden):
            certificates.command(wanted, nobody)
        with pytest.raises(Forbidden):
            certificates.query(c.ListCertificates(holder.on_behalf_of), nobody)
        with pytest.raises(Forbidden):
            certificates.query(c.PreviewContributionCertificate(holder.on_behalf_of, ["pension"]), nobody)


def test_a_person_sees_the_list_of_certificates_page_by_page(
    certificates: Http, issuer: Issuer, holder: Context
) -> None:
    numbers = [issued(certificates, holder)["number"] for _ in range(5)]
    hears_itself(issuer)
    seen, after = [], None
    for _ in range(3):
        page = certificates.query(c.ListCertificates(holder.on_behalf_of, after, 2), holder)
        seen += [each["number"] for each in page["certificates"]]
        after = page["next"]
    assert seen == numbers[::-1]
    assert after is None


# ------------------------------------------------------------------ verification (CRT-05)


def test_anyone_verifies_by_the_code_and_sees_masked_data(certificates: Http, holder: Context) -> None:
    made = issued(certificates, holder)
    typed = f"{made['code'][:8].lower()} {made['code'][8:]}"
    seen = certificates.query(c.VerifyCertificate(typed), certificates.context())
    assert (seen["number"], seen["state"], seen["digest"]) == (made["number"], "valid", made["digest"])
    assert (seen["person_name"], seen["file"]) == ("张*明", None)
    assert re.fullmatch(r"3\*{16}.", seen["id_number"])
    assert seen["lines"][0] | {"months": 3, "personal": 3 * 39616} == seen["lines"][0]


def test_the_digest_of_the_file_at_hand_tells_whether_it_was_changed(certificates: Http, holder: Context) -> None:
    made = issued(certificates, holder)
    for file_digest, outcome in ((made["digest"], "unchanged"), ("0" * 64, "changed")):
        seen = certificates.query(c.VerifyCertificate(made["code"], file_digest), certificates.context())
        assert seen["file"] == outcome


@pytest.mark.parametrize("code", ["A" * 16, "x", "查验码", "A" * 40])
def test_an_unknown_code_is_told_so(certificates: Http, code: str) -> None:
    with pytest.raises(c.CodeUnknown):
        certificates.query(c.VerifyCertificate(code), certificates.context())


def test_an_uploaded_file_is_genuine_only_byte_for_byte(certificates: Http, holder: Context) -> None:
    made = issued(certificates, holder)
    pdf = file_of(certificates, made["number"], holder)
    seen = verified(certificates, pdf)
    assert (seen["outcome"], seen["certificate"]["number"]) == ("genuine", made["number"])

    @settings(max_examples=30)
    @given(st.integers(0, len(pdf) - 1), st.integers(1, 255))
    def changed(place: int, bits: int) -> None:
        other = bytearray(pdf)
        other[place] ^= bits
        assert verified(certificates, bytes(other))["outcome"] != "genuine"

    changed()
    drawn = pdf.index(b"stream") + 40
    assert verified(certificates, pdf[:drawn] + bytes([pdf[drawn] ^ 1]) + pdf[drawn + 1 :])["outcome"] == "changed"


@pytest.mark.parametrize("other", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\x00" * 1000, b"%PDF-1.7\n" + b"[" * 100_000])
def test_any_other_file_is_not_ours(certificates: Http, other: bytes) -> None:
    assert verified(certificates, other + b"!") == {"outcome": "not_ours", "certificate": None}


def test_a_file_that_is_not_even_base64_is_not_ours_or_refused(certificates: Http) -> None:
    assert certificates.query(c.VerifyFile("AAA"), certificates.context())["outcome"] == "not_ours"
    with pytest.raises(Invalid):
        certificates.query(c.VerifyFile("<>"), certificates.context())


def verified(certificates: Http, pdf: bytes) -> dict[str, Any]:
    return certificates.query(c.VerifyFile(base64.b64encode(pdf).decode()), certificates.context())


# ------------------------------------------------------------------ withdrawal


def test_a_withdrawn_certificate_is_said_to_be_void(certificates: Http, issuer: Issuer, holder: Context) -> None:
    made, clerk = issued(certificates, holder), certificates.context("clerk")
    withdraw = c.RevokeCertificate(made["number"], "缴费记录已更正")
    with pytest.raises(Forbidden):
        certificates.command(withdraw, holder)
    certificates.command(withdraw, clerk)
    seen = certificates.query(c.VerifyCertificate(made["code"]), certificates.context())
    assert (seen["state"], seen["reason"]) == ("revoked", "缴费记录已更正")
    with pytest.raises(c.AlreadyRevoked):
        certificates.command(withdraw, clerk)
    hears_itself(issuer)
    [listed] = certificates.query(c.ListCertificates(holder.on_behalf_of), holder)["certificates"]
    assert listed["state"] == "revoked"
    with pytest.raises(c.CertificateUnknown):
        certificates.command(c.RevokeCertificate("3201000000", "查无此证"), clerk)


# ------------------------------------------------------------------ what is left in the store


def test_a_paper_whose_certificate_was_never_recorded_is_nobodys(
    certificates: Http, issuer: Issuer, holder: Context
) -> None:
    """As a kill between keeping the paper and recording the certificate leaves it."""
    made = issued(certificates, holder)
    paper = issuer.papers.get(made["digest"])
    orphan = Paper(made["number"], paper.pdf + b"\n", paper.content)
    issuer.papers.keep(orphan)
    assert verified(certificates, orphan.pdf)["outcome"] != "genuine"
    assert verified(certificates, paper.pdf)["outcome"] == "genuine"


def test_nothing_personal_is_in_clear_in_the_store(certificates: Http, issuer: Issuer) -> None:
    id_number, name = an_id_number(), "欧阳敏感词"
    holder = certificates.context("person", somebody(issuer, name, id_number))
    made = certificates.command(asked(holder, purpose="秘密用途", id_shown="plain"), holder)["result"]
    assert id_number in text_of(file_of(certificates, made["number"], holder))
    hears_itself(issuer)
    for collection in issuer.database.list_collection_names():
        for document in issuer.database[collection].find():
            stored = encode(document)
            for word in (id_number, name, "秘密用途"):
                assert word.encode() not in stored, collection
