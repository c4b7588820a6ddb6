"""Pages as a strict reader sees them: elements closed in order, ids, addresses, and the text between marks."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "input", "br"}


@dataclass
class Page:
    """What stands in a page. `words` is the text of each element with an id, `text` that of the article."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        assert len(found) == len(attrs), f"an attribute twice: {attrs}"
        self.page.elements.append((tag, found))
        if "id" in found:
            self.page.ids.append(found["id"])
            self.page.words[found["id"]] = ""
            self.page.starts[found["id"]] = len(self.page.text)
        for name in ("href", "src"):
            if name in found:
                self.page.links.append(found[name])
        if tag not in VOID:
            if tag == "a":
                assert not any(name == "a" for name, _ in self.open), "a link in a link"
            self.open.append((tag, found))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        classes = [found.get("class", "").split() for _, found in self.open]
        if any("handle" in names for names in classes):
            return
        for _, found in self.open:
            if "id" in found:
                self.page.words[found["id"]] += data
        if any("text" in names for names in classes):
            self.page.text += data


def read(html: str) -> Page:
    """Read a page or a piece of one. Fails when elements are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, reader.open
    return reader.page


def pages_of(folder: Path) -> dict[str, Page]:
    """All pages of a report, by their place in it. Line ends stay as they are."""
    return {
        str(path.relative_to(folder)): read(path.read_bytes().decode("utf-8").replace("<!doctype html>", ""))
        for path in sorted(folder.rglob("*.html"))
    }
