"""Making the report: all pages of one generation of a warehouse, in the order in which they need each other."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from report.articles import write_articles
from report.lists import write_lists
from report.overview import write_index, write_map, write_network, write_speakers
from report.pages import Pages, Written
from report.pairs import write_pairs
from report.search import write_search
from report.tables import count, last_run, prepare
from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse
from warehouse.snapshot import snapshot

MARK = "static/report.css"
"""A file that every report has: a folder with it may be replaced by the next report."""
LAST_RUNS = 10
STATIC = ("report.css", "search.js", "icon.svg")
NAVIGATION = (
    ("index.html", "The night"),
    ("articles/1.html", "Articles"),
    ("events/1.html", "Events"),
    ("quotes.html", "Quotes"),
    ("speakers.html", "Speakers"),
    ("actors/1.html", "Actors"),
    ("timelines.html", "Timelines"),
    ("network.html", "Network"),
    ("map.html", "Map"),
    ("quarantine/1.html", "Quarantine"),
)


class ReportFolderError(Exception):
    """The folder can't be written to, or holds something that is no report; the message says what to do."""


def write_report(file: Path, folder: Path, say: Callable[[str], None] = lambda _: None) -> Written:
    """Make the report of a published file in a folder, in place of the report that is there.

    `say` is told what is being written. Raises WarehouseError when the file can't be read or was never published to,
    and ReportFolderError for a folder that is not ours to replace.
    """
    with snapshot(file) as held, _in_place_of(folder) as new:
        run = last_run(held)
        if run is None:
            raise WarehouseError(f"{file} has no published run")
        # With those that published nothing since, which are beside the file.
        runs = Warehouse(file).runs().head(LAST_RUNS).to_dicts()
        refused = Warehouse(file).quarantine(runs[0]["run_id"])
        common = {
            "warehouse": file.name,
            "navigation": NAVIGATION,
            "version": version("dateline"),
            "run_id": run["run_id"],
        }
        pages = Pages(new, common)
        for name in STATIC:
            pages.put(f"static/{name}", files("report").joinpath("static", name).read_text(encoding="utf-8"))
        say("rows")
        prepare(held)
        say(f"{count(held, 'shown_articles'):,} articles")
        parts = write_articles(held, pages)
        say("lists")
        write_lists(held, pages, parts)
        say("quotes")
        pages.write("quotes.html", "quotes.html", total=count(held, "shown_quotes"))
        write_search(held, pages, parts)
        say("timelines")
        write_pairs(held, pages, parts)
        say("pictures")
        write_speakers(held, pages)
        write_network(held, pages)
        write_map(held, pages)
        write_index(held, pages, run, runs, refused)
        return pages.written


@contextmanager
def _in_place_of(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder`, which takes its place when all is written, and is removed when something fails."""
    if folder.exists() and not folder.is_dir():
        raise ReportFolderError(f"{folder} is no folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise ReportFolderError(f"{folder} holds something that is no report; name another folder, or empty it")
    whole = folder.resolve()
    new, old = whole.with_name(f"{whole.name}.new"), whole.with_name(f"{whole.name}.old")
    try:
        for left in (new, old):  # by a report that was killed
            shutil.rmtree(left, ignore_errors=True)
        new.mkdir(parents=True)
        yield new
        if whole.exists():
            whole.rename(old)
        new.rename(whole)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise ReportFolderError(f"the report can't be written to {folder}: {error}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
