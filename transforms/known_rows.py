"""Bodies and people of the tables, each made a `Known` only when an article names it.

A hundred thousand people made beforehand cost a second and 80 MB in every process, and a night names a few thousand.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache

import polars as pl

from transforms.actors.gazetteer import HashIndex, hash_of, hashes, normalise, normalise_all
from transforms.actors.personal_names import FAMILY_NAMES_FIRST
from transforms.document import ActorKind
from transforms.known import Known, TermRow, leads_state

KNOWN_KEPT = 8192
# Offices whose holders share the leaders' surnames where the date cannot tell: "Clinton" without a date is nobody.
SENIOR_OFFICE = re.compile(r"vice president.*|secretary of state|minister (?:of|for) foreign affairs", re.IGNORECASE)
NO_OFFICE = ""
TERM = ("office", "sector", "start", "end", "as_of")


class Bodies:
    """The organizations or groups of a table. `names` has every name, and in `row` whose it is.

    `terms` has the times in which some of them were something else.
    """

    def __init__(self, frame: pl.DataFrame, kind: ActorKind, terms: pl.DataFrame | None = None) -> None:
        self._kind = kind
        self._terms: dict[tuple[str, str | None], list[TermRow]] = defaultdict(list)
        if terms is not None:
            for name, country, *term in terms.select("name", "country", "sector", "start", "end", "as_of").iter_rows():
                self._terms[name, country].append((NO_OFFICE, *term))
        folded = normalise_all(frame["name"]).alias("folded")
        is_shared = pl.col("country").fill_null("-").n_unique().over("folded") > 1
        suffix = pl.when(is_shared).then(pl.format(" ({})", pl.col("country").fill_null("-"))).otherwise(pl.lit(""))
        prefix = "org" if kind == "organization" else "group"
        self._rows = frame.with_columns(folded).select(
            pl.format(f"{prefix}:{{}}{{}}", "folded", suffix).alias("key"),
            "name",
            "country",
            "sector",
            is_prominent=pl.col("source") == "compiled",
        )
        self.names = _spellings(frame.with_row_index("row").select("row", "name", "aliases")).select("name", "row")
        self._keys = HashIndex(hashes(self._rows["key"]))
        self.known = lru_cache(maxsize=KNOWN_KEPT)(self._known)

    def _known(self, row: int) -> Known:
        key, name, country, sector, is_prominent = self._rows.row(row)
        terms = tuple(self._terms.get((name, country), ()))
        return Known(key, name, self._kind, country, sector, is_prominent=is_prominent, rows=terms)

    def by_key(self, key: str) -> Known | None:
        """The first body of a key."""
        return _first_of_key(self._keys.rows(hash_of(key)), self.known, key)


class People:
    """Everybody of the tables of people, the most telling table first and the one of mere seats last.

    Rows are one person's where they share the Wikidata item; a row without one is the person's of its country who
    bears one of its names, where there is one alone. `names` has every spelling, and in `row` whose it is.
    """

    def __init__(self, *tables: pl.DataFrame) -> None:
        ranked = [table.with_columns(rank=pl.lit(rank, pl.Int8)) for rank, table in enumerate(tables)]
        rows = pl.concat(ranked).drop("source").with_row_index("term")
        spelled = _spellings(rows.select("term", "name", "aliases", "country", "wikidata_id", "rank"))
        spelled = spelled.with_columns(normalise_all(spelled["name"]).alias("folded"))
        rows = rows.with_columns(item=_items(spelled, seats=len(tables) - 1)).sort("item", "term")
        people = _people(rows, seats=len(tables) - 1).with_row_index("row")
        whose = rows.select("term", "item").join(people.select("row", "item"), on="item", how="left")
        spelled = spelled.join(whose, on="term", how="left", maintain_order="left").sort("term", maintain_order=True)
        self._people = _with_keys(people, spelled)
        self._terms = rows.select(TERM)
        is_full = pl.col("name").str.contains("[ -]")
        self.names = spelled.filter(is_full).unique(["name", "row"], maintain_order=True)
        self.names = self.names.select("name", "row")
        self._keys = HashIndex(hashes(self._people["key"]))
        words = normalise_all(self._people["name"]).str.split(" ")
        self._of_first_word = HashIndex(hashes(words.list.first()))
        self._of_last_word = HashIndex(hashes(words.list.last()))
        self._leaders = self._surnames(rows)
        self.known = lru_cache(maxsize=KNOWN_KEPT)(self._known)

    def _known(self, row: int) -> Known:
        person = self._people.row(row, named=True)
        return Known(
            person["key"],
            person["name"],
            "person",
            None if person["country"] == "IGO" else person["country"],
            is_minor=person["is_minor"],
            rows=tuple(self._terms.slice(person["first"], person["terms"]).rows()),
            wikidata_id=person["wikidata_id"],
        )

    def by_key(self, key: str) -> Known | None:
        """The person of a key."""
        return _first_of_key(self._keys.rows(hash_of(key)), self.known, key)

    def leaders(self, surname: str) -> Iterator[Known]:
        """Those of a folded surname who ever led a state or its diplomacy."""
        return map(self.known, self._leaders.get(surname, ()))

    def expected_bearers(self, name: str) -> float:
        """How many of the people would bear a name if first and last words were drawn by lot: 0.6 for "David Smith"."""
        words = normalise(name).split()
        first, last = hash_of(words[0]), hash_of(words[-1])
        return len(self._of_first_word.rows(first)) * len(self._of_last_word.rows(last)) / len(self._people)

    def bearers(self, surname: str) -> int:
        """How many of the people bear a folded word as the last of their name."""
        return len(self._of_last_word.rows(hash_of(surname)))

    def of_surname(self, surname: str, country: str) -> Iterator[Known]:
        """Those of a country whose name ends with a folded word."""
        rows = self._of_last_word.rows(hash_of(surname))
        people = self._people[rows].filter(pl.col("country") == country)
        return (known for row in people["row"] if _ends((known := self.known(row)).name, surname))

    def in_office(self, country: str | None) -> Iterator[Known]:
        """Everybody of a country with more than a seat in a legislature."""
        is_wanted = pl.col("country").eq_missing(pl.lit(country or "IGO")) & ~pl.col("is_minor")
        return map(self._known, self._people.filter(is_wanted)["row"])

    def _surnames(self, rows: pl.DataFrame) -> dict[str, list[int]]:
        offices = [one for one in rows["office"].unique() if leads_state(one) or SENIOR_OFFICE.fullmatch(one)]
        of_leaders = rows.filter(pl.col("office").is_in(offices)).select("item").unique()
        leaders: dict[str, list[int]] = defaultdict(list)
        people = self._people.join(of_leaders, on="item", how="semi", maintain_order="left")
        for row, name in people.select("row", "name").iter_rows():
            words = normalise(name).split()
            for surname in {words[-1], words[0] if words[0] in FAMILY_NAMES_FIRST else words[-1]}:
                leaders[surname].append(row)
        return dict(leaders)


def _ends(name: str, surname: str) -> bool:
    return normalise(name).split()[-1] == surname


def _first_of_key(rows: list[int], known: Callable[[int], Known], key: str) -> Known | None:
    return next((one for one in map(known, rows) if one.key == key), None)


def _spellings(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each name and alias of a row, the name first."""
    more = rows.filter(pl.col("aliases").is_not_null()).with_columns(name=pl.col("aliases").str.split("|"))
    return pl.concat([rows, more.explode("name", empty_as_null=False, keep_nulls=False)]).drop("aliases")


