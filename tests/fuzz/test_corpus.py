"""The fuzzer's corpus, and what it once broke, through the same targets without the fuzzer."""

from pathlib import Path

import pytest
from targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")


@pytest.mark.parametrize("name", TARGETS)
def test_promises_hold_for_the_corpus(name: str) -> None:
    files = sorted((CORPUS / name).iterdir())
    assert files
    for file in files:
        TARGETS[name](file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_promises_hold_for_nothing_and_noise(name: str) -> None:
    for data in (b"", b"\x00", b"\x01", bytes(range(256)), bytes(reversed(range(256)))):
        TARGETS[name](data)
