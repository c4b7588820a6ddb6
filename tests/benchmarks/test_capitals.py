"""Capitals and Title Case keep every character at its place."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.capitals import in_capitals, in_title_case


def test_every_word_has_its_capitals() -> None:
    text = "he didn't go to Kyiv, said an aide"
    assert in_capitals(text) == "HE DIDN'T GO TO KYIV, SAID AN AIDE"
    assert in_title_case(text) == "He Didn't Go To Kyiv, Said An Aide"


@given(st.text(st.characters() | st.sampled_from("ßŉaé’ .")))
def test_offsets_stay(text: str) -> None:
    for changed in (in_capitals(text), in_title_case(text)):
        assert len(changed) == len(text)
        assert all(a == b or not a.isupper() for a, b in zip(text, changed, strict=True))
