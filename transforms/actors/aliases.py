"""What analysts say names mean: the rows of aliases.csv, in all articles or in those that fulfil a condition.

A row without a condition makes one actor of two; rows with conditions make two of one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import polars as pl

from schemas.reference import Aliases, SeedError, read_seed
from transforms.actors.gazetteer import Gazetteer, normalise
from transforms.seeds import listed

CODE = re.compile(r"[A-Z]{3}|-")


@dataclass(frozen=True, slots=True)
class Alias:
    """One row: a name, and the key of the actor it means where the article fulfils the conditions.

    `shown` is the name of an actor that no other table knows.
    """

    name: str
    key: str
    shown: str
    mentions: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def is_conditional(self) -> bool:
        """Whether it holds in some articles only."""
        return bool(self.mentions or self.articles)

    def holds(self, folded_text: str, addresses: Iterable[str]) -> bool:
        """Whether an article fulfils the conditions; its text is folded, with a space at each end."""
        return (not self.mentions or any(f" {name} " in folded_text for name in self.mentions)) and (
            not self.articles or any(fnmatchcase(address, one) for address in addresses for one in self.articles)
        )


class AliasIndex:
    """The rows of one or several tables, indexed. Of the rows that hold for a name the first counts.

    Raises SeedError for a key without a name, and for two rows without conditions that say different things.
    """

    def __init__(self, *tables: tuple[str, pl.DataFrame]) -> None:
        self.everywhere: dict[str, Alias] = {}
        conditional: dict[str, list[Alias]] = defaultdict(list)
        for file_name, frame in tables:
            said: dict[str, Alias] = {}
            rows = frame.select("alias", "key", "mentions", "articles").iter_rows()
            for line, row in enumerate(rows, 2):  # no cell of this table holds a line break
                alias = _alias(f"{file_name}, line {line}", *row)
                name = normalise(alias.name)
                if alias.is_conditional:
                    conditional[name].append(alias)
                elif said.setdefault(name, alias).key != alias.key:
                    both = f"both {said[name].key} and {alias.key}"
                    raise SeedError(
                        f"{file_name}, line {line}: {alias.name!r} is said to mean {both}; one needs a condition"
                    )
            self.everywhere = said | self.everywhere
        self._conditional = conditional
        self._gazetteer: Gazetteer[str] = Gazetteer(
            (alias.name, name) for name, aliases in conditional.items() for alias in aliases
        )

    def __iter__(self) -> Iterator[Alias]:
        yield from self.everywhere.values()
        for aliases in self._conditional.values():
            yield from aliases

    def found_in(self, text: str, addresses: Iterable[str]) -> list[tuple[int, int, Alias]]:
        """Start, end and alias of each name in an article's text that a row with conditions gives a meaning there.

        `addresses` are the article's uri and url.
        """
        if not self._conditional:
            return []
        hits = self._gazetteer.find(text)
        if not hits:
            return []
        folded, known_as = f" {normalise(text)} ", tuple(addresses)
        holding = {
            name: next((one for one in self._conditional[name] if one.holds(folded, known_as)), None)
            for name in {name for hit in hits for name in hit.entries}
        }
        return [(hit.start, hit.end, alias) for hit in hits for name in hit.entries if (alias := holding[name])]


def read(content: bytes, file_name: str) -> pl.DataFrame:
    """A table of aliases, checked by itself. Raises SeedError with file, line and reason."""
    frame = read_seed(Aliases, content, file_name)
    AliasIndex((file_name, frame))
    return frame


def _alias(where: str, name: str, key: str, mentions: str | None, articles: str | None) -> Alias:
    if not normalise(name):
        raise SeedError(f"{where}: the alias {name!r} has no letter or digit")
    folded, shown = _key(where, name, key)
    names = tuple(filter(None, map(normalise, listed(mentions))))
    if mentions and not names:
        raise SeedError(f"{where}: the condition {mentions!r} of {name!r} has no letter or digit")
    return Alias(name, folded, shown, names, tuple(listed(articles)))


def _key(where: str, alias: str, key: str) -> tuple[str, str]:
    """A key as actors carry it, however it was spelt, and the name to show where no table knows the actor."""
    kind, _, written = key.partition(":")
    if kind == "country":
        return key, written
    name, bracket, rest = written.partition(" (")
    inside = rest.removesuffix(")")
    folded = normalise(name)
    if not folded:
        raise SeedError(f"{where}: the key {key!r} names nobody")
    shown = alias if normalise(alias) == folded else name.title() if name.islower() else name
    if not bracket:
        return f"{kind}:{folded}", shown
    return f"{kind}:{folded} ({inside if CODE.fullmatch(inside) else normalise(inside)})", f"{shown} ({inside})"
