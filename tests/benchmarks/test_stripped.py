"""Labelled sets without case and punctuation: the text as stripped corpora have it, labels at the same words."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stripped import strip, strip_record


def test_lower_case_and_each_run_of_other_characters_one_space() -> None:
    assert strip("“We can’t,” said U.S. Rep. Doe\n\n— 2 1/2 years_on!")[0] == "we can t said u s rep doe 2 1 2 years on"


@given(st.text(st.characters() | st.sampled_from(" .’“\nİßaB1_"), max_size=60))
def test_every_word_is_found_at_its_new_position(text: str) -> None:
    stripped, positions = strip(text)
    assert len(positions) == len(text) + 1
    assert positions == sorted(positions)
    assert positions[-1] == len(stripped)
    for character, (start, end) in zip(text, itertools.pairwise(positions), strict=True):
        assert stripped[start:end] in ([character.lower()] if character.isalnum() else ["", " "])


def test_labels_keep_their_words() -> None:
    text = "“It’s over,” said Mr. Doe."
    quote = {"content": [[1, 11]], "source": [[18, 26]], "cue": [[13, 17]], "type": "direct"}
    record = strip_record({"uri": "a", "text": text, "quotes": [quote]})
    found = {name: [record["text"][a:b] for a, b in record["quotes"][0][name]] for name in ("content", "source", "cue")}
    assert found == {"content": ["it s over"], "source": ["mr doe"], "cue": ["said"]}
    assert strip_record({"phrase": "U.S. officials", "context": None})["phrase"] == "u s officials"
