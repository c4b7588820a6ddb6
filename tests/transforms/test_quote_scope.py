"""How far a quote goes: whole sentences, joined clauses, paragraphs, words around a reporting clause; interviews."""

import pytest
from parsing import document

from transforms.quotes.find import find_quotes


def rows(text: str) -> list[tuple[str, str | None]]:
    """(words, speaker) of each quote."""
    found = document(text)
    find_quotes(found)
    doc = found.doc
    return [
        (doc[q.start : q.end].text, doc[slice(*q.speaker_span)].text if q.speaker_span else None) for q in found.quotes
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # A reporting clause at the end reports the whole sentence, whichever clause the parser gave it.
            "The van was escorted by a detail, but the guards took her away before the police came, a source said.",
            "The van was escorted by a detail, but the guards took her away before the police came",
        ),
        (
            "After the talks, the ministry has been meeting its critics in the capital, a spokesman said.",
            "After the talks, the ministry has been meeting its critics in the capital",
        ),
        (
            "The report noted that the plan would fail, and the answers were not researched.",
            "the plan would fail, and the answers were not researched",
        ),
        ("The ministry said the talks had failed, but the markets rose.", "the talks had failed"),
        (
            "Lopez said the mayor was right when he said that “nobody is safe here.”",
            "the mayor was right when he said that “nobody is safe here",
        ),
        ("They see the mayor as a serious rival.", "the mayor as a serious rival"),
        ("The changes, which officials said will come into force in May, are small.", "will come into force in May"),
    ],
)
def test_the_scope_of_what_is_reported(text: str, expected: str | None) -> None:
    found = [words for words, _ in rows(text)]
    assert expected is None or expected in found


def test_words_before_a_reporting_clause_that_the_quotation_goes_on_with() -> None:
    assert rows("An economic downturn, he said, “could be a good time to borrow.”") == [
        ("An economic downturn", "he"),
        ("could be a good time to borrow", "he"),
    ]
    assert rows("On Monday, he said, “They left early and nobody saw them.”")[0][0].startswith("They")


def test_what_is_joined_behind_a_reporting_clause() -> None:
    assert [words for words, _ in rows("The airport was closed, officials said, and it will open on Monday.")] == [
        "The airport was closed",
        "and it will open on Monday",
    ]


def test_paragraphs_in_marks_without_an_attribution_of_their_own_are_one_quotation() -> None:
    text = "“We are late,” Lopez said. “We will be there.”\n\n“Nobody needs to wait for us.”"
    assert [words for words, _ in rows(text)] == [
        "We are late",
        "We will be there.”\n\n“Nobody needs to wait for us",
    ]


def test_a_heading_in_marks_is_no_speech() -> None:
    text = "“We are late,” Lopez said.\n\n'Legend of the Coal Fields.'\n\nIt rained."
    assert [words for words, _ in rows(text)] == ["We are late"]


def test_a_quotation_stays_open_only_for_marks_of_its_own_sort() -> None:
    text = '"Kevin was asleep.\n\n“Here he is, at last,” she said.'
    assert rows(text) == [("Here he is, at last", "she")]


@pytest.mark.parametrize(
    "text",
    [
        "On this week's edition of “The Early Show,” Lopez said the talks had failed.",
        "Pérez, the hacker known as “Rat,” stated that he had read the letters.",
    ],
)
def test_words_in_marks_before_a_verb_with_its_own_content_are_no_quote(text: str) -> None:
    assert not any("Show" in words or "Rat" in words for words, _ in rows(text))


def test_who_passes_words_on_has_not_said_them() -> None:
    text = "The minister emphasized the risk, saying “It belongs to all of us”, as quoted by the Herald."
    assert ("It belongs to all of us", "The minister") in rows(text)


def test_that_said_reports_nothing() -> None:
    assert rows("That said, we are a small team in a large town.") == []


INTERVIEW = """Interview with the poet Maria Lopez

On Monday the Herald interviewed Maria Lopez about her new book.

Why did you write it?

I wanted to tell people what I know. My mother said it would take years.

Nobody believed me.

And how long did it take?

Nine years.

What is next?

I think I will sleep."""


def test_an_interview_gives_its_answers() -> None:
    assert rows(INTERVIEW) == [
        (
            "I wanted to tell people what I know. My mother said it would take years.\n\nNobody believed me",
            "Maria Lopez",
        ),
        ("Nine years", "Maria Lopez"),
        ("I think I will sleep", "Maria Lopez"),
    ]


def test_questions_without_the_word_interview_make_none() -> None:
    text = INTERVIEW.replace("Interview with", "A portrait of").replace("interviewed", "met")
    assert not any(words == "Nine years" for words, _ in rows(text))


def test_a_transcript_with_names_for_labels() -> None:
    text = (
        "The Herald met Maria Lopez and John Keller in Geneva.\n\nLopez: The river is rising. We are worried.\n\n"
        "Keller: What will you do?\n\nLopez: We will wait.\n\nKeller: And then?\n\nLopez: We will see."
    )
    assert [speaker for _, speaker in rows(text)] == ["Lopez", "Keller", "Lopez", "Keller", "Lopez"]


def test_unlabelled_questions_end_a_turn() -> None:
    text = (
        "THE PRESIDENT: I will talk to you later.\n\nQ Mr. President, is he at home?\n\n"
        "THE PRESIDENT: What was that?\n\nQ I asked if he is at home.\n\nTHE PRESIDENT: I do not think so."
    )
    assert [speaker for _, speaker in rows(text)] == ["THE PRESIDENT", "Q", "THE PRESIDENT", "Q", "THE PRESIDENT"]
