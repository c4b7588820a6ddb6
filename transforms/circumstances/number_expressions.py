"""The grammar of amounts in news English: figures, words, ranges, and round words such as "dozens of".

`AMOUNT` finds them in a text and `bounds` gives the low and the high end. A one-sided amount ("at least 30", "up to
50") gives its number as both ends: its words keep the rest, and sums stay finite.
"""

import re

UNITS: dict[str, float] = {
    word: n
    for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
UNITS |= {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18}
UNITS |= {"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
UNITS |= {"eighty": 80, "ninety": 90, "a": 1, "an": 1, "half": 0.5}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALES |= {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
# What a plural without a number is taken for: from two of it to just short of the next such word.
ROUND = {"tens": (20, 99), "dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999), "thousands": (2000, 9999)}
ROUND |= {"millions": (2 * 10**6, 10**7 - 1), "billions": (2 * 10**9, 10**10 - 1)}

_SMALL = "|".join(sorted((word for word in UNITS if word not in {"a", "an", "half"}), key=len, reverse=True))
_SCALE = r"(?:dozen|hundred|thousand|million|billion|trillion)"
_FIGURES = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,15}})(?:\.\d{{1,6}})?(?:\s\d/\d)?(?:[\s-]?(?:{_SCALE}|bn|tn|mn|m|k)\b)?"
_WORDS = (
    rf"(?:half\s+a|half|an?|(?:{_SMALL})(?:-(?:{_SMALL}))?)(?:[\s-]+{_SCALE}\b)+(?:\s+(?:and\s+)?(?:{_SMALL})\b)?"
    rf"|(?:{_SMALL})(?:[\s-](?:{_SMALL}))?\b"
)
_ROUND = (
    r"(?:tens|dozens|scores|hundreds|thousands|millions|billions)\b(?:\s+of\s+(?:thousands|millions|billions)\b)?"
    rf"|(?:several|a\s+few)\s+{_SCALE}\b"
)
_NUMBER = rf"(?:{_FIGURES}|{_WORDS}|{_ROUND})"
_CURRENCY = r"(?:(?:US|A|C|HK)?\$|€|£|¥|₹|₪|₩|₦)\s?"
AMOUNT = re.compile(
    rf"""(?<![\w.,/#:-])
    (?P<bound>(?:at\s+least|at\s+most|(?:more|fewer|less)\s+than|as\s+many\s+as|no\s+fewer\s+than|up\s+to|(?P<between>between)
      |about|around|some|nearly|almost|roughly|approximately|over|an\s+estimated|just)\s+)?
    (?P<currency>{_CURRENCY})?(?P<low>{_NUMBER})
    (?:\s*(?(between)(?:-|–|\bto\b|\band\b)|(?:-|–|\bto\b|\bor\b))\s*(?:{_CURRENCY})?(?P<high>{_NUMBER}))?
    (?P<percent>\s?%|\s+per\s?cent\b)?
    (?![\w/:%]|-\w|,\d|\.\d)""",
    re.IGNORECASE | re.VERBOSE,
)


def _figures(words: str) -> float:
    match = re.match(r"([\d,]+(?:\.\d+)?)(?:\s(\d)/(\d))?[\s-]?([a-z]*)", words)
    if match is None:
        raise ValueError(f"{words!r} does not start with figures")
    value = float(match[1].replace(",", ""))
    if match[2] and match[3] != "0":
        value += int(match[2]) / int(match[3])
    return value * SCALES.get(match[4], 1)


def _words(words: str) -> float:
    total, current = 0.0, None  # "two thousand | five hundred and ten": what is complete, and what is being said
    for word in re.split(r"[\s-]+", words):
        if word in {"a", "an"}:
            current = 1.0 if current is None else current  # "half a dozen"
        elif word in UNITS:
            current = (current or 0) + UNITS[word]
        elif word in SCALES:
            current = (1 if current is None else current) * SCALES[word]
            if SCALES[word] >= 1000:
                total, current = total + current, 0.0
    return total + (current or 0)


def _one(words: str) -> tuple[float, float]:
    words = " ".join(words.lower().split())
    if words[0].isdigit():
        return (_figures(words),) * 2
    first, _, rest = words.partition(" of ")
    if first in ROUND:
        low, high = ROUND[first]
        factor = SCALES.get(rest.rstrip("s"), 1)
        return float(low * factor), float((high + 1) * factor - 1)
    vague = re.fullmatch(r"(?:several|a few) (\w+)", words)
    if vague:
        low, high = ROUND[f"{vague[1]}s"] if f"{vague[1]}s" in ROUND else (2 * 10**12, 10**13 - 1)
        return float(low), float(high)
    return (_words(words),) * 2


def bounds(match: re.Match[str]) -> tuple[float, float]:
    """The low and the high end of a match of AMOUNT; "5 to 10 million" is five million to ten million."""
    low, high = _one(match["low"])
    if match["high"]:
        other = _one(match["high"])[1]
        scale = re.search(r"(thousand|million|billion|trillion|bn|mn|m|k)$", match["high"].lower())
        if scale and not re.search(r"[a-z]$", match["low"].lower()):
            low *= SCALES[scale[1]]
        low, high = min(low, other), max(low, other)
    return low, high
