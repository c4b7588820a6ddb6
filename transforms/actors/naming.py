"""One actor for each real thing that an article names: full names, surnames, acronyms, titles beside them."""

from collections import Counter, defaultdict

from transforms.actors.candidates import Candidate
from transforms.actors.discourse import Discourse, Entity
from transforms.actors.gazetteer import normalise
from transforms.actors.namesakes import ABBREVIATED
from transforms.actors.nouns import OTHER_OFFICE, SHORTENED, gender_of, head_noun
from transforms.actors.personal_names import SHORT_FORMS
from transforms.document import LocalActor
from transforms.known import Known, leads_state

IN_OFFICE = frozenset({"GOV", "LEG", "MIL", "SPY", "JUD", "COP"})
FORMS_OF_COUNTRIES = {
    ("united", "states"): (("u", "s"), ("us",)),
    ("u", "s"): (("united", "states"), ("us",)),
    ("us",): (("united", "states"), ("u", "s")),
    ("un",): (("united", "nations"), ("u", "n")),
    ("u", "n"): (("united", "nations"), ("un",)),
    ("united", "nations"): (("un",), ("u", "n")),
}
# Countries of an article in which the holder of an office is looked for.
MOST_COUNTRIES = 8
UNABBREVIATED = frozenset({"of", "and", "the", "for", "on", "in"})


def join_names(discourse: Discourse, names: list[Candidate]) -> None:
    """People by full name first, then bare surnames; bodies by name and acronym; countries by key."""
    _Naming(discourse).join(names)


