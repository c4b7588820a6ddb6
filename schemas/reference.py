"""The reference tables in seeds/: what is known about actors before any article is read.

They are checked like published tables, with one difference: a wrong row is refused with its file and line, because an
analyst wrote it and is there to mend it. Lists inside a cell are separated by `|`.
"""

import csv
import io
from collections.abc import Iterator

import polars as pl
from pandera.errors import SchemaErrors

from schemas.table import COUNTRY_PATTERN, Table, column, required
from schemas.vocabulary import SECTORS

PARTIAL_DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"
KEY_PATTERN = r"^(country:[A-Z]{3}|(org|group|person|place):[^\s()][^()]*( \([^()]+\))?)$"
LIST_PATTERN = r"^[^|]+(\|[^|]+)*$"
NAME_FORMS = ("name", "alias", "former", "demonym", "people", "capital", "metonym")
ORGANIZATION_KINDS = (
    *("agency", "chamber", "company", "court", "igo", "legislature", "media", "ngo", "other", "party"),
    *("security force", "union", "university"),
)
REGION_KINDS = ("people", "province", "region", "state", "territory", "unrecognised state")
GIVEN_NAME_GENDERS = ("female", "male")
MOST_REASONS = 10


class SeedError(ValueError):
    """A table in seeds/ holds rows that are wrong; the message names file, line and reason of each."""


def text(description: str) -> str:
    """A name: not empty, no white space at its ends, nothing that only looks like a name."""
    field: str = required(description, str_matches=r"^\S(.*\S)?$", str_length={"max_value": 200})
    return field


class Countries(Table):
    """One name of a country or of its people, capital or government."""

    country: str = required("ISO 3166 alpha-3 code; also EUR.", str_matches=COUNTRY_PATTERN)
    name: str = text("The name as news write it.")
    form: str = required(
        "name (the one shown), alias, former, demonym (adjective), people (plural or singular noun), capital, metonym.",
        isin=NAME_FORMS,
    )
    source: str = text("Where the fact is from; see README.md.")


class Organizations(Table):
    """One organization."""

    name: str = text("The name shown.")
    aliases: str = column("Other names, separated by |.")
    kind: str = required("What it is.", isin=ORGANIZATION_KINDS)
    country: str = column("ISO 3166 alpha-3 code; also UNO, EUR, IGO.", str_matches=COUNTRY_PATTERN)
    sector: str = column("PLOVER sector code.", isin=SECTORS)
    source: str = text("Where the fact is from; see README.md.")


class ArmedGroups(Table):
    """One armed or criminal group."""

    name: str = text("The name shown.")
    aliases: str = column("Other names, separated by |.")
    kind: str = text("What it is, in the words of its source.")
    country: str = column("Main country, ISO 3166 alpha-3.", str_matches=COUNTRY_PATTERN)
    sector: str = required("PLOVER sector code.", isin=SECTORS)
    source: str = text("Where the fact is from; see README.md.")


class GroupTerms(Table):
    """One time in which an armed group was something else: it governed, or was a lawful party, or the state's army."""

    name: str = text("The group, as armed_groups.csv shows it.")
    country: str = column("Its country there.", str_matches=COUNTRY_PATTERN)
    sector: str = required("PLOVER sector code in that time.", isin=SECTORS)
    start: str = column("First day.", str_matches=PARTIAL_DATE_PATTERN)
    end: str = column("Last day; empty: not known to have ended by as_of.", str_matches=PARTIAL_DATE_PATTERN)
    as_of: str = column("When it was last seen to go on.", str_matches=PARTIAL_DATE_PATTERN)
    source: str = text("Where the fact is from; see README.md.")


class Officeholders(Table):
    """One term of one person in one office. Dates are as precise as their source: YYYY, YYYY-MM or YYYY-MM-DD."""

    name: str = text("The person's name.")
    aliases: str = column("Other spellings, separated by |.")
    country: str = required("ISO 3166 alpha-3 code; IGO for international bodies.", str_matches=COUNTRY_PATTERN)
    office: str = text("The office.")
    sector: str = required("PLOVER sector code of the office.", isin=SECTORS)
    start: str = column("First day of the term.", str_matches=PARTIAL_DATE_PATTERN)
    end: str = column("Last day; empty: not known to have ended by as_of.", str_matches=PARTIAL_DATE_PATTERN)
    as_of: str = column("When an open term was last seen to be open.", str_matches=PARTIAL_DATE_PATTERN)
    wikidata_id: str = column("Wikidata item of the person.", str_matches=r"^Q[1-9]\d*$")
    source: str = text("Where the fact is from; see README.md.")


class PublicFigures(Officeholders):
    """One role of one person known to the public without an office of state; `office` is the role."""


