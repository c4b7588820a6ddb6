"""Classes of nouns and names as tables."""

import pytest

from schemas.nouns import BodyKinds, FamilyNames, NounClasses, NounTitles, OrdinaryWords, ShortNames
from schemas.reference import SeedError, read_seed
from transforms.actors.nouns import KIND_OF, TRUE_OF, gender_of, head_noun, is_body, is_personal
from transforms.actors.personal_names import FAMILY_NAMES_FIRST, SHORT_FORMS


def test_tables_say_what_nouns_can_be_said_of() -> None:
    assert is_body("defense department") and not is_body("carrier")
    assert is_personal("motorcyclist") and not is_personal("river")
    assert KIND_OF["airline"].is_kind_of(KIND_OF["company"])
    assert not KIND_OF["company"].is_kind_of(KIND_OF["airline"])
    assert frozenset({"prime", "minister"}) in TRUE_OF["leader"]
    assert gender_of("widow") == "female" and gender_of("gunman") == "male" and gender_of("human") is None
    assert head_noun("secretary of state") == "secretary"


def test_short_forms_stand_in_the_order_of_the_table() -> None:
    assert SHORT_FORMS["charles"] == ("charlie", "chuck")
    assert "kim" in FAMILY_NAMES_FIRST


@pytest.mark.parametrize(
    ("model", "row", "reason"),
    [
        (NounClasses, "body_endings,team,me", "noun_class is 'body_endings'"),
        (NounClasses, "male,Father,me", "word is 'Father'"),
        (BodyKinds, "airline,airline,,,,me", "words is None"),
        (BodyKinds, "airline,airline,air|lines|,,,me", "words is 'air|lines|'"),
        (BodyKinds, "airline,airline,air,BUSINESS,,me", "sectors is 'BUSINESS'"),
        (BodyKinds, "airline,airline,air,BUS,true,me", "vague is 'true'"),
        (NounTitles, "Lawmaker,senator,me", "noun is 'Lawmaker'"),
        (NounTitles, "lawmaker,senator||mp,me", "titles is 'senator||mp'"),
        (ShortNames, "charles,,me", "short is None"),
        (FamilyNames, "Kim,me", "name is 'Kim'"),
        (FamilyNames, "li,me\nli,me", "name is 'li'"),
        (OrdinaryWords, "Visa,me", "word is 'Visa'"),
    ],
)
def test_a_wrong_row_is_refused_with_file_line_and_reason(model, row: str, reason: str) -> None:
    content = f"{','.join(model.dtypes())}\n{row}\n".encode()
    with pytest.raises(SeedError) as error:
        read_seed(model, content, "table.csv")
    assert "table.csv, line " in str(error.value)
    assert reason in str(error.value)