class _Naming:
    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.doc = discourse.doc
        self.reference = discourse.reference
        self.when = discourse.when
        self.by_key = discourse.by_key

    def join(self, names: list[Candidate]) -> None:
        people = [name for name in names if name.kind == "person"]
        full = [name for name in people if name.known or len(name.words) > 1]
        for name in full:
            self._join_full_name(name)
        counts: Counter[Entity] = Counter()
        for name in full:
            if name.actor:
                counts[self.by_key[name.actor.key]] += 1
        latest: Entity | None = None
        by_surname: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.by_key.values():
            # The middle words too: "Rosselló" is Ricardo Rosselló Nevares, and "Yong" nobody else.
            for surname in {word for words in entity.names for word in words}:
                by_surname[surname].append(entity)
        for name in people:
            if name.actor:
                latest = self.by_key[name.actor.key]
                continue
            entity = self._of_surname(name, by_surname, counts, latest)
            entity.refer(name, 1.0 if len(by_surname[name.words[0]]) <= 1 else 0.7)
            self._learn(entity, name)
            latest = entity
        for name in people:
            # Those of a government are often named abroad, beside ministers of the country that the article is about.
            is_home = name.sector != "GOV" or len(self.discourse.spoken_of) == 1
            if name.actor and name.likely_country and is_home:
                name.actor.country = name.actor.country or name.likely_country
        self._join_bodies([name for name in names if name.kind != "person"])

    def _join_full_name(self, name: Candidate) -> None:
        words = name.words
        if not name.people and not name.known:
            name.known = self._under_another_first_name(name)
        known = name.known
        key = known.key if known else f"person:{' '.join(words)}"
        if not known and any(one.key == key for one in name.people):
            key += " (-)"  # a namesake of somebody known
        entity = self.by_key.get(key) or next((one for one in self.by_key.values() if words in one.names), None)
        if entity is None and not known:
            # "Carlos Alvarado Quesada" and "Carlos Alvarado": the shorter is the beginning or end of the longer.
            entity = next(
                (one for one in self.by_key.values() if any(_is_part(words, other) for other in one.names)), None
            )
        if entity is None:
            entity = self.discourse.entity(self._person(key, name))
        if not known and len(name.name) > len(entity.actor.name) and not self.reference.by_key(entity.actor.key):
            entity.actor.name = name.name
        entity.names.add(words)
        entity.names.add(tuple(normalise(self._written(name)).split()))
        entity.refer(name)
        self._learn(entity, name)

    def _under_another_first_name(self, name: Candidate) -> Known | None:
        """Somebody in office whom the tables know as 'Mike Pompeo' and the article calls 'Michael R. Pompeo'.

        Only who is known by surname alone, or has the title that the article gives: Mike Johnson is not every Michael.
        """
        words = name.words
        for first in (words[0], *SHORT_FORMS.get(words[0], ())) if len(words) > 1 else ():
            known = self.reference.by_key(f"person:{first} {words[-1]}")
            term = known.term_at(self.when) if known else None
            if known is None or term is None:
                continue
            is_titled = bool(name.noun) and head_noun(name.noun or "") in normalise(term.office).split()
            is_titled = is_titled or (name.sector == term.sector == "LEG" and self.reference.is_rare(known.name))
            if is_titled or known in self.reference.leaders(words[-1], None):
                return known
        return None

    def _written(self, name: Candidate) -> str:
        return str(self.doc[name.start : name.end].text)

    def _person(self, key: str, name: Candidate) -> LocalActor:
        known = name.known
        actor = LocalActor(key, known.name if known else name.name, "person")
        if known:
            term = known.term_at(self.when)
            actor.country = known.country
            actor.sector = known.sector_at(self.when)
            actor.title = term.office if term and self.when else None
        return actor

    def _learn(self, entity: Entity, name: Candidate) -> None:
        """What a mention tells of its person: title, gender, country and sector where the reference is silent."""
        actor = entity.actor
        entity.gender = entity.gender or name.gender
        if name.title and name.noun:
            if actor.title is None or not any(mention.title for mention in entity.mentions[:-1]):
                actor.title = name.title
            entity.nouns.add(name.noun)
        if name.title:
            entity.titles.add(frozenset(normalise(name.title).split()))
        actor.country = actor.country or name.country
        # The tables miss who took up an office anew; news call nobody a minister who is none, but many a president.
        is_again = actor.sector == "ELI" and name.sector in IN_OFFICE and not leads_state(name.noun or "")
        if name.sector and (actor.sector is None or is_again or (self.when is None and entity.mentions[:-1] == [])):
            actor.sector = name.sector
        if len(entity.mentions) == 1:
            self._add_offices(entity)
        for words in name.said:
            entity.titles.add(words)
            entity.gender = entity.gender or next((gender for word in words if (gender := gender_of(word))), None)

    def _add_offices(self, entity: Entity) -> None:
        """The offices that the reference knows a person to have held at the article's date."""
        known = self.reference.by_key(entity.actor.key)
        for term in known.terms if known else ():
            if self.when is None or term.start <= self.when <= term.end:
                entity.titles.add(frozenset(normalise(term.office).split()))

    def _of_surname(
        self, name: Candidate, by_surname: dict[str, list[Entity]], counts: Counter[Entity], latest: Entity | None
    ) -> Entity:
        """Whose a bare surname is: that of the person with the same title, else of whom the article names in full
        most often, the one named last breaking a tie; else a leader's whom everybody knows; else its own.
        """
        surname = name.words[0] if name.words else ""
        fitting = [one for one in by_surname[surname] if name.gender is None or one.gender in (None, name.gender)]
        titled = [one for one in fitting if name.noun and name.noun in one.nouns]
        fitting = titled or fitting
        if fitting:
            return max(fitting, key=lambda one: (counts[one] + (one is latest), one.actor.key))
        holder = self._by_title(surname, name)
        leaders = [holder] if holder else self._leaders(surname, name)
        if len(leaders) == 1:
            name.known = leaders[0]
            entity = self.discourse.entity(self._person(leaders[0].key, name))
        else:
            key = f"person:{surname}@{self.discourse.document.article_id}"
            entity = self.discourse.entity(LocalActor(key, name.name, "person"))
        entity.names.add((surname,))
        by_surname[surname].append(entity)
        return entity

    def _leaders(self, surname: str, name: Candidate) -> list[Known]:
        """The leaders of a surname whom it may mean: with the title given, and of a country of which the article speaks
        where others bear the surname too. One of long ago goes before others of whose country it does not speak.
        """
        country = name.country
        is_titled = name.noun and name.sector in IN_OFFICE
        found = [one for one in self.reference.leaders(surname, self.when) if country in (None, one.country)]
        spoken_of = self.discourse.spoken_of
        lasting = self.reference.lasting_leader(surname)
        is_spoken_of = any(one.country and spoken_of[one.country] for one in found)
        may_be = lasting is not None and country in (None, lasting.country) and not is_spoken_of
        if lasting and may_be and (not is_titled or _held(lasting, name.noun or "")):
            return [lasting]
        if country is None and spoken_of and self.reference.is_common(surname):
            found = [one for one in found if one.country is None or spoken_of[one.country]]
        return [one for one in found if _held(one, name.noun or "")] if is_titled else found

    def _by_title(self, surname: str, name: Candidate) -> Known | None:
        """The one of the surname in the title's office at the date: 'Senator Dorgan', 'Vice President Harris'."""
        if not (name.noun and self.when and name.sector in IN_OFFICE):
            return None
        likely = name.country or name.likely_country
        countries = [likely] if likely else sorted(self.discourse.spoken_of)
        found = {
            one.key: one
            for country in countries[:MOST_COUNTRIES]
            for one in self.reference.bearers(surname, country)
            if any(_is_office(name.noun, term.office) and term.start <= self.when <= term.end for term in one.terms)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _join_bodies(self, names: list[Candidate]) -> None:
        short: dict[str, Entity] = {}
        longer: dict[str, set[Entity]] = defaultdict(set)
        for name in sorted(names, key=lambda one: -len(one.words)):
            known = name.known = name.known or self._under_another_form(name)
            prefix = "group" if name.kind == "group" else "org"
            key = known.key if known else f"{prefix}:{' '.join(name.words)}"
            if not known and self.reference.by_key(key):
                key += f" ({name.country or '-'})"  # the namesake of a known body, in another country
            shown = " ".join(name.words)
            # "NMWA", "Mahan" of Mahan Air, "Oversight Committee" of the House Oversight Committee; not of two of them.
            whole = longer[shown] if not known and key not in self.by_key else set()
            if len(name.words) == 1 and shown in short:  # "NTC" is what this article calls so, whoever else is
                entity = short[shown]
            elif len(whole) == 1:
                entity = next(iter(whole))
            else:
                country, sector = (known.country, known.sector_at(self.when)) if known else (name.country, name.sector)
                shown_name = known.name if known else name.name
                entity = self.discourse.entity(LocalActor(key, shown_name, name.kind, country, sector))
            if len(name.words) > 2 and name.kind != "country":
                for words in (name.words, [word for word in name.words if word not in UNABBREVIATED]):
                    short.setdefault("".join(word[0] for word in words), entity)
            entity.refer(name)
            if name.kind == "country":
                continue
            written = tuple(normalise(self._written(name)).split())
            for words in {name.words, written}:
                entity.names.add(words)
                entity.words.update(words)
                parts = {words[at:] for at in range(1, len(words) - 1)}
                if len(words) > 1 and SHORTENED.issuperset(words[1:]):
                    parts.add(words[:1])
                for part in parts:
                    longer[" ".join(part)].add(entity)
            entity.titles.update(name.said)

    def _under_another_form(self, name: Candidate) -> Known | None:
        """The body of the tables whose name opens with the country's in another form: 'United States Navy'."""
        for form, others in FORMS_OF_COUNTRIES.items():
            if name.words[: len(form)] != form:
                continue
            for other in others:
                known = self.reference.by_key(f"org:{' '.join((*other, *name.words[len(form) :]))}")
                if known:
                    return known
        return None


def _held(person: Known, noun: str) -> bool:
    """Whether a person ever held the office of a title's noun."""
    return any(_is_office(noun, term.office) for term in person.terms)


def _is_office(noun: str, office: str) -> bool:
    """Whether a title's noun says an office: 'senator', 'Sen.'; a vice president is no president."""
    wanted = set(normalise(noun).split())
    wanted = {ABBREVIATED.get(word, word) for word in wanted}
    words = set(normalise(office).split())
    return wanted <= words and not (words - wanted) & OTHER_OFFICE


def _is_part(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the shorter of two full names is the beginning or end of the longer, or skips a middle name."""
    short, long = sorted((words, other), key=len)
    if len(short) < 2 or len(short) == len(long):
        return False
    return short in (long[: len(short)], long[-len(short) :]) or (short[0], short[-1]) == (long[0], long[-1])
