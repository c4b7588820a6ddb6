"""The titles beside a person's name: forms of address, ranks, offices before the name, appositions after it."""

from spacy.tokens import Doc, Token

from transforms.actors.candidates import DETERMINERS, MODIFIERS, NOUNS, POSSESSIVES, PROPER, Candidate, clean
from transforms.actors.phrases import FORMER

HONORIFICS = {
    **dict.fromkeys(("mr", "sir", "lord", "king", "prince", "father", "brother", "pope", "mr."), "male"),
    **dict.fromkeys(
        ("mrs", "ms", "miss", "madame", "lady", "dame", "queen", "princess", "sister", "mrs.", "ms."), "female"
    ),
    **dict.fromkeys(("dr", "dr.", "prof.", "rev.", "hon.", "sheikh", "imam", "ayatollah", "judge", "justice"), None),
}
RANKS = {
    **dict.fromkeys(("gen.", "lt.", "col.", "maj.", "capt.", "sgt.", "adm.", "brig.", "cmdr.", "cpl."), "MIL"),
    **dict.fromkeys(("general", "colonel", "admiral", "lieutenant", "major", "captain", "sergeant"), "MIL"),
    **dict.fromkeys(("sen.", "rep.", "senator", "congressman", "congresswoman"), "LEG"),
    **dict.fromkeys(("gov.", "amb."), "GOV"),
}
TITLE_LINKS = frozenset({"of", "for", "to", "and", "&", "the"})
LONGEST_TITLE = 12


def is_honorific(token: Token) -> bool:
    """Whether a token is a form of address or a rank."""
    return token.lower_ in HONORIFICS or token.lower_ in RANKS


def add_title(doc: Doc, name: Candidate, role_ends: dict[int, int]) -> None:
    """The title before a name: 'White House National Security Adviser', 'North Korean leader', 'Gen.', 'Mr.'."""
    start = name.start
    while start > 0 and is_honorific(doc[start - 1]) and start not in role_ends:
        start -= 1
        if start > 1 and doc[start - 1].text == "-" and is_honorific(doc[start - 2]):
            start -= 2  # "Lieutenant-General"
        name.gender = name.gender or HONORIFICS.get(doc[start].lower_)
        name.sector = name.sector or RANKS.get(doc[start].lower_)
        if doc[start].lower_ in RANKS:
            name.title = doc[start].text
    role_end = start if start in role_ends else _title_before_place(doc, start, role_ends)
    role_start = role_ends.get(role_end, -1)
    if role_start > 0:
        role_start, role_end = _office_before_rank(doc, role_start, role_end, role_ends)
    if role_start < 0 or doc[role_start].sent.start != doc[name.start].sent.start:
        return
    first = role_start
    while first > 0 and name.start - first < LONGEST_TITLE:
        token = doc[first - 1]
        if token.is_space or token.lower_ in DETERMINERS or token.i < doc[name.start].sent.start:
            break
        if not (token.tag_ in NOUNS or token.tag_ in ("JJ", "HYPH") or token.text in ("-", "–", *POSSESSIVES)):
            break
        if token.tag_ in ("NN", "NNS", "JJ") and token.dep_ not in MODIFIERS:
            break
        first -= 1
        if token.lower_ in FORMER:
            break
    while first < role_start and (doc[first].text in POSSESSIVES or doc[first].is_punct):
        first += 1
    name.title = clean(doc[first:start].text)
    name.title_span = (first, start)
    name.role_span = (role_start, role_end)


def _office_before_rank(doc: Doc, role_start: int, role_end: int, role_ends: dict[int, int]) -> tuple[int, int]:
    """The office in 'Defence Minister Colonel-General' and the like, which says more than the rank."""
    position = role_end
    while position > 0 and (doc[position - 1].lower_ in RANKS or doc[position - 1].text in ("-", "–")):
        position -= 1
    return (
        (role_ends[position], position) if 0 < position < role_end and position in role_ends else (role_start, role_end)
    )


def _title_before_place(doc: Doc, start: int, role_ends: dict[int, int]) -> int:
    """'Ambassador to the Philippines Sung Kim': where the role noun ends when a place follows it; -1 without one."""
    position = start - 1
    while (
        position > 0 and start - position < 5 and (doc[position].tag_ in PROPER or doc[position].lower_ in TITLE_LINKS)
    ):
        if doc[position].lower_ in ("of", "to", "for") and position in role_ends and doc[role_ends[position]].is_title:
            return position
        position -= 1
    return -1


def add_apposition(doc: Doc, name: Candidate, roles: dict[int, int]) -> None:
    """The title after a name: 'Malcolm Davis, a senior analyst at the Australian Strategic Policy Institute'."""
    if name.end + 1 >= len(doc) or doc[name.end].text != "," or name.title:
        return
    start = name.end + 1
    while start < len(doc) and doc[start].lower_ in DETERMINERS:
        start += 1
    limit = min(len(doc), start + LONGEST_TITLE)
    role = next((position for position in range(start, min(limit, start + 6)) if position in roles), None)
    if role is None or any(doc[i].tag_.startswith(("V", "W", ",")) for i in range(start, role)):
        return
    if doc[start].tag_ == "IN" or doc[roles[role] - 1].tag_ == "NNS":  # "Reed, among young voters"
        return
    # The parse decides whether the phrase belongs to the name: a list of people is no apposition.
    if doc[roles[role] - 1].dep_ not in ("appos", "attr", "conj", "pobj", "compound") and doc[role].dep_ != "appos":
        return
    end = roles[role]
    while end < limit and not (doc[end].is_punct and doc[end].text not in ("-", "’s", "'s")) and not doc[end].is_space:
        if doc[end].tag_.startswith(("VBD", "VBZ", "VBP", "W", "MD")):
            break
        end += 1
    name.title = clean(doc[start:end].text)
    name.title_span, name.role_span = (start, end), (role, roles[role])
