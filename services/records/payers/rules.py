"""What a city says of people who pay for themselves: sites, lines, months, bounds of the wage. Pure."""

from collections.abc import Iterable, Sequence

from kernel.calendar import add_months
from kernel.identifiers import region_name
from kernel.policy import City
from services.records import contract as c
from services.records.contract import payer_refusals as r
from services.records.contributions.rules import line_terms

FLEXIBLE = "flexible"


def months(city: City, change: str, handled: str) -> list[str]:
    """The months that may be chosen for an "add" or a "stop" handled in that month, the earliest first."""
    offsets = city.policy.at(f"effective_month/{change}/{FLEXIBLE}", handled)["offsets"]
    return [add_months(handled, offset) for offset in sorted(offsets)]


def check_month(city: City, change: str, chosen: str, handled: str) -> None:
    """Raises PayerMonthNotAllowed with the months allowed."""
    allowed = months(city, change, handled)
    if chosen not in allowed:
        raise r.PayerMonthNotAllowed(allowed="、".join(allowed))


def sites(city: City) -> dict[str, str]:
    """The places whose agencies enrol, by region code."""
    return {agency["region"]: agency["name"] for agency in city["agencies"] if agency.get("region")}


def check_site(city: City, site: str, household: str, today: str) -> None:
    """灵活就业参保地 (seed 004): the household place where the city says so. Raises SiteUnknown, SiteNotHousehold.

    A household place that is an abolished district of this city may choose any of today's.
    """
    known = sites(city)
    if city.policy.at("enrolment/flexible_site", today)["site"] == "household":
        own_districts = household in known
        ours = household[:4] == city["region"][:4]
        if (own_districts and site != household) or not ours:
            raise r.SiteNotHousehold(place=known.get(household) or region_name(household) or household)
    if site not in known:
        raise r.SiteUnknown(places="、".join(known.values()))


def flexible_lines(city: City) -> list[c.Line]:
    """The lines flexible workers enrol in here."""
    return [line for line in c.LINES if _entry(city, line) and not _entry(city, line).get("entrance")]


def pays_alone(city: City, line: c.Line) -> bool:
    """Whether the line has a rate for those who pay for themselves."""
    return bool(_entry(city, line))


def check_lines(city: City, lines: Iterable[c.Line]) -> None:
    """Raises FlexibleLineElsewhere with the entrance, FlexibleLineMissing."""
    for line in lines:
        entry = _entry(city, line)
        if not entry:
            raise r.FlexibleLineMissing(line=c.LINE_NAMES[line])
        if entry.get("entrance"):
            raise r.FlexibleLineElsewhere(line=c.LINE_NAMES[line], entrance=entry["entrance"])


def _entry(city: City, line: str) -> dict[str, str]:
    of_line = (entry for entry in city["lines"] if entry["code"] == line)
    return next((entry for entry in of_line if FLEXIBLE in {v["code"] for v in entry["variants"]}), {})


def bounds(city: City, lines: Sequence[c.Line], month: str) -> tuple[int, int]:
    """Floor and ceiling of the wage in fen: those of the first line, pension before medical. Raises NoPolicy."""
    first = min(lines, key=c.LINES.index)
    terms = line_terms(city, first, FLEXIBLE, month)
    return terms.floor, terms.ceiling if terms.ceiling is not None else terms.floor
