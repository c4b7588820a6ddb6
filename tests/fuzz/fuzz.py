"""Fuzz a target, guided by the coverage that inputs reach in our own code: see docs/security.md.

    PYTHONPATH=.:.tools/fuzz .venv/bin/python tests/fuzz/fuzz.py readers .tools/corpus/readers tests/fuzz/corpus/readers

The name of a target, then libFuzzer's own arguments (https://llvm.org/docs/LibFuzzer.html): new inputs go into the
first folder; `-max_total_time=600` sets the seconds, `-timeout=20` when an input counts as a hang.
"""

import sys

import atheris

with atheris.instrument_imports(include=["flows", "report", "schemas", "transforms", "warehouse"]):
    from targets import TARGETS


def main() -> None:
    """Run until the time is up, or an input breaks a promise: it is left as crash-…, where -artifact_prefix says."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"name a target: {', '.join(TARGETS)}")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
