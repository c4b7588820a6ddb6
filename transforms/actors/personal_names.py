"""What people's names tell beforehand: which family names stand first, and which short form goes with a given name."""

from collections import defaultdict

from schemas.nouns import FamilyNames, ShortNames
from transforms import seeds


def _short_forms() -> dict[str, tuple[str, ...]]:
    forms: dict[str, list[str]] = defaultdict(list)
    for name, short in seeds.table(ShortNames, "short_names.csv").select("name", "short").iter_rows():
        forms[name].append(short)
    return {name: tuple(short) for name, short in forms.items()}


SHORT_FORMS = _short_forms()
# Family names that stand first in Chinese, Korean, Vietnamese, Khmer and Hungarian names and are common in news.
FAMILY_NAMES_FIRST = frozenset(seeds.table(FamilyNames, "family_names.csv")["name"])
