"""Text of articles made fit for a page.

Nothing that an article holds may act: not as markup (Jinja and markupsafe escape it), and not on the reader's eye, as
the characters do that turn the direction of all that follows (Boucher and Anderson, "Trojan Source", 2021).
"""

import re
import unicodedata

from markupsafe import escape

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
# XML and HTML know no C0 controls but tab and line ends; C1 controls are shown as nothing, or as another character.
_CONTROLS = (*(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)), *range(0x7F, 0xA0))
_UNSEEN = frozenset((*_BIDI, *_CONTROLS, 0xFFFE, 0xFFFF))
_TO_REPLACEMENT = dict.fromkeys(_UNSEEN, REPLACEMENT)
_PLAIN = re.compile(r"[\w .,;:\n–—‘’“”-]*")
# After escaping: the character's place is kept, and its name can be read.
_TO_MARKUP = {
    code: f'<span class="control" title="U+{code:04X} {unicodedata.name(chr(code), "control character").lower()}">'
    f"{REPLACEMENT}</span>"
    for code in _UNSEEN
}


def plain(text: str) -> str:
    """The text with a replacement character for each control and each mark that turns the direction of writing."""
    return text.translate(_TO_REPLACEMENT)


def clipped(text: str | None, most: int) -> str:
    """The first `most` characters on one line, with an ellipsis where something was cut off."""
    if not text:
        return ""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most and len(text) <= 4 * most else line[: most - 1].rstrip() + "…"


def marked_up(text: str) -> str:
    """The text as HTML, word for word; what is not to be seen in it is named."""
    # Most stretches between two marks are plain words, and there are a hundred million of them in a large report.
    return text if _PLAIN.fullmatch(text) else str(escape(text)).translate(_TO_MARKUP)


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web; an article may claim any other (`javascript:`)."""
    return url if url and url.lower().startswith(("https://", "http://")) else None
