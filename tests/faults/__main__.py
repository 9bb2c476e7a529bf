"""`python -m tests.faults --kills 20 --seed 1`: a fault run of any length and seed. Exit code 1: there are findings."""

import argparse
import shutil
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", r"\s*Eventlet is deprecated")
warnings.filterwarnings("ignore", "pkg_resources is deprecated")

from tests.faults.chaos import KINDS, Pace, schedule  # noqa: E402
from tests.faults.run import run  # noqa: E402
from tests.faults.stage import REPOSITORY  # noqa: E402


def main() -> int:
    """Run, report; the directory stays where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="how many faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only these kinds, in this order")
    parser.add_argument("--broker-away", type=float, default=Pace.broker_away, help="seconds, at most")
    parser.add_argument("--directory", type=Path, default=REPOSITORY / ".run" / "faults")
    given = parser.parse_args()
    kinds = given.kind or schedule(given.kills, given.seed)
    outcome = run(given.directory, kinds, given.seed, Pace(broker_away=given.broker_away))
    print(outcome.report())
    if outcome.good:
        shutil.rmtree(given.directory)
    else:
        print(f"logs, stores and the journal are in {given.directory}")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