def _items(spelled: pl.DataFrame, *, seats: int) -> pl.Series:
    """Whose each row is: the Wikidata item, or a name and country for people without one.

    A row without item is somebody's whose rows have one, if it shares a name with one person only, the better known
    before those of mere seats; a figure out of office is no namesake's in a legislature.
    """
    spelled = _at_home(spelled, seats=seats)
    best = pl.col("best") == pl.col("best").min()
    bearers = (
        spelled.filter(pl.col("wikidata_id").is_not_null())
        .with_columns(best=pl.col("rank").min().over("wikidata_id"))
        .group_by("folded", "country")
        .agg(pl.col("wikidata_id").filter(best).unique().alias("items"), pl.col("best").min())
        .filter(pl.col("items").list.len() == 1)
        .select("folded", "country", "best", found=pl.col("items").list.first())
    )
    loose = spelled.filter(pl.col("wikidata_id").is_null()).sort("term", maintain_order=True)
    found = (
        loose.join(bearers, on=["folded", "country"], how="inner", maintain_order="left")
        .filter((pl.col("rank") == 0) | (pl.col("best") < seats))
        .unique("term", keep="first", maintain_order=True)
    )
    item_of: dict[int, str] = dict(found.select("term", "found").iter_rows())
    # Their other names are that person's too.
    named = (
        loose.join(found.select("term", "found"), on="term", maintain_order="left")
        .select("folded", "country", "found")
        .rows()
    )
    person_of = {(name, country): item for name, country, item in reversed(named)}
    unfound = loose.join(found, on="term", how="anti", maintain_order="left").group_by("term", maintain_order=True)
    for term, country, names in unfound.agg(pl.col("country").first(), "folded").iter_rows():
        bearer = next((person_of[name, country] for name in names if (name, country) in person_of), None)
        item_of[term] = bearer or f"{names[0]} ({country})"
        for name in names:
            person_of.setdefault((name, country), item_of[term])
    given = pl.DataFrame(
        {"term": item_of.keys(), "item": item_of.values()}, schema={"term": pl.UInt32, "item": pl.String}
    )
    terms = spelled.unique("term").join(given, on="term", how="left").sort("term")
    return terms.select(pl.coalesce("wikidata_id", "item"))["wikidata_id"]


