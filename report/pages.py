"""Writing pages: Jinja templates into files whose names are ours, and a count of what was written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from report.tables import ROWS_A_PAGE
from report.text import clipped, plain, web_address
from schemas.table import ID_PATTERN
from warehouse.errors import WarehouseError

QUAD_CLASSES = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}


@dataclass
class Written:
    """What a report consists of: pages, bytes of all files, and the heaviest one."""

    pages: int = 0
    files: int = 0
    bytes: int = 0
    heaviest: str = ""
    heaviest_bytes: int = 0


@dataclass
class Pages:
    """The folder that a report is written to. `common` is known to every template."""

    folder: Path
    common: Mapping[str, Any]
    written: Written = field(default_factory=Written)

    def __post_init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("report"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_fit_for_a_page,
        )
        self._templates.filters |= {
            "clip": clipped,
            "count": lambda number: f"{number:,}",
            "signed": signed,
            "web": web_address,
            "day": lambda moment: moment.strftime("%Y-%m-%d") if moment else "",
            "article": article_page,
        }
        self._templates.globals |= {"quad_classes": QUAD_CLASSES, **self.common}

    def write(self, name: str, template: str, **context: Any) -> None:
        """Render a template into the file `name`; `root` leads from there to the top of the report."""
        root = "../" * name.count("/")
        text = self._templates.get_template(template).render(root=root, here=name, **context)
        self.put(name, text)
        self.written.pages += 1

    def put(self, name: str, text: str) -> None:
        """Write a file. Line ends are left as they are: articles have any."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # A lone surrogate can't be in a DuckDB file; whatever can't be encoded would end the report.
        content = text.encode("utf-8", errors="replace")
        path.write_bytes(content)
        self.written.files += 1
        self.written.bytes += len(content)
        if len(content) > self.written.heaviest_bytes:
            self.written.heaviest, self.written.heaviest_bytes = name, len(content)

    def write_list(self, stem: str, template: str, rows: Sequence[Any], number: int, last: int, **context: Any) -> None:
        """One page of a list that goes over several: page `number` of `last`, as `stem/number.html`."""
        self.write(f"{stem}/{number}.html", template, rows=rows, number=number, last=last, **context)


def last_page(rows: int, a_page: int = ROWS_A_PAGE) -> int:
    """How many pages a list has; an empty one has a page that says so."""
    return max(1, -(-rows // a_page))


def page_of(number: int, a_page: int = ROWS_A_PAGE) -> int:
    """The page of the row with a number from 1."""
    return (number - 1) // a_page + 1


def checked_id(row_id: str) -> str:
    """The id, which becomes a file name or an anchor. Raises WarehouseError for what is no id of Dateline."""
    if not re.fullmatch(ID_PATTERN, row_id):
        raise WarehouseError(
            f"{row_id[:80]!r} is no id of Dateline; `dateline check` tells what is wrong with the file"
        )
    return row_id


def article_page(article_id: str, part: int = 1) -> str:
    """Where an article's page is: by its id, in 256 folders, since no folder should hold 100,000 files."""
    checked_id(article_id)
    name = article_id if part == 1 else f"{article_id}-{part}"
    return f"articles/{article_id.split('_')[1][:2]}/{name}.html"


def signed(value: float | None) -> str:
    """A Goldstein value with its sign, as a figure of fixed width."""
    return "" if value is None else f"{value:+.1f}".replace("-", "−")


def _fit_for_a_page(value: Any) -> Any:
    """What Jinja does to each value before it escapes it; what is HTML already has been through `marked_up`."""
    if value is None:
        return ""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
