"""Direct speech: which stretches in quotation marks are somebody's words, and where their attribution stands.

Parsers stumble over quotations, so the attribution is looked for in the words between the marks: behind the quotation
("…," said X), before it (X said: "…"), between two pieces of it, or, for sentences that stand in marks alone,
elsewhere in the paragraph or in the one before. The patterns are those of O'Keefe et al. (2012).
"""

from spacy.tokens import Doc, Token

from transforms.quotes.content import ADDRESSED, Attribution
from transforms.quotes.cues import SPOKEN, Cue, spoken_cue
from transforms.quotes.pieces import DirectQuote, adjoined, opening_words
from transforms.quotes.quotation_marks import QuotedStretch
from transforms.quotes.sources import NOMINAL, source_of_direct
from transforms.quotes.speakers import antecedent, own_subject
from transforms.quotes.speeches import Paragraphs, is_heading, speeches
from transforms.quotes.unverbed import label, own_words, signature

_SENTENCE_ENDS = frozenset({".", "?", "!", ";", "…", "..."})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN", "VB"})
# A floating sentence in marks takes its speaker from at most this many paragraphs before.
_REACH = 2
# Up to so many words in marks without any speaker are a sign, a title or a slogan.
_SIGN = 4


def find_direct(
    doc: Doc, stretches: list[QuotedStretch], attributions: list[Attribution], *, is_restored: bool = False
) -> list[DirectQuote]:
    """The direct quotations among the outermost stretches; scare quotes, titles and nicknames are left out.

    `attributions` are those of the rest of the text; sentences in marks without a cue of their own take the nearest
    source from them. In restored text a full stop before the closing mark may be a comma gone wrong.
    """
    return _Finder(doc, speeches(doc, stretches), attributions, is_restored=is_restored).find()


