"""The base form of a word, as the rules have it: mended where the lemmatizer errs, in American spelling."""

import re

from spacy.tokens import Token

from transforms.events.rules import known_verbs, words

# Words of one syllable that double their last letter: "rap, rapped".
DOUBLING = re.compile(r"[^aeiouy]*[aeiou][bdgklmnprtv]")


def _mended(lemma: str, form: str) -> str:
    """The lemma with the silent e that the lemmatizer loses: 'raped' is no form of 'rap', nor 'hopes' one of 'hop'."""
    if not DOUBLING.fullmatch(lemma):
        return lemma
    return f"{lemma}e" if form in (f"{lemma}ed", f"{lemma}es", f"{lemma}ing") else lemma


def _known_stem(form: str) -> str | None:
    """The verb that a form is of where the lemmatizer knows no better: it leaves 'jeered' as it is."""
    for ending in ("ed", "ing"):
        stem = form.removesuffix(ending)
        if stem != form:
            return next((verb for verb in (stem, f"{stem}e") if verb in known_verbs()), None)
    return None


def base_form(token: Token) -> str:
    """The lemma in lower case and American spelling."""
    lemma = _mended(str(token.lemma_).lower(), str(token.lower_))
    if token.pos_ == "VERB" and token.i > 1 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_:
        compound = f"{token.nbor(-2).lower_}-{lemma}"  # "test-fired"
        lemma = compound if compound in known_verbs() else lemma
    if token.tag_ in ("VBD", "VBN", "VBP", "VBG") and lemma not in known_verbs():
        lemma = _known_stem(str(token.lower_)) or lemma
    if lemma.endswith("ise") and len(lemma) > 6 and lemma not in words("always_ise"):
        return lemma[:-3] + "ize"
    return lemma
