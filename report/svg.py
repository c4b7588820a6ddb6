"""Charts as SVG inside a page: drawn by Vega when the report is made, so that no script is needed to see them.

Vega writes colours as attributes, which a style sheet overrules; so report.css gives them the colours of light and dark
mode (see PALETTE), and the fonts of the page.
"""

import hashlib
import re
from typing import Any
from xml.etree import ElementTree as ET

import vl_convert
from markupsafe import Markup

# The same values stand in report.css, which says what each is in dark mode.
PALETTE = {
    "ink": "#1b232d",
    "muted": "#5b6572",
    "faint": "#d8dde3",
    "land": "#e6e9ed",
    "paper": "#ffffff",
    "quad-1": "#6ba6d9",
    "quad-2": "#1f5f9e",
    "quad-3": "#e39a3b",
    "quad-4": "#a5341c",
    "kind-direct": "#2f6f62",
    "kind-mixed": "#6fae9c",
    "kind-indirect": "#b9d6cb",
}
QUAD_COLOURS = [PALETTE[f"quad-{number}"] for number in (1, 2, 3, 4)]
KIND_COLOURS = [PALETTE[f"kind-{kind}"] for kind in ("direct", "mixed", "indirect")]
_SVG = "http://www.w3.org/2000/svg"
_NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")

CONFIG: dict[str, Any] = {
    "background": None,
    "padding": {"left": 12, "right": 4, "top": 5, "bottom": 5},  # the page's font may be wider than Vega's
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": PALETTE["muted"],
        "titleColor": PALETTE["muted"],
        "gridColor": PALETTE["faint"],
        "domainColor": PALETTE["faint"],
        "tickColor": PALETTE["faint"],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    },
}


def from_vega_lite(spec: dict[str, Any], label: str, look: str) -> Markup:
    """A Vega-Lite chart as inline SVG; `label` is what a screen reader says, `look` a class of the style sheet."""
    # No addresses are allowed: a chart has its data in it.
    return _fit_for_a_page(vl_convert.vegalite_to_svg(spec, config=CONFIG, allowed_base_urls=[]), label, look)


def from_vega(spec: dict[str, Any], label: str, look: str) -> Markup:
    """A Vega chart as inline SVG."""
    return _fit_for_a_page(vl_convert.vega_to_svg(spec, allowed_base_urls=[]), label, look)


def _fit_for_a_page(drawn: str, label: str, look: str) -> Markup:
    """One picture with one name: what stands in it is in the table beside it, and shows under the pointer."""
    root = ET.fromstring(drawn)  # noqa: S314  Vega's own output
    prefix = f"{look}-{hashlib.sha256(label.encode()).hexdigest()[:12]}"
    for parent in list(root.iter()):
        for child in [child for child in parent if _is_empty(child)]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        title = element.get("aria-label") if element.get("role") == "graphics-symbol" else None
        for name in [name for name in element.attrib if name.startswith("aria-") or name in ("role", "pointer-events")]:
            del element.attrib[name]
        if title and element.tag == "path":
            ET.SubElement(element, "title").text = title
        for name, value in element.attrib.items():
            # Two charts of a page must not share an id.
            own = f"{prefix}-{value}" if name == "id" else value.replace("url(#", f"url(#{prefix}-")
            element.set(name, _NUMBER.sub(_shorter, own))
    root.attrib |= {"role": "img", "aria-label": label, "class": f"drawn {look}"}
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704  serialised, so escaped


def _is_empty(element: ET.Element) -> bool:
    """Whether Vega draws nothing with it: backgrounds and foregrounds of groups without a stroke."""
    return element.get("class") in ("background", "foreground") and element.get("stroke") is None


def _shorter(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
