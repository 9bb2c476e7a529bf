"""`python -m tests.bench [name …]`: run all figures, or those named."""

import sys

from tests.bench import across, certificates, importing, kernel
from tests.bench.stage import stage


def main(names: list[str]) -> None:
    """Run the figures on stores of their own."""
    with stage() as set_up:
        for bench in (*kernel.ALL, *across.ALL, *certificates.ALL, *importing.ALL):
            if not names or bench.__name__ in names:
                bench(set_up)


if __name__ == "__main__":
    main(sys.argv[1:])
