"""A night without Prefect as a process to be killed: `python one_run.py WAREHOUSE SOURCE`."""

import sys
from pathlib import Path

from conftest import run_steps

if __name__ == "__main__":
    outcome = run_steps(Path(sys.argv[1]), sys.argv[2], workers=1, max_shrink_share=0.0)
    sys.exit(outcome.outcome != "published")
