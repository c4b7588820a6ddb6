"""Who said what: direct, mixed and indirect quotes with their speakers, on sentences written for the purpose."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsing import MODEL, document

from transforms.annotate import load_model
from transforms.document import Document, LocalActor, Mention, Quote
from transforms.layout import Readable
from transforms.quotes.find import find_quotes


def quotes_of(text: str, published_at: dt.datetime | None = None) -> tuple[Document, list[Quote]]:
    found = document(text, published_at)
    found.quotes = []
    find_quotes(found)
    return found, found.quotes


def rows(text: str) -> list[tuple[str, str, str | None]]:
    """(kind, words, speaker) of each quote."""
    found, quotes = quotes_of(text)
    return [
        (
            quote.kind,
            found.doc[quote.start : quote.end].text,
            found.doc[slice(*quote.speaker_span)].text if quote.speaker_span else None,
        )
        for quote in quotes
    ]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("“We are ready,” said Maria Lopez.", "We are ready", "Maria Lopez"),
        ("“We are ready,” Maria Lopez said.", "We are ready", "Maria Lopez"),
        ("‘We are ready,’ Maria Lopez said.", "We are ready", "Maria Lopez"),
        ('Maria Lopez said, "We are ready."', "We are ready", "Maria Lopez"),
        ('Maria Lopez said: "We are ready."', "We are ready", "Maria Lopez"),
        ("„We are ready“, said the mayor of Bonn.", "We are ready", "the mayor of Bonn"),
        ("«We are ready», said the mayor of Lyon.", "We are ready", "the mayor of Lyon"),
        ("''We are ready,'' said the mayor.", "We are ready", "the mayor"),
        ("The mayor posted the following statement:\n\n“I resign today.”", "I resign today", "The mayor"),
    ],
)
def test_direct(text: str, words: str, speaker: str) -> None:
    assert rows(text) == [("direct", words, speaker)]


def test_several_sentences_are_one_stretch() -> None:
    text = "“We are ready. We have waited for years. Nobody can stop us,” said Maria Lopez."
    assert [words for _, words, _ in rows(text)] == ["We are ready. We have waited for years. Nobody can stop us"]


@pytest.mark.parametrize(
    "text",
    [
        "“We are ready,” Maria Lopez said, “and we will vote.”",
        "“We are ready,” said Maria Lopez. “Nobody can stop us.”",
    ],
)
def test_pieces_of_one_utterance(text: str) -> None:
    found, quotes = quotes_of(text)
    assert len(quotes) == 2
    assert quotes[0].utterance == quotes[1].utterance
    assert {found.doc[slice(*quote.speaker_span)].text for quote in quotes if quote.speaker_span} == {"Maria Lopez"}


def test_two_speakers_are_two_utterances() -> None:
    _, quotes = quotes_of("“We are ready,” said Maria Lopez.\n\n“We are not,” said John Smith.")
    assert quotes[0].utterance != quotes[1].utterance


@pytest.mark.parametrize("lead", ["", "Jones made it plain: "])
def test_a_quotation_of_several_paragraphs_is_one_stretch(lead: str) -> None:
    text = f"{lead}“We came here to work.\n\n“We have worked.\n\n“Now we go home,” Jones said."
    words = "We came here to work.\n\n“We have worked.\n\n“Now we go home"
    assert rows(text) == [("direct", words, "Jones")]


def test_a_paragraph_that_lost_its_closing_mark_ends_its_quotation() -> None:
    found = rows("“We are ready, she said.\n\n“We will win,” Jones said.")
    assert found[-1] == ("direct", "We will win", "Jones")


def test_floating_quotation_takes_the_speaker_of_the_paragraph() -> None:
    text = "Jones said the talks had failed. “Nobody wanted to sign.”"
    assert rows(text)[-1] == ("direct", "Nobody wanted to sign", "Jones")


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “peace plan” was dropped.",
        "He read “War and Peace” on the train.",
        "Robert “Bob” Smith left the room.",
    ],
)
def test_scare_quotes_titles_and_nicknames_are_none(text: str) -> None:
    assert rows(text) == []


def test_mixed_is_the_whole_clause() -> None:
    text = 'The army said that the "cowardly attack" had killed two soldiers.'
    assert rows(text) == [("mixed", 'the "cowardly attack" had killed two soldiers', "The army")]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("The army said that two soldiers had died.", ["two soldiers had died"], "The army"),
        ("Two soldiers had died, the army said.", ["Two soldiers had died"], "the army"),
        ("Two bridges, officials said, were destroyed.", ["Two bridges", "were destroyed"], "officials"),
        ("According to the ministry, two bridges were destroyed.", ["two bridges were destroyed"], "the ministry"),
        ("The rebels promised to lay down their arms.", ["to lay down their arms"], "The rebels"),
        ("The minister was quoted as saying that talks had failed.", ["talks had failed"], "The minister"),
        ("Smith, who said that he was tired, left the room.", ["he was tired"], "Smith"),
        ("Minister: talks with rebels have failed.", ["talks with rebels have failed"], "Minister"),
        ("They laughed at his claim that the vote was rigged.", ["the vote was rigged"], "his"),
        ("The minister is expected to resign.", ["The minister", "to resign"], None),
    ],
)
def test_indirect(text: str, words: list[str], speaker: str | None) -> None:
    assert rows(text) == [("indirect", each, speaker) for each in words]


def test_joined_cues_share_their_speaker() -> None:
    text = "The spokesman said the army had won and predicted that the war would end soon."
    assert rows(text) == [
        ("indirect", "the army had won", "The spokesman"),
        ("indirect", "the war would end soon", "The spokesman"),
    ]


def test_transcript() -> None:
    assert rows("SMITH: Will you run again?\n\nJONES: I have not decided yet.") == [
        ("direct", "Will you run again", "SMITH"),
        ("direct", "I have not decided yet", "JONES"),
    ]


@pytest.mark.parametrize("label", ["Exclusive", "OPINION", "The latest"])
def test_labels_of_articles_do_not_speak(label: str) -> None:
    assert rows(f"{label}: talks with rebels end today.") == []


def test_restored_text_needs_no_commas() -> None:
    text = "It's a process Trump said Friday during a news conference with Prime Minister Theresa May."
    readable = Readable(text, np.arange(len(text), dtype=np.int32), (0,), is_restored=True)
    found = Document("art_1", text, None, [], readable, load_model(MODEL)(text))
    find_quotes(found)
    assert [found.doc[q.start : q.end].text for q in found.quotes] == ["It's a process"]


def test_addressee_cue_and_day() -> None:
    found, quotes = quotes_of(
        "“We are ready,” the minister told reporters on Monday.", published_at=dt.datetime(2024, 5, 15, 9, 0)
    )
    quote = quotes[0]
    assert quote.cue_span and found.doc[slice(*quote.cue_span)].text == "told"
    assert quote.addressee_span and found.doc[slice(*quote.addressee_span)].text == "reporters"
    assert quote.said_on == dt.date(2024, 5, 13)


def test_speaker_is_the_mention_at_the_head_of_the_phrase() -> None:
    found = document("“We are ready,” she said.")
    she = next(token for token in found.doc if token.text == "she")
    mention = Mention(she.i, she.i + 1, she.i, "pronoun", LocalActor("person:maria lopez", "Maria Lopez", "person"))
    found.mentions = [mention]
    find_quotes(found)
    assert [quote.speaker for quote in found.quotes] == [mention]


ARTICLE = (
    "“We are ready,” said Maria Lopez. “Nobody can stop us.”\n\n"
    "The army said that the “cowardly attack” had killed two. ‘It’s over,’ he added.\n\n"
    "She told reporters: “We will win.”"
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(ARTICLE) - 1), st.sampled_from(["", *"\"“”‘’«»„'", "''", "““", "\n\n", "\u2028", "🙂"])
        ),
        max_size=6,
    )
)
def test_no_marks_raise_or_leave_the_text(edits: list[tuple[int, str]]) -> None:
    text = ARTICLE
    for position, mark in edits:
        text = text[:position] + mark + text[position + (mark == "") :]
    found, quotes = quotes_of(text)
    for quote in quotes:
        assert 0 <= quote.start < quote.end <= len(found.doc)
        start, end = found.source_span(quote.start, quote.end)
        assert text[start:end].strip()
        for span in (quote.speaker_span, quote.cue_span, quote.addressee_span):
            assert span is None or 0 <= span[0] < span[1] <= len(found.doc)


MARKS = st.sampled_from([*"\"“”‘’«»„'", "''", "““", "``", " “", "” ", ",”"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 60), MARKS), max_size=6))
def test_odd_marks_leave_the_direct_quotes_of_other_paragraphs_alone(edits: list[tuple[int, str]]) -> None:
    damaged = "The army said that the “cowardly attack” had killed two. ‘It’s over,’ he added."
    for position, mark in edits:
        damaged = damaged[:position] + mark + damaged[position:]
    found = rows(f"“We are ready,” said Maria Lopez.\n\n{damaged}\n\nShe told us: “We will win.”")
    assert found[0][:2] == ("direct", "We are ready")
    assert found[-1][:2] == ("direct", "We will win")


def test_an_article_without_words_has_no_quotes() -> None:
    assert rows("“ ” ‘’ \n\n —") == []
