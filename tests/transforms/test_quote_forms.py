"""Attributions without a verb, blocks, turns of transcripts, quotes inside quotes, unnamed speakers and media."""

import pytest
from parsing import document, word

from transforms.document import Document, LocalActor, Mention, Quote
from transforms.quotes.confidence import confidence
from transforms.quotes.find import find_quotes


def quotes_of(text: str, **actors: LocalActor) -> tuple[Document, list[Quote]]:
    """The quotes of a text; `actors` are who its words are."""
    found = document(text)
    found.mentions = [
        Mention(token.i, token.i + 1, token.i, "name", actors[token.text])
        for token in found.doc
        if token.text in actors
    ]
    find_quotes(found)
    return found, found.quotes


def words(found: Document, span: tuple[int, int] | None) -> str | None:
    return found.doc[slice(*span)].text if span else None


def rows(text: str) -> list[tuple[str, str | None]]:
    """(words, speaker) of each quote."""
    found, quotes = quotes_of(text)
    return [(found.doc[q.start : q.end].text, words(found, q.speaker_span)) for q in quotes]


def person(name: str) -> LocalActor:
    return LocalActor(f"person:{name.lower()}", name, "person")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We saw nothing at all.” — Maria Lopez", [("We saw nothing at all", "Maria Lopez")]),
        (
            "“We saw nothing.”\n― Maria Lopez\n“They left early.” ― Ana Ruiz.",
            [("We saw nothing", "Maria Lopez"), ("They left early", "Ana Ruiz")],
        ),
        ("Maria Lopez: “We saw nothing at all.”", [("We saw nothing at all", "Maria Lopez")]),
        (
            "She left because, in her words, “nobody wanted to sign anything.”",
            [("nobody wanted to sign anything", "her")],
        ),
    ],
)
def test_attributions_without_a_verb(text: str, expected: list[tuple[str, str]]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“We saw nothing at all.” – that was all they told us.",
        "“We saw nothing at all.” – a claim that nobody believed for long was what they left us with.",
    ],
)
def test_a_dash_before_a_clause_signs_nothing(text: str) -> None:
    found, quotes = quotes_of(text)
    assert all(words(found, quote.cue_span) != "–" for quote in quotes)


def test_a_nickname_in_marks_does_not_hide_the_attribution() -> None:
    assert rows("“We are ready to go!” Ana “Nita” Price shouted to the crowd.") == [
        ("We are ready to go", "Ana “Nita” Price")
    ]


def test_the_place_of_a_report_is_no_part_of_the_quote() -> None:
    assert rows("GENEVA — “This is a disaster,” said Ana Ruiz.") == [("This is a disaster", "Ana Ruiz")]


def test_a_participle_at_the_end_belongs_to_the_main_subject() -> None:
    assert rows("Lopez defended the man who had built the house, saying, “He did a good job.”")[-1] == (
        "He did a good job",
        "Lopez",
    )


def test_words_in_marks_inside_a_longer_statement_are_mixed() -> None:
    text = "People should not use words like “maybe” and “perhaps”, he told reporters."
    assert rows(text) == [("People should not use words like “maybe” and “perhaps", "he")]


def test_day_and_place_may_stand_in_a_reporting_clause() -> None:
    text = "Two bridges, officials said on Sunday, were destroyed."
    assert [each for each, _ in rows(text)] == ["Two bridges", "were destroyed"]


def test_a_paragraph_without_marks_behind_a_colon_is_a_block_quotation() -> None:
    text = "The ministry said in a statement:\n\nWe regret the loss of life.\n\nThe army left on Monday."
    assert rows(text) == [("We regret the loss of life", "The ministry")]


def test_the_items_of_a_list_behind_a_colon_are_none() -> None:
    assert rows("The ministry said:\n\n- one item\n\n- two items") == []


def test_a_turn_of_a_transcript_goes_on_to_the_next() -> None:
    text = (
        "SMITH: Will you run again?\n\nJONES: I have not decided.\n\nMy family comes first.\n\n"
        "SMITH: And the party?\n\nThe studio was dark."
    )
    assert rows(text) == [
        ("Will you run again", "SMITH"),
        ("I have not decided.\n\nMy family comes first", "JONES"),
        ("And the party", "SMITH"),
    ]


def test_questions_and_answers() -> None:
    assert rows("Q: Will you run again?\n\nA: I have not decided.") == [
        ("Will you run again", "Q"),
        ("I have not decided", "A"),
    ]


def test_what_one_says_that_another_has_said_is_a_quote_inside_a_quote() -> None:
    text = "Lopez said that Smith had told the police that nobody would leave the town."
    _, quotes = quotes_of(text, Lopez=person("Lopez"), Smith=person("Smith"))
    outer, inner = quotes
    assert outer.parent_span is None
    assert inner.parent_span == (outer.start, outer.end)
    assert inner.speaker is not None
    assert inner.speaker.actor == person("Smith")
    assert inner.utterance != outer.utterance


