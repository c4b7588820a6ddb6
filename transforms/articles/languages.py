"""The language of a text (py3langid: Lui & Baldwin 2012, "langid.py: An Off-the-shelf Language Identification Tool").

The identifier is told to choose among the languages in which news is written, and asked about lower-cased letters
alone, so that text which has lost case and punctuation is judged as if it had not. Proper names make English
headlines look like anything; so a text is taken for English unless another language is clearly more likely.
"""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENGLISH = "en"
# ISO 639-1 code -> English name. py3langid knows more, among them Latin and creoles that short English resembles.
NAMES = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "ha": "Hausa", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada",
    "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi", "ms": "Malay", "my": "Burmese",
    "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian",
    "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

# As much of a text as it takes to be sure.
SAMPLE = 1_000
# A text below either figure is too short to tell. Other scripts than the Latin tell sooner, and some of them write no
# spaces between words.
LEAST_WORDS, LEAST_LETTERS = 5, 20
LEAST_LETTERS_OTHER_SCRIPT = 5
LAST_LATIN = "\u024f"
# Another language must be this many times as likely as English; short texts are judged with more caution.
MARGIN, SHORT_MARGIN, SHORT_WORDS = 2.0, 10.0, 25
# A short text whose likeliest language is not even likelier than all others together is too short to tell.
SHORT_LIKELIHOOD = 0.5

# Words that no other language has so many of: of an English text they are a fifth. Counting them costs a tenth of what
# the identifier does.
PLAINLY_ENGLISH = frozenset({
    "and", "been", "by", "from", "has", "have", "of", "said", "that", "the", "their", "they", "this", "to", "was",
    "were", "which", "with", "would",
})  # fmt: skip
PLAIN_SHARE = 0.12

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(NAMES))
    return identifier


def forget_model() -> None:
    """Give back the identifier's memory, some 90 MB; it is loaded again for the next text that needs it."""
    _identifier.cache_clear()


def identify(text: str) -> str | None:
    """ISO 639-1 code of the language that the start of a text is written in; None when it is too short to tell."""
    words = _WORD.findall(text[:SAMPLE].lower())
    letters = "".join(words)
    if 2 * sum(letter <= LAST_LATIN for letter in letters) < len(letters):
        is_enough = len(letters) >= LEAST_LETTERS_OTHER_SCRIPT
    else:
        is_enough = len(letters) >= LEAST_LETTERS and len(words) >= LEAST_WORDS
    if not is_enough:
        return None
    if len(words) >= SHORT_WORDS and sum(word in PLAINLY_ENGLISH for word in words) >= PLAIN_SHARE * len(words):
        return ENGLISH
    ranked: list[tuple[str, float]] = _identifier().rank(" ".join(words))
    best, likelihood = ranked[0]
    if best == ENGLISH:
        return ENGLISH
    is_short = len(words) < SHORT_WORDS
    if is_short and likelihood < SHORT_LIKELIHOOD:
        return None
    return best if likelihood > (SHORT_MARGIN if is_short else MARGIN) * dict(ranked)[ENGLISH] else ENGLISH