class Legislators(Officeholders):
    """One term of one member of a legislature."""


class Agents(Table):
    """One noun for a role ('protester', 'foreign minister'), in the singular; regular plurals are understood."""

    noun: str = text("The noun, in lower case unless it is always written otherwise.")
    sector: str = column("PLOVER sector code; empty: the sector of the body that the role belongs to.", isin=SECTORS)
    source: str = text("Where the fact is from; see README.md.")


class BodyNouns(Table):
    """One noun that tells what a body is by standing last in its name ('University', 'Police')."""

    noun: str = text("The noun, in lower case.")
    sector: str = required("PLOVER sector code.", isin=SECTORS)
    source: str = text("Where the fact is from; see README.md.")


class Regions(Table):
    """One part of a country that acts or is named in news: a province, a territory, a people, an unrecognised state."""

    name: str = text("The name shown.")
    aliases: str = column("Other names, adjectives and words for its people, separated by |.", str_matches=LIST_PATTERN)
    country: str = required("The country that it is part of, ISO 3166 alpha-3.", str_matches=COUNTRY_PATTERN)
    kind: str = required("What it is.", isin=REGION_KINDS)
    sector: str = column("PLOVER sector code, where it has one of its own.", isin=SECTORS)
    source: str = text("Where the fact is from; see README.md.")


class GivenNames(Table):
    """One given name whose bearers are nearly all of one gender."""

    name: str = text("The given name.")
    gender: str = required("female or male.", isin=GIVEN_NAME_GENDERS)
    source: str = text("Where the fact is from; see README.md.")


class DefaultBearers(Table):
    """One spelling that several share, and whom it means where an article does not tell.

    Bodies of several countries share a name or acronym; people share a surname that long after their time means one.
    """

    spelling: str = text("The name, acronym or surname that is shared.")
    bearer: str = column(
        "The name in the row of organizations.csv, armed_groups.csv, or of a surname in officeholders.csv; "
        "empty: nobody."
    )
    country: str = column("Country of that row.", str_matches=COUNTRY_PATTERN)
    source: str = text("Where the fact is from; see README.md.")


class Aliases(Table):
    """One name that an analyst says means one actor, everywhere or in some articles: it overrides every other table."""

    alias: str = text("The name as articles write it.")
    key: str = required("The actor's key, such as person:kim jong un or country:PRK.", str_matches=KEY_PATTERN)
    mentions: str = column(
        "Names, separated by |, of which an article must mention one for the row to hold; empty: any article.",
        str_matches=LIST_PATTERN,
    )
    articles: str = column(
        "Patterns (* for anything), separated by |, of which an article's uri or url must match one; empty: any.",
        str_matches=LIST_PATTERN,
    )
    source: str = text("Who says so; see README.md.")


def read_seed(model: type[Table], content: bytes, file_name: str) -> pl.DataFrame:
    """A table of seeds/ as a checked frame. Raises SeedError with file, line and reason for what is wrong in it."""
    try:
        frame = pl.read_csv(content, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise SeedError(f"{file_name}: {_ragged_line(content, file_name) or error}") from error
    wanted = list(model.dtypes())
    if frame.columns != wanted:
        raise SeedError(f"{file_name}, line 1: the columns are {frame.columns}, not {wanted}")
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.sort("index", "column", nulls_last=True)
        lines = _row_lines(content, file_name)
        reasons = [
            f"{file_name}, line {lines[case['index'] or 0]}: {case['column']} is {case['failure_case']!r}, "
            f"which fails {case['check']}"
            for case in cases.head(MOST_REASONS).iter_rows(named=True)
        ]
        more = [f"and {cases.height - MOST_REASONS} more"] if cases.height > MOST_REASONS else []
        raise SeedError("\n".join(reasons + more)) from errors
    return frame


def _ragged_line(content: bytes, file_name: str) -> str | None:
    """Where a line has more or fewer cells than the header; Polars says only that one has."""
    width: int | None = None
    for line, row in _rows(content, file_name):
        width = len(row) if width is None else width
        if row and len(row) != width:
            return f"line {line}: {len(row)} cells where the header has {width}"
    return None


def _row_lines(content: bytes, file_name: str) -> list[int]:
    """The line where each row starts: a quoted cell may hold line breaks. Below the header an empty line is a row."""
    lines: list[int] = []
    for line, row in _rows(content, file_name):
        if row or lines:
            lines.append(line + 1)
    return lines


def _rows(content: bytes, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table and the line on which each ends; a lone carriage return ends one too."""
    reader = csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=None))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise SeedError(f"{file_name}, line {reader.line_num}: no CSV ({error})") from error