@pytest.mark.parametrize(
    "text",
    [
        "Lopez said that Lopez had told the police that nobody would leave the town.",  # the same actor
        "Lopez said that Smith might say that nobody would leave the town.",  # not said
        "Lopez said that nobody had told the police that the town was lost.",  # nobody known
    ],
)
def test_other_clauses_are_part_of_the_outer_quote(text: str) -> None:
    _, quotes = quotes_of(text, Lopez=person("Lopez"), Smith=person("Smith"))
    assert [quote.parent_span for quote in quotes] == [None]


@pytest.mark.parametrize(
    ("text", "is_anonymous"),
    [
        ("A senior official said that talks had failed.", True),
        ("A source close to the talks said that they had failed.", True),
        ("Talks had failed, a negotiator said on condition of anonymity.", True),
        ("“Talks have failed,” said a lawyer who asked not to be named.", True),
        ("An unnamed lawyer said that talks had failed.", True),
        ("The army said that talks had failed.", False),
        ("A lawyer said that talks had failed.", False),
        ("Maria Lopez, a senior official, said that talks had failed.", False),
    ],
)
def test_unnamed_speakers(text: str, *, is_anonymous: bool) -> None:
    _, quotes = quotes_of(text)
    assert [quote.is_anonymous for quote in quotes] == [is_anonymous]


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("The ministry said in a statement that talks had failed.", "a statement"),
        ("“We are ready,” she said in an interview with Radio One.", "an interview with Radio One"),
        ("“We are ready,” she wrote on Twitter.", "Twitter"),
        ("According to a statement, talks had failed.", "a statement"),
        ("She said in Paris that talks had failed.", None),
        ("The Evening Post reported that talks had failed.", None),
    ],
)
def test_medium(text: str, medium: str | None) -> None:
    found, quotes = quotes_of(text)
    assert [words(found, quote.medium_span) for quote in quotes] == [medium]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“[W]e must go,” she said.", "[W]e must go"),
        ("“We must go (all of us),” she said.", "We must go (all of us)"),
        ("“(We must go,” she said.", "We must go"),
    ],
)
def test_brackets_stay_in_pairs(text: str, quoted: str) -> None:
    assert [each for each, _ in rows(text)] == [quoted]


def test_what_it_is_according_to_is_not_spoken_to() -> None:
    _, quotes = quotes_of("“We are ready,” according to Lopez.", Lopez=person("Lopez"))
    assert [quote.addressee for quote in quotes] == [None]


def test_addressee_is_an_actor() -> None:
    _, quotes = quotes_of("“We are ready,” she told Lopez.", Lopez=person("Lopez"))
    addressee = quotes[0].addressee
    assert addressee is not None
    assert addressee.actor == person("Lopez")


@pytest.mark.parametrize(
    "text",
    [
        "A report by Greenpeace said that two rivers were poisoned.",
        "Two rivers were poisoned, according to a study conducted by Greenpeace.",
        "Greenpeace's report said that two rivers were poisoned.",
        "A Greenpeace report said that two rivers were poisoned.",
    ],
)
def test_a_document_speaks_for_who_made_it(text: str) -> None:
    greenpeace = LocalActor("organization:greenpeace", "Greenpeace", "organization")
    _, quotes = quotes_of(text, Greenpeace=greenpeace)
    assert [quote.speaker.actor if quote.speaker else None for quote in quotes] == [greenpeace]


def test_what_somebody_owns_does_not_speak_for_them() -> None:
    text = "Lopez's lawyer said that talks had failed."
    found, quotes = quotes_of(text, Lopez=person("Lopez"))
    assert quotes[0].speaker_span is not None
    assert word(found, "lawyer").i in range(*quotes[0].speaker_span)
    assert quotes[0].speaker is None


def speakers(text: str, **actors: LocalActor) -> list[LocalActor | None]:
    _, quotes = quotes_of(text, **actors)
    return [quote.speaker.actor if quote.speaker else None for quote in quotes]


def test_an_open_pronoun_goes_on_with_the_speaker_before() -> None:
    bureau = LocalActor("organization:bureau", "Bureau", "organization")
    text = "Bureau said that two rivers were poisoned. It said that nobody had been told."
    assert speakers(text, Bureau=bureau) == [bureau, bureau]


@pytest.mark.parametrize(
    "text",
    [
        "Lopez said that two rivers were poisoned. It said that nobody had been told.",  # of another kind
        "Lopez said that two rivers were poisoned. Smith came in. He said that it was late.",  # another between
    ],
)
def test_an_open_pronoun_stays_open_where_another_may_be_meant(text: str) -> None:
    lopez = person("Lopez")
    assert speakers(text, Lopez=lopez, Smith=person("Smith")) == [lopez, None]


def test_confidence_is_a_share_for_any_evidence() -> None:
    assert 0 <= confidence("no such construction", "actor") <= 1
    assert confidence("after", "actor") > confidence("weak object", "words")
