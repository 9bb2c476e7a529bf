"""`python -m tests.vectors [FILE]`: checks the product's functions against a file of vectors."""

import sys
from pathlib import Path

from tests.vectors.run import PUBLIC, run

sys.exit(run(Path(sys.argv[1]) if len(sys.argv) > 1 else PUBLIC))
