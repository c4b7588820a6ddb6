"""Bylines: the line that names an article's author."""

import re

from transforms.articles.boilerplate import patterns

Span = tuple[int, int]

# A byline with authors, roles and a date is no longer than this.
LENGTH = 200

_CAPITAL = r"[^\W\d_a-zß-ÿ]"  # an upper-case letter, near enough
_PARTICLE = r"(?:al|bin|da|de|del|della|den|der|di|dos|du|el|ibn|la|le|ter|van|von)"
_WORD = rf"{_CAPITAL}[\w.'’-]{{0,30}}"
_NAME = rf"{_WORD}(?: (?:{_WORD}|{_PARTICLE})){{0,4}}"
_AND = r"(?:, and |, & |, | and | AND | & )"
_FULL_NAME = rf"{_WORD}(?: (?:{_WORD}|{_PARTICLE})){{1,4}}"
_AUTHORS = rf"(?P<authors>{_NAME}(?:{_AND}{_FULL_NAME}){{0,7}})"
_TAIL = r"(?:(?:,| \||\||\s?[•·–—/]| -| @| for| in| at| of)\s?(?P<tail>.{1,120}))?"
_ROLE = (
    r"(?:reporter|correspondent|editor|writer|columnist|contributor|journalist|bureau chief|producer|photographer|"
    r"blogger|fact[ -]checker|news anchor|stringer)s?"
)

# Opened by 'by': 'By Jane Doe and John Roe, Reuters', 'BY JANE DOE | JUNE 12, 2018' and the like.
_BY = re.compile(
    rf"(?:(?:(?i:story|report|text|words|article|reporting|written|posted|reported|authored|analysis) )?(?i:by)|"
    rf"(?i:authors?|reporter|from our correspondent)):? ?:? ?{_AUTHORS}{_TAIL}"
)
# 'Jane Doe, Staff Writer', 'Jane Doe | Reuters correspondent in Seoul'
_NAME_ROLE = re.compile(
    rf"{_AUTHORS}(?:, | \| | - | – | — )(?:[\w/&.'’-]+ ){{0,6}}(?i:{_ROLE})(?:(?:,| at| for| in) .{{2,60}})?"
)
# 'Jane Doe Foreign Affairs Reporter'; a headline may look the same, so it counts only below one.
_NAME_BESIDE_ROLE = re.compile(
    rf"(?P<authors>{_WORD} (?:{_CAPITAL}\. )?(?:{_PARTICLE} ){{0,2}}{_WORD})\s(?:[\w/&.'’-]+ ){{0,5}}(?i:{_ROLE})"
)
# 'by jane doe', case lost.
_UNCASED = re.compile(
    r"by (?P<authors>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,3}(?:(?:,| and) [\w.'’-]+(?: [\w.'’-]+){1,3})?)"
)


def find(text: str, start: int, end: int, *, is_cased: bool, after_title: bool) -> Span | None:
    """Where the line text[start:end] names the author or authors; None when it is no byline.

    `after_title` says that the headline stands above it. The caller looks only at lines outside the article's prose.
    """
    if end - start > LENGTH:
        return None
    line = text[start:end]
    forms = [_BY, _NAME_ROLE, _NAME_BESIDE_ROLE] if after_title else [_BY, _NAME_ROLE]
    for form in forms if is_cased else [*forms, _UNCASED]:
        match = form.fullmatch(line)
        if match:
            authors = match["authors"]
            before, _, last = authors.rpartition(", ")
            kept = before if last.lower() in patterns().agencies else authors
            return start + match.start("authors"), start + match.start("authors") + len(kept)
    return None
