"""What a certificate costs: made, sealed, signed and stored, over HTTP, by a process as in production."""

import time
from secrets import token_hex

import psutil

from kernel.calendar import month_range
from services.certificates.contract import IssueContributionCertificate
from services.certificates.issuer import Issuer
from services.certificates.wiring import wire
from services.records.contract import CONTRIBUTION, ENROLMENT, PERSON
from tests.bench.measure import percentile, say
from tests.bench.stage import Stage
from tests.services.certificates.past import UNIT_ID, a_unit, enrolled, hears, imported, registered
from tests.services.harness import Http, settings_for

CERTIFICATES, PEOPLE = 500, 50
FIRST, LAST = "2016-01", "2025-12"
CAREER = "1986-01"
MEGABYTE = 2**20
RARE = 0x4E00  # each has another name, so that faces and caches see new characters all the time


def certificate_ms(stage: Stage) -> None:
    """500 certificates of ten years of one line: time and memory; then one of forty years."""
    running = Http("certificates", settings_for(stage.mongo.uri, f"bench{token_hex(4)}", stage.directory)).start()
    issuer = wire(running.settings)
    try:
        process = next(each for each in psutil.Process().children() if "services.certificates" in each.cmdline())
        idle = process.memory_info().rss / MEGABYTE
        a_unit(issuer)
        people = [_somebody(issuer, number, FIRST) for number in range(PEOPLE)]
        took, memory = [], []
        for number in range(CERTIFICATES):
            took.append(_milliseconds(running, people[number % PEOPLE], FIRST))
            memory.append(process.memory_info().rss / MEGABYTE)
        career = _milliseconds(running, _somebody(issuer, PEOPLE, CAREER), CAREER)
    finally:
        issuer.close()
        running.stop()
    say("certificate_ms", percentile(took, 95), "ms p95", bound="< 500", p50=round(percentile(took, 50)))
    say("certificate_career_40y", career, "ms", bound="< 500")
    grown = memory[-1] - memory[CERTIFICATES // 5]
    say("certificate_memory", grown, "MB from the 100th to the 500th", bound="flat", reached=round(memory[-1]))
    say("rss_mb_certificates", idle, "MB idle", bound="< 160")


def _somebody(issuer: Issuer, number: int, first: str) -> str:
    person = f"P{number}"
    name = f"{chr(RARE + 40 * number)}{chr(RARE + 7 + 90 * number)}"
    hears(issuer, PERSON.stream(person), registered(issuer.sealer, person, name))
    hears(issuer, ENROLMENT.stream(person, UNIT_ID), enrolled(person))
    for year in range(int(first[:4]), int(LAST[:4]) + 1):
        months = month_range(f"{year}-01", f"{year}-12")
        hears(issuer, CONTRIBUTION.stream(person, year), imported(person, months))
    return person


def _milliseconds(running: Http, person: str, first: str) -> float:
    asked = IssueContributionCertificate(person, ["pension"], first, LAST, "购房资格审核")
    started = time.perf_counter()
    running.command(asked, running.context("person", person))
    return (time.perf_counter() - started) * 1000


ALL = (certificate_ms,)