class _Finder:
    def __init__(
        self, doc: Doc, stretches: list[QuotedStretch], attributions: list[Attribution], *, is_restored: bool
    ) -> None:
        self.doc, self.stretches, self.is_restored = doc, stretches, is_restored
        self.attributions = attributions
        self.paragraphs = Paragraphs(doc)
        self.found: list[DirectQuote] = []

    def find(self) -> list[DirectQuote]:
        floating: list[DirectQuote] = []
        for position, stretch in enumerate(self.stretches):
            before = self._before(position)
            after = self._after(position)
            quote = (
                self._signed(stretch, position)
                or self._cued_after(stretch, before, after)
                or self._cued_before(stretch, before, after)
                or self._labelled(stretch, before)
            )
            if quote is None and self._is_sentence(stretch) and not is_heading(self.doc, stretch, self.paragraphs):
                quote = DirectQuote(stretch.start, stretch.end, stretch, "floating", len(self.found))
                floating.append(quote)
            if quote is not None:
                self.found.append(quote)
        for quote in floating:
            self._inherit(quote)
        for quote in self.found:
            if quote.source is None and quote.cue is not None and quote.cue.head.tag_ == "VBG":
                self._take_over(quote)
        found = adjoined(
            self.doc, [q for q in self.found if q.cue is not None or q.source is not None or q.end - q.start > _SIGN]
        )
        openings = (opening_words(self.doc, quote, self._opening(quote)) for quote in found)
        return [*found, *filter(None, openings)]

    # The words around a stretch

    def _before(self, position: int) -> tuple[int, int]:
        """Tokens from the last sentence end, mark or paragraph start up to the opening mark."""
        stretch = self.stretches[position]
        first, _ = self.paragraphs.bounds(stretch.start)
        if position:
            first = max(first, self.stretches[position - 1].right)
        start = stretch.left
        while start >= first and self.doc[start].text not in _SENTENCE_ENDS:
            start -= 1
        return start + 1, stretch.left + 1

    def _after(self, position: int) -> tuple[int, int]:
        """Tokens from the closing mark to the next sentence end, mark or paragraph end."""
        stretch = self.stretches[position]
        _, last = self.paragraphs.bounds(stretch.end - 1)
        if position + 1 < len(self.stretches):
            last = min(last, self.stretches[position + 1].left + 1)
        end = min(stretch.right, last)
        while end < last and self.doc[end].text not in _SENTENCE_ENDS:
            end += 1
        return stretch.right, end

    def _sentence_start(self, stretch: QuotedStretch) -> int:
        """The first token of the sentence around a stretch, words in marks without a cue of their own included."""
        first, _ = self.paragraphs.bounds(stretch.start)
        if self.found:
            first = max(first, self.found[-1].stretch.right)
        start = stretch.left
        while start >= first and self.doc[start].text not in _SENTENCE_ENDS:
            start -= 1
        return start + 1

    def _starts_sentence(self, stretch: QuotedStretch) -> bool:
        first, _ = self.paragraphs.bounds(stretch.start)
        left = stretch.left
        while left >= first and (self.doc[left].is_space or self.doc[left].text in {"(", "[", "-", "—", "–", "*", "•"}):
            if "\n" in self.doc[left].text:
                return True
            left -= 1
        return left < first or self.doc[left].text[-1] in ".?!:…\"”'’»)"

    def _inner_end(self, stretch: QuotedStretch) -> str:
        """The punctuation around the closing mark."""
        return "".join(token.text for token in self.doc[stretch.end : min(stretch.right + 1, len(self.doc))])

    def _is_sentence(self, stretch: QuotedStretch) -> bool:
        """Whether whole sentences stand in the marks, and not a word or two of somebody else's sentence."""
        if not self._starts_sentence(stretch):
            return False
        _, last = self.paragraphs.bounds(stretch.end - 1)
        ends_paragraph = stretch.is_open or not any(
            character.isalnum() for token in self.doc[stretch.right : last] for character in token.text
        )
        closing = "".join(token.text for token in self.doc[stretch.end : stretch.right])
        complete = any(mark in closing for mark in ".?!…—") or self.doc[stretch.end - 1].text.endswith(".")
        return complete or (ends_paragraph and stretch.end - stretch.start > 4)

    def _opening(self, quote: DirectQuote) -> int:
        """The first word of the sentence around a quotation; its own start where words in marks stand before it."""
        first, _ = self.paragraphs.bounds(quote.start)
        start = quote.stretch.left
        while start >= first and self.doc[start].text not in _SENTENCE_ENDS:
            start -= 1
        words = (t.i for t in self.doc[start + 1 : quote.start] if not t.is_space and not t.is_punct)
        opening = next(words, quote.start)
        return quote.start if any(opening <= s.start < quote.start for s in self.stretches) else opening

    # Where the cue stands

    def _signed(self, stretch: QuotedStretch, position: int) -> DirectQuote | None:
        """ "…" — X."""
        if not self._starts_sentence(stretch):
            return None
        _, last = self.paragraphs.bounds(stretch.end - 1)
        if position + 1 < len(self.stretches):
            last = min(last, self.stretches[position + 1].left + 1)
        found = signature(self.doc, stretch, last)
        return found and DirectQuote(stretch.start, stretch.end, stretch, "signed", len(self.found), *found)

    def _labelled(self, stretch: QuotedStretch, before: tuple[int, int]) -> DirectQuote | None:
        """X: "…"; in X's words, "…"."""
        found = label(self.doc, *before) or own_words(self.doc, *before)
        return found and DirectQuote(stretch.start, stretch.end, stretch, "label", len(self.found), *found)

    def _cued_after(
        self, stretch: QuotedStretch, before: tuple[int, int], after: tuple[int, int]
    ) -> DirectQuote | None:
        """ "…," said X; "…," X said; "…," according to X."""
        closed = self._inner_end(stretch)
        is_apart = not any(mark in closed for mark in ",?!—–-…")
        if is_apart and not (self.is_restored and "." in closed and self._starts_sentence(stretch)):
            return None
        cue = self._first_cue(*after)
        if cue is None:
            return None
        if (is_apart or not self._starts_sentence(stretch)) and _has_own_content(cue):
            return None  # "On “The Show,” X said that …": the words in marks are none of it
        start, construction = stretch.start, "after"
        if not self._starts_sentence(stretch) and not self._governs(before):
            words = [
                t for t in self.doc[self._sentence_start(stretch) : before[1]] if not t.is_space and not t.is_punct
            ]
            if words and words[0].dep_ == "cc":
                words = words[1:]
            if words and not self._is_dateline(stretch, words):
                start, construction = words[0].i, "mixed after"
        return DirectQuote(start, stretch.end, stretch, construction, len(self.found), cue, self._source(cue, after))

    def _governs(self, before: tuple[int, int]) -> bool:
        """Whether a cue in the words before an opening mark introduces what stands in the marks, and nothing else."""
        cue = self._last_cue(*before)
        return cue is not None and (self.doc[before[1] - 1].text in {",", ":"} or before[1] - cue.end <= 1)

    def _is_dateline(self, stretch: QuotedStretch, words: list[Token]) -> bool:
        """Whether the words before an opening mark are a place and a dash: GENEVA — “…"."""
        return self.doc[stretch.left].text in {"—", "–", "-", "--"} and not any(
            t.pos_ in {"VERB", "AUX"} for t in words
        )

    def _first_cue(self, start: int, end: int) -> Cue | None:
        doc = self.doc
        while start < end and (doc[start].is_space or doc[start].is_punct):
            start += 1
        if start < end and doc[start].dep_ == "cc":
            return None
        for token in doc[start:end]:
            if token.lower_ == "according" and token.i - start < 2 and token.i + 1 < end:
                return Cue(token, token.i, token.i + 2, {}, token)
            if token.pos_ not in {"VERB", "AUX"}:
                continue
            cue = spoken_cue(token)
            subject = own_subject(token)
            if subject is not None and subject.tag_ in {"WP", "WDT"}:
                continue
            if subject is not None and _has_other_object(token, end):
                return None
            # "…, having said", and "…, as quoted by the Herald", which passes it on and has not said it.
            is_participle = token.tag_ == "VBN" and (
                any(c.lower_ == "having" for c in token.lefts) or self.doc[token.i - 1].lower_ == "as"
            )
            if cue is not None and token.tag_ in _FINITE and token.dep_ not in {"acl", "amod"} and not is_participle:
                return cue
            is_clause = token.pos_ == "VERB" and token.tag_ in {"VBD", "VBZ", "VBP"} and token.dep_ != "relcl"
            if is_clause or is_participle:
                return None
        return None

    def _cued_before(
        self, stretch: QuotedStretch, before: tuple[int, int], after: tuple[int, int]
    ) -> DirectQuote | None:
        """X said, "…"; X said: "…"; X said that "…"; …, adding, "…"."""
        doc = self.doc
        if before[0] >= before[1]:
            return None
        last = doc[before[1] - 1]
        cue = self._last_cue(*before)
        if cue is None:
            return None
        follows = doc[after[0]] if after[0] < len(doc) else None
        open_ended = follows is not None and not (follows.is_punct or follows.is_space)
        if open_ended and doc[cue.end].lower_ != "that" and self._is_statement(stretch, cue):
            open_ended = False  # the sentence ends inside the marks
        if last.text == "," and open_ended and any(t.pos_ in NOMINAL for t in doc[cue.end : last.i]):
            # The words in marks are in the midst of what is said: "said the line, as planned, “leads nowhere” at all".
            return None
        is_apart = last.i - (cue.end - 1) > 1 or (last.i != cue.end - 1 and last.lower_ != "that")
        if last.text not in {",", ":"} and (open_ended or is_apart):
            return None
        source = self._source(cue, before)
        leader, construction = len(self.found), "before"
        previous = self.found[-1] if self.found else None
        if previous is not None and previous.cue is not None and previous.cue.head.i == cue.head.i:
            leader, construction = previous.leader, "continued"
            source = previous.source
        return DirectQuote(stretch.start, stretch.end, stretch, construction, leader, cue, source)

    def _is_statement(self, stretch: QuotedStretch, cue: Cue) -> bool:
        """Whether a sentence ends in the marks, and the cue reports speech, not what somebody believes."""
        return (
            cue.frames["clause"].kind in SPOKEN
            and any(mark in self._inner_end(stretch) for mark in ".?!")
            and any(token.pos_ in {"VERB", "AUX"} for token in self.doc[stretch.start : stretch.end])
        )

    def _last_cue(self, start: int, end: int) -> Cue | None:
        for position in range(end - 1, start - 1, -1):
            token = self.doc[position]
            if token.pos_ not in {"VERB", "AUX"} or token.dep_ in {"amod", "aux", "auxpass", "relcl"}:
                continue
            cue = spoken_cue(token)
            if cue is not None:
                return cue
            if token.tag_ in {"VBD", "VBZ", "VBP"}:
                return None
        return None

    def _source(self, cue: Cue, segment: tuple[int, int]) -> Token | None:
        return source_of_direct(cue, segment, self._is_quoted)

    def _is_quoted(self, token: int) -> bool:
        return any(s.start <= token < s.end for s in self.stretches)

    # Sentences in marks without a cue of their own

    def _inherit(self, quote: DirectQuote) -> None:
        """Give a floating quotation the source of the quotation or attribution that it belongs to."""
        number = self.paragraphs.number[quote.start]
        if (announcer := self._announcer(quote.stretch, number)) is not None:
            quote.cue, quote.source = announcer
            return
        position = self.found.index(quote)
        previous = self.found[position - 1] if position else None
        if previous is not None and self.paragraphs.number[previous.end - 1] == number:
            adjoining = self._sentence_ends(previous.stretch.right, quote.stretch.left) <= 1
            quote.cue, quote.source = previous.cue, previous.source
            if adjoining:
                quote.leader = previous.leader
            return
        following = self.found[position + 1] if position + 1 < len(self.found) else None
        if quote.stretch.is_open and following is not None and following.construction == "after":
            quote.cue, quote.source, following.leader = following.cue, following.source, quote.leader
            return
        nearest = self._attribution_before(quote.start, number)
        if nearest is not None and self.paragraphs.number[nearest.cue.head.i] == number:
            quote.cue, quote.source = nearest.cue, nearest.source
        elif (
            following is not None
            and following.source is not None
            and following.construction == "after"
            and self.paragraphs.number[following.start] == number
        ):
            quote.cue, quote.source = following.cue, following.source
        elif previous is not None and previous.stretch.is_open:
            quote.cue, quote.source, quote.leader = previous.cue, previous.source, previous.leader
        elif nearest is not None and (previous is None or nearest.cue.head.i > previous.end):
            quote.cue, quote.source = nearest.cue, nearest.source
        elif previous is not None and number - self.paragraphs.number[previous.end - 1] <= _REACH:
            quote.cue, quote.source = previous.cue, previous.source

    def _take_over(self, quote: DirectQuote) -> None:
        """Give a participle that stands alone ("Adding, “…”") the source of the speech before it."""
        position = self.found.index(quote)
        number = self.paragraphs.number[quote.start]
        previous = self.found[position - 1] if position else None
        nearest = self._attribution_before(quote.start, number)
        if nearest is not None and (previous is None or nearest.cue.head.i > previous.end):
            quote.source = nearest.source
        elif previous is not None and number - self.paragraphs.number[previous.end - 1] <= 1:
            quote.source = previous.source

    def _announcer(self, stretch: QuotedStretch, number: int) -> tuple[Cue, Token | None] | None:
        """The verb and its subject before a colon that ends the paragraph before, or the words before the mark."""
        first, _ = self.paragraphs.bounds(stretch.start)
        colon = stretch.left
        while colon >= 0 and self.doc[colon].is_space:
            colon -= 1
        if colon < 0 or self.doc[colon].text != ":":
            return None
        first = first if colon >= first else self.paragraphs.starts[number - 1]
        start = colon
        while start > first and self.doc[start - 1].text not in _SENTENCE_ENDS:
            start -= 1
        cue = self._last_cue(start, colon)
        if cue is not None and not self._is_quoted(cue.head.i):
            return cue, self._source(cue, (start, colon))
        for token in self.doc[start:colon]:
            subject = own_subject(token) if token.pos_ in {"VERB", "AUX"} else None
            if subject is not None and subject.i >= start and not self._is_quoted(token.i):
                return Cue(token, token.i, token.i + 1, {}, token), antecedent(subject)
        return None

    def _sentence_ends(self, start: int, end: int) -> int:
        return sum(token.text in _SENTENCE_ENDS for token in self.doc[start : end + 1])

    def _attribution_before(self, token: int, number: int) -> Attribution | None:
        """The last spoken attribution before a token, not more than a few paragraphs away."""
        for attribution in reversed(self.attributions):
            head = attribution.cue.head
            if head.i >= token or attribution.source is None or attribution.construction not in _SPEAKING:
                continue
            return attribution if number - self.paragraphs.number[head.i] <= _REACH else None
        return None


def _has_own_content(cue: Cue) -> bool:
    """Whether a verb has its content behind it: a clause with a subject of its own."""
    return any(c.dep_ == "ccomp" and c.i > cue.head.i and own_subject(c) is not None for c in cue.head.children)


def _has_other_object(verb: Token, end: int) -> bool:
    """Whether a verb has an object of its own in the words up to `end`, so that the quotation is none of it."""
    if verb.lemma_.lower() in ADDRESSED:
        return False
    return any(c.dep_ == "dobj" and verb.i < c.i < end for c in verb.children)


_SPEAKING = frozenset({"clause", "parenthetical", "adjunct"})
