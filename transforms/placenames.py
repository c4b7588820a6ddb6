"""Which places bear a name: seeds/places.csv (GeoNames, CC BY 4.0, and our own rows), looked up by name."""

import functools
import importlib.resources
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.document import Place

# Rows without a population (regions, sites, seas) are what the news names: they outrank small towns.
WELL_KNOWN = 500_000
# How many times smaller than its namesake a place may be and still be meant because its country is spoken of.
OVERSHADOWED = 50
# How many times larger than its largest namesake abroad a place must be to be meant where nothing else tells.
OUTSTANDING = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of seeds/places.csv."""

    name: str
    kind: str
    country: str | None
    region: str | None
    latitude: float
    longitude: float
    population: int

    def place(self) -> Place:
        """The entry as the place of an event."""
        return Place(self.name, self.country, self.latitude, self.longitude)


class _Gazetteer:
    """Rows by name and alias; `firsts` are the first words of all names, by which a sentence is searched."""

    def __init__(self) -> None:
        with importlib.resources.files("seeds").joinpath("places.csv").open("rb") as file:
            frame = pl.read_csv(file.read(), schema_overrides={"region": pl.String, "population": pl.Int64})
        names = frame.with_row_index().select(
            "index", key=pl.concat_list("name", pl.col("aliases").fill_null("").str.split("|"))
        )
        names = names.explode("key").filter(pl.col("key") != "").unique(maintain_order=True)
        names = names.with_columns(pl.col("key").str.replace_all("’", "'").str.to_lowercase())
        self._frame = frame.drop("aliases").with_columns(pl.col("population").fill_null(WELL_KNOWN))
        self._rows: dict[str, list[int]] = {}
        for index, key in zip(names["index"].to_list(), names["key"].to_list(), strict=True):
            self._rows.setdefault(key, []).append(index)
        self.firsts = frozenset(names["key"].str.extract(r"^([^\s,-]+)").drop_nulls().to_list())

    def entries(self, name: str) -> list[Entry]:
        """The places of a name, however it is capitalized; none for a name that is not there."""
        found = self._rows.get(" ".join(name.replace("’", "'").lower().split()), [])
        return [Entry(**self._frame.row(index, named=True)) for index in found]


@functools.lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    return _Gazetteer()


@functools.lru_cache(maxsize=4096)
def entries(name: str) -> tuple[Entry, ...]:
    """The places that bear a name, however it is capitalized; none for a name that is not there."""
    return tuple(_gazetteer().entries(name))


def first_words() -> frozenset[str]:
    """The first words of all names of places, in lower case."""
    return _gazetteer().firsts


def country_of(name: str, spoken_of: Mapping[str, int]) -> str | None:
    """The country in which the place of a name lies; None for what is no place, or may be one in several countries.

    `spoken_of` says how often the article speaks of each country. A large place wins over its namesakes abroad unless
    the article speaks of one of theirs and not of its own ("police in Birmingham", Alabama).
    """
    sizes: dict[str, int] = defaultdict(int)
    for entry in entries(name):
        if entry.country and entry.kind != "site":
            sizes[entry.country] = max(sizes[entry.country], entry.population)
    if not sizes:
        return None
    largest = max(sizes.values())
    named = {
        country: spoken_of[country]
        for country, size in sizes.items()
        if spoken_of.get(country) and size * OVERSHADOWED >= largest
    }
    if named:
        best = max(named.values())
        meant = [country for country, count in named.items() if count == best]
        return max(meant, key=lambda country: (sizes[country], country))
    ranked = sorted(sizes, key=lambda country: (-sizes[country], country))
    if len(ranked) > 1 and sizes[ranked[0]] < OUTSTANDING * sizes[ranked[1]]:
        return None
    return ranked[0]