def _at_home(spelled: pl.DataFrame, *, seats: int) -> pl.DataFrame:
    """The names, where those in international bodies without item have the one country in which somebody bears them."""
    is_at_home = (pl.col("country") != "IGO") & (pl.col("rank") < seats)
    homes = spelled.filter(is_at_home).group_by("folded").agg(pl.col("country").unique().alias("homes"))
    homes = homes.filter(pl.col("homes").list.len() == 1).select("folded", home=pl.col("homes").list.first())
    is_abroad = (pl.col("country") == "IGO") & pl.col("wikidata_id").is_null()
    home = pl.when(is_abroad).then(pl.coalesce("home", "country")).otherwise("country")
    return spelled.join(homes, on="folded", how="left", maintain_order="left").with_columns(country=home).drop("home")


def _people(rows: pl.DataFrame, *, seats: int) -> pl.DataFrame:
    """One row for each person: item, country, and where the terms stand in `rows`, which are in order of the items.

    Who held office in several countries is of the one of most terms; an international body is nobody's country.
    """
    of_country = rows.group_by("item", "country").agg(pl.len().alias("count"), pl.col("term").min())
    country = of_country.sort(pl.col("country") == "IGO", -pl.col("count").cast(pl.Int32), "term").unique(
        "item", keep="first", maintain_order=True
    )
    return (
        rows.with_row_index("place")
        .group_by("item")
        .agg(
            pl.col("wikidata_id").drop_nulls().first(),
            (pl.col("rank").min() == seats).alias("is_minor"),
            pl.col("place").min().alias("first"),
            pl.len().alias("terms"),
        )
        .join(country.select("item", "country"), on="item", how="left")
        .sort("first")
    )


def _with_keys(people: pl.DataFrame, spelled: pl.DataFrame) -> pl.DataFrame:
    """The people with the name shown (of the spellings the one with the fewest initials) and key.

    The key is the folded name; where several bear it, with the country in brackets, or the Wikidata item where they
    share the country too. Who has but a seat in a legislature takes nobody's key away.
    """
    shown = (
        spelled.sort(pl.col("name").str.count_matches(".", literal=True), "term", maintain_order=True)
        .unique("row", keep="first", maintain_order=True)
        .select("row", "name", "folded")
    )
    named = people.join(shown, on="row", how="left").sort("row")
    is_sole = (
        pl.when("is_minor")
        .then(pl.len().over("folded") == 1)
        .otherwise((~pl.col("is_minor")).sum().over("folded") == 1)
    )
    is_alone = pl.len().over("folded", "country") == 1
    told_by = (
        pl.when(is_alone | pl.col("wikidata_id").is_null())
        .then("country")
        .otherwise(pl.col("wikidata_id").str.to_lowercase())
    )
    suffix = pl.when(is_sole).then(pl.lit("")).otherwise(pl.format(" ({})", told_by))
    return named.with_columns(key=pl.format("person:{}{}", "folded", suffix)).drop("folded")
