"""Interviews printed as questions and answers, without names, letters or marks before the turns.

A paragraph that is a question is the interviewer's; the paragraphs up to the next one are the answer, in the words of
the person whom the article says it interviewed.
"""

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

_FEWEST_QUESTIONS = 3
_FEWEST_IN_TITLED = 2  # where the first paragraph, mostly a headline, says that it is an interview
# Longer paragraphs that end in a question are mostly no interviewer's; longer answers run into the article's own words.
_LONGEST_QUESTION = 90
_LONGEST_ANSWER = 6
# The article says that it is an interview in so many paragraphs before the first question.
_LONGEST_OPENING = 10
# A line of so few words without a full stop between two turns is a heading.
_HEADING = 8
_MARKS = frozenset('"“”„«»')
_TALKING = frozenset({"interview", "speak", "talk", "chat", "sit", "catch"})
_PEOPLE = frozenset({"PERSON"})


@dataclass(frozen=True, slots=True)
class Answer:
    """Tokens [start, end) that answer the question that starts at token `question`."""

    question: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Interview:
    """The answers, the person who gives them, where that is one and is named, and the word that says so."""

    answers: list[Answer]
    source: Token | None
    cue: Token


def find_interview(doc: Doc, paragraphs: list[tuple[int, int]]) -> Interview | None:
    """The interview that an article consists of; None for any other article.

    `paragraphs` are token spans. An interview names itself in its opening and holds some questions that stand alone.
    """
    questions = [number for number, (start, end) in enumerate(paragraphs) if _is_question(doc[start:end])]
    if len(questions) < _FEWEST_IN_TITLED or questions[0] > _LONGEST_OPENING:
        return None
    opening = doc[: paragraphs[questions[0]][0]]
    cue = next((token for token in opening if token.lemma_.lower() == "interview"), None)
    if cue is None or (len(questions) < _FEWEST_QUESTIONS and cue.i >= paragraphs[0][1]):
        return None
    answers = []
    for number, following in zip(questions, [*questions[1:], len(paragraphs)], strict=True):
        last = min(following, number + 1 + _LONGEST_ANSWER)
        while last > number + 1 and _is_heading(doc[slice(*paragraphs[last - 1])]):
            last -= 1
        if last > number + 1:
            answers.append(Answer(paragraphs[number][0], paragraphs[number + 1][0], paragraphs[last - 1][1]))
    return Interview(answers, _interviewee(opening), cue)


def _is_question(paragraph: Span) -> bool:
    last = next((token for token in reversed(list(paragraph[-2:])) if not token.is_space), None)
    if last is None or last.text != "?" or not 1 < len(paragraph) <= _LONGEST_QUESTION:
        return False
    return not any(word.text in _MARKS for word in paragraph)


def _is_heading(paragraph: Span) -> bool:
    words = [token for token in paragraph if not token.is_space]
    return len(words) <= _HEADING and words[-1].text[-1] not in ".!?…:;,"


def _interviewee(opening: Span) -> Token | None:
    """The one person who is interviewed, or spoken or talked with, in the opening of an article."""
    people = [person for token in opening if (person := _partner(token)) is not None]
    if not people or any(child.dep_ == "conj" and child.ent_type_ in _PEOPLE for child in people[0].children):
        return None
    return people[0]


def _partner(token: Token) -> Token | None:
    """Whom "interviewed", "an interview with", "spoke to" takes: the name, or the name beside a title."""
    if token.lemma_.lower() not in _TALKING:
        return None
    for child in token.rights:
        if child.dep_ == "dobj" and token.pos_ == "VERB":
            return _named(child)
        if child.dep_ == "prep" and child.lower_ in {"with", "to", "of"}:
            noun = next((inner for inner in child.children if inner.dep_ == "pobj"), None)
            if noun is not None and (name := _named(noun)) is not None:
                return name
    return None


def _named(noun: Token) -> Token | None:
    if noun.ent_type_ in _PEOPLE or noun.lower_ in {"him", "her"}:
        return noun
    return next((child for child in noun.children if child.dep_ == "appos" and child.ent_type_ in _PEOPLE), None)
