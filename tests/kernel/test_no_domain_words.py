"""The kernel knows nothing of the business: no word of social insurance stands in its code."""

import re
from pathlib import Path

KERNEL = Path(__file__).parents[2] / "kernel"
# Parts of names count: CardLost, card_id and cards hold the word "card". The README may tell an example.
PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
WORDS = frozenset(
    [
        "insurance",
        "insured",
        "pension",
        "pensions",
        "pensioner",
        "medical",
        "maternity",
        "injury",
        "unemployment",
        "disability",
        "retirement",
        "employer",
        "employers",
        "employee",
        "employees",
        "employment",
        "staff",
        "wage",
        "wages",
        "salary",
        "payroll",
        "contribution",
        "contributions",
        "enrolment",
        "enrolments",
        "enrolled",
        "enrol",
        "benefit",
        "benefits",
        "certificate",
        "certificates",
        "record",
        "records",
        "card",
        "cards",
        "hospital",
    ]
)
CHINESE = ("社保", "社会保险", "参保", "缴费", "养老", "医保", "医疗", "失业", "工伤", "生育", "退休", "待遇", "社保卡")


def test_no_word_of_the_business_stands_in_the_kernel() -> None:
    found = [
        f"{path.relative_to(KERNEL.parent)}:{number}: {word}"
        for path in sorted(KERNEL.rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        for word in domain_words(line)
    ]
    assert found == []


def domain_words(line: str) -> list[str]:
    """The words of the business in a line of code."""
    latin = [part for part in PARTS.findall(line) if part.lower() in WORDS]
    return latin + [word for word in CHINESE if word in line]


def test_parts_of_names_are_found() -> None:
    assert domain_words("class CardLost: employer_id: Id  # 参保") == ["Card", "employer", "参保"]
    assert domain_words("wildcard, recorded, discard") == []
