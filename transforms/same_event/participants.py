"""Whether two reports can mean the same participant: points for it, or None where they contradict each other.

Reports call one participant by different names: the leader, his government and his country ("Putin", "the Kremlin",
"Russia"), a role with or without its country ("gunmen", "Nigerian gunmen"), a general or a particular word ("troops",
"soldiers"). What contradicts: another country, another named person or body, another office, another walk of life.
"""

from dataclasses import dataclass
from functools import lru_cache

from transforms.same_event.kinds import words

# What acts for a country when a report names the country alone.
STATE = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "PRE"})
# Sectors that reporters do not tell apart.
ALIKE = ({"REB", "UAF", "CRM"}, {"GOV", "ELI"}, {"CVL", "SOC", "OPP"}, {"MIL", "COP", "PRM"})
# Sectors whose members act as a crowd, so that another word for them ("troops", "soldiers") tells nothing.
CROWDS = frozenset({"MIL", "COP", "REB", "UAF", "CRM", "SPY", "OPP", "PTY", "LAB", "CVL", "SOC"})
# The sectors of people at large, and those that name their trade or cause.
RESIDUAL = frozenset({"CVL", "SOC", "OPP"})
CIVIC = RESIDUAL | {"AGR", "EDU", "LAB", "MED", "REL", "REF", "JRN", "BUS"}

SAME_NAME = 2.0
SAME_ROLE = 1.5
SAME_BARE_ROLE = 0.6  # "gunmen" and "gunmen", of any country
STANDS_FOR = 1.2
LIKELY = 0.8
POSSIBLE = 0.4
HARDLY = 0.2


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor as linking sees it; the columns are those of schemas.Actors."""

    actor_id: str
    name: str
    kind: str
    country: str | None
    sector: str | None
    title: str | None
    is_generic: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, in lower case."""
        return tuple(self.name.lower().split())

    @property
    def is_office(self) -> bool:
        """Whether it is a particular office of a particular country, as good as a name: "Slovak interior minister"."""
        return (
            self.sector == "GOV" and self.country is not None and len(self.words) > 2 and self.words[-1] not in _vague()
        )


def _vague() -> frozenset[str]:
    return words("vague_office") | words("vague_people")


@lru_cache(maxsize=262_144)
def agreement(one: Participant, other: Participant) -> float | None:
    """Points that both are the same, 0 to 2; None where they cannot be. The order of the two does not matter."""
    if one.actor_id == other.actor_id:
        return SAME_NAME if not one.is_generic or one.is_office else SAME_ROLE if one.country else SAME_BARE_ROLE
    if one.country and other.country and one.country != other.country:
        return None
    if "country" in (one.kind, other.kind):
        return _with_country(one, other)
    if one.is_generic and other.is_generic:
        return _two_roles(one, other)
    if one.is_generic or other.is_generic:
        return _name_and_role(other, one) if one.is_generic else _name_and_role(one, other)
    return _two_names(one, other)


def _with_country(one: Participant, other: Participant) -> float | None:
    if one.kind == other.kind:
        return None
    rest = other if one.kind == "country" else one
    if rest.country is None:  # "the government", "the army"
        return HARDLY if rest.sector in ("GOV", "MIL") and rest.is_generic else None
    if rest.sector in STATE:
        return STANDS_FOR
    if rest.sector is None:
        return LIKELY
    return HARDLY if rest.is_generic else None


def _two_names(one: Participant, other: Participant) -> float | None:
    """Two persons are two, and so are two bodies; a person may be named for the body that he speaks for."""
    if (one.kind == "person") == (other.kind == "person") or one.country is None or other.country is None:
        return None
    return LIKELY if one.sector == other.sector and one.sector in STATE | {"REB"} else None


def _alike(one: Participant, other: Participant) -> bool:
    if one.sector is None or other.sector is None or one.sector == other.sector:
        return True
    return any(one.sector in sectors and other.sector in sectors for sectors in ALIKE)


def _loosely_alike(one: Participant, other: Participant) -> bool:
    """Whether a general word may stand for a particular one of another sector.

    "The authorities" may be the police, and "demonstrators" or "residents" the farmers.
    """
    if one.sector in STATE and other.sector in STATE:
        return bool({one.words[-1], other.words[-1]} & words("vague_office"))
    groups = {one.kind, other.kind} <= {"group", "person"}
    return groups and bool({one.sector, other.sector} & RESIDUAL) and {one.sector, other.sector} <= CIVIC


def _two_roles(one: Participant, other: Participant) -> float | None:
    same_country = one.country is not None and one.country == other.country
    heads = {one.words[-1], other.words[-1]}
    if heads & words("vague_people"):
        if _alike(one, other):
            is_one_trade = same_country and one.sector == other.sector and one.sector not in (None, "CVL")
            return LIKELY if is_one_trade else POSSIBLE
        return (POSSIBLE if same_country else HARDLY) if "CVL" in (one.sector, other.sector) else None
    if not _alike(one, other):
        return POSSIBLE if _loosely_alike(one, other) else None
    if len(heads) == 1 or (heads <= words("firm") and same_country):
        return None if _other_office(one, other) else SAME_ROLE if same_country else LIKELY
    told_apart = not heads & words("vague_office") and not {one.sector, other.sector} <= CROWDS
    if told_apart or (None in (one.sector, other.sector) and not same_country):
        return None
    return LIKELY if same_country else POSSIBLE


def _other_office(one: Participant, other: Participant) -> bool:
    """Whether what stands before the same noun makes two of them: "foreign minister" and "defence minister"."""
    if one.sector not in STATE:
        return False
    before = [set(actor.words[1 if actor.country else 0 : -1]) for actor in (one, other)]
    return bool(before[0] and before[1] and not before[0] & before[1])


def _name_and_role(name: Participant, role: Participant) -> float | None:
    same_country = name.country is not None and name.country == role.country
    if not _alike(name, role):
        return POSSIBLE if same_country and _loosely_alike(name, role) else None
    head = role.words[-1]
    if name.kind == "person" and head not in _vague():
        title = (name.title or "").lower().split()
        if head in title and name.sector == "LEG":
            return POSSIBLE  # one of many
        if head in title:
            return STANDS_FOR if same_country else LIKELY
        if title or role.kind == "organization":
            return None
        if name.sector is None or role.sector is None:
            return HARDLY
    return LIKELY if same_country else HARDLY if role.country or name.country is None else POSSIBLE
