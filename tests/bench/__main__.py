"""`python -m tests.bench [name …]`: run all figures, or those named; `platform` names those of the whole platform,
`pages` those of its pages, the name of a role those of its pages alone."""

import sys

from tests.bench import (
    across,
    assessment,
    career,
    cases,
    certificates,
    delivery,
    growth,
    importing,
    kernel,
    ledger,
    pages,
    platform,
    sign_in,
    staff_file,
)
from tests.bench.stage import stage

MODULES = (
    kernel,
    delivery,
    across,
    career,
    certificates,
    importing,
    assessment,
    growth,
    ledger,
    staff_file,
)


def main(names: list[str]) -> None:
    """Run the figures on stores of their own."""
    wanted = [bench for module in MODULES for bench in module.ALL if not names or bench.__name__ in names]
    if wanted:
        with stage() as set_up:
            for bench in wanted:
                bench(set_up)
    if not names or "platform" in names:
        platform.measure()
    roles = [name for name in names if name in pages.ROLES]
    if not names or roles or "pages" in names:
        pages.measure(roles)
    on_cases = [bench.__name__ for bench in cases.ALL if not names or bench.__name__ in names]
    if on_cases:
        cases.measure(on_cases)
    signing_in = [bench.__name__ for bench in sign_in.ALL if not names or bench.__name__ in names]
    if signing_in:
        sign_in.measure(signing_in)


if __name__ == "__main__":
    main(sys.argv[1:])
