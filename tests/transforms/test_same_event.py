"""Which reports are of one event: by participants, days, places, standing and words, whatever their order."""

import datetime as dt
import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import EventMentions
from transforms.events import coding
from transforms.extracted import extracted_dtypes
from transforms.ids import content_id
from transforms.same_event import identity, joining, lookup
from transforms.same_event.kinds import kinds_by_code
from transforms.same_event.participants import Participant, agreement
from transforms.same_event.reports import Background
from transforms.same_event.sites import elsewhere, sites_in
from transforms.same_event.wording import likeness, stem, vector

DAY = dt.date(2026, 10, 6)
Row = dict[str, object]


def actor(
    name: str, kind: str = "country", country: str | None = None, sector: str | None = None, **more: object
) -> Row:
    described = {"actor_id": name, "name": name, "kind": kind, "country": country, "sector": sector, "title": None}
    return described | {"is_generic": False} | more


def role(name: str, country: str | None, sector: str | None, kind: str = "group") -> Row:
    return actor(name, kind, country, sector, is_generic=True)


ACTORS = [
    actor("Russia", country="RUS"),
    actor("China", country="CHN"),
    actor("Mali", country="MLI"),
    actor("Niger", country="NER"),
    actor("Vladimir Putin", "person", "RUS", "GOV", title="president"),
    actor("Sergei Lavrov", "person", "RUS", "GOV", title="foreign minister"),
    actor("Xi Jinping", "person", "CHN", "GOV", title="president"),
    actor("Alexei Navalny", "person", "RUS", "OPP"),
    role("Russian president", "RUS", "GOV"),
    role("Russian foreign minister", "RUS", "GOV"),
    role("Russian defence minister", "RUS", "GOV"),
    role("Russian official", "RUS", "GOV"),
    role("Russian troops", "RUS", "MIL"),
    role("Russian soldier", "RUS", "MIL"),
    role("Russian teacher", "RUS", "EDU"),
    role("Russian school", "RUS", "EDU", "organization"),
    role("Malian gunman", "MLI", "UAF"),
    role("gunman", None, "UAF"),
    role("rebel", None, "REB"),
    role("Russian police", "RUS", "COP", "organization"),
    role("Russian firm", "RUS", "BUS", "organization"),
    role("Russian company", "RUS", "BUS", "organization"),
    role("Russian bank", "RUS", "BUS", "organization"),
    role("Russian authority", "RUS", "GOV"),
    role("Russian demonstrator", "RUS", "OPP"),
    role("soldier", None, "MIL"),
    role("people", None, "CVL", "organization"),
]
BY_NAME = {str(row["name"]): row for row in ACTORS}


def points(one: str, other: str) -> float | None:
    left, right = (Participant(**BY_NAME[name]) for name in (one, other))  # type: ignore[arg-type]
    return agreement(left, right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vladimir Putin", "Russia"),
        ("Vladimir Putin", "Russian president"),
        ("Vladimir Putin", "Russian official"),
        ("Russian troops", "Russia"),
        ("Russian troops", "Russian soldier"),
        ("Russian official", "Russian foreign minister"),
        ("Malian gunman", "gunman"),
        ("rebel", "gunman"),
        ("people", "soldier"),
        ("Russian police", "Russian authority"),
        ("Russia", "soldier"),
        ("Russian teacher", "Russian demonstrator"),
        ("Russian firm", "Russian company"),
    ],
)
def test_one_participant_goes_by_several_names(one: str, other: str) -> None:
    assert (points(one, other) or 0) > 0
    assert points(one, other) == points(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Russia", "China"),
        ("Vladimir Putin", "Sergei Lavrov"),
        ("Vladimir Putin", "Russian foreign minister"),
        ("Russian foreign minister", "Russian defence minister"),
        ("Alexei Navalny", "Russia"),
        ("Russian teacher", "Russian soldier"),
        ("Russian teacher", "Russian school"),
        ("Malian gunman", "Russian soldier"),
        ("rebel", "soldier"),
        ("Russian firm", "Russian bank"),
    ],
)
def test_other_countries_persons_offices_and_walks_of_life_are_others(one: str, other: str) -> None:
    assert points(one, other) is None and points(other, one) is None


@given(st.sampled_from(sorted(BY_NAME)), st.sampled_from(sorted(BY_NAME)))
def test_agreement_knows_no_order_and_nobody_is_likelier_than_oneself(one: str, other: str) -> None:
    assert points(one, other) == points(other, one)
    assert (points(one, other) or 0) <= (points(one, one) or 0) or BY_NAME[one]["country"] is None


class World:
    """Mentions with the articles, sentences and actors that they need."""

    def __init__(self) -> None:
        self.mentions: list[Row] = []
        self.articles: dict[str, Row] = {}
        self.sentences: list[Row] = []

    def tell(self, text: str, source: str | None, target: str | None, article: str = "1", **given: object) -> str:
        """A report with the given columns; `published` is the article's day, `copies` its original."""
        published = given.pop("published", DAY)
        copies = given.pop("copies", None)
        assert isinstance(published, dt.date)
        self.articles[article] = {
            "article_id": article,
            "duplicate_of": copies,
            "title": None,
            "published_at": dt.datetime.combine(published, dt.time()),
        }
        number = len(self.mentions)
        mention_id = content_id("evm", article, text, source, target, *sorted(given.items()))
        row: Row = dict.fromkeys(extracted_dtypes(EventMentions)) | {
            "event_mention_id": mention_id,
            "article_id": article,
            "sentence_id": f"s{number}",
            "start_char": 100 * number,
            "trigger": text.split()[1],
            "source_actor_id": source,
            "target_actor_id": target,
            "rule_id": "meet",
            "status": "actual",
            "event_date_precision": "day" if given.get("event_date") else "unknown",
            "confidence": 0.5,
        }
        self.mentions.append(row | given)
        self.sentences.append(
            {
                "sentence_id": f"s{number}",
                "article_id": article,
                "sentence_no": number,
                "is_boilerplate": False,
                "text": text,
            }
        )
        return mention_id

    def background(self) -> Background:
        schema = {"article_id": pl.String, "duplicate_of": pl.String, "title": pl.String, "published_at": pl.Datetime}
        return Background(
            articles=pl.DataFrame(list(self.articles.values()), schema=schema),
            sentences=pl.DataFrame(self.sentences),
            actors=pl.DataFrame(ACTORS),
        )

    def fresh(self, mentions: list[Row] | None = None) -> pl.DataFrame:
        return coding.code(pl.DataFrame(mentions or self.mentions, schema=extracted_dtypes(EventMentions)))

    def events(self, published: identity.Published | None = None, mentions: list[Row] | None = None) -> dict[str, str]:
        """event_mention_id -> event_id."""
        found = identity.identify(self.fresh(mentions), published or identity.Published(), self.background())
        return dict(found.select("event_mention_id", "event_id").iter_rows())


def are_one(*told: Row) -> bool:
    world = World()
    for number, report in enumerate(told):
        world.tell(**{"article": str(number), **report})  # type: ignore[arg-type]
    return len(set(world.events().values())) == 1


PUTIN_MET_XI: Row = {"text": "Putin met Xi in Kazan.", "source": "Vladimir Putin", "target": "Xi Jinping"}
TALKS: Row = {
    "text": "Russia held talks with China.",
    "source": "Russia",
    "target": "China",
    "rule_id": "hold-negotiation",
}
RAID: Row = {"source": "gunman", "target": "people", "rule_id": "kill", "event_date": DAY}


def test_the_leaders_are_their_countries() -> None:
    assert are_one(PUTIN_MET_XI | {"event_date": DAY}, TALKS | {"event_date": DAY})


def test_talks_on_two_days_are_two() -> None:
    assert not are_one(TALKS | {"event_date": DAY}, TALKS | {"event_date": DAY + dt.timedelta(days=4)})


def test_a_day_lies_in_its_week_and_month() -> None:
    week = TALKS | {"event_date": dt.date(2026, 10, 5), "event_date_precision": "week"}
    month = TALKS | {"event_date": dt.date(2026, 10, 1), "event_date_precision": "month"}
    assert are_one(TALKS | {"event_date": DAY}, week)
    assert are_one(TALKS | {"event_date": DAY}, month)
    assert not are_one(TALKS | {"event_date": DAY - dt.timedelta(days=2)}, week)


def test_the_other_way_round_is_another_event() -> None:
    there = {"text": "Russia accused China of spying.", "rule_id": "accuse", "event_date": DAY}
    assert not are_one(there | {"source": "Russia", "target": "China"}, there | {"source": "China", "target": "Russia"})


def test_what_is_planned_is_carried_out_or_called_off() -> None:
    planned = TALKS | {"status": "planned", "event_date": DAY + dt.timedelta(days=3)}
    assert are_one(planned, TALKS | {"event_date": DAY + dt.timedelta(days=3), "published": DAY + dt.timedelta(days=4)})
    assert are_one(planned, TALKS | {"status": "cancelled", "event_date": DAY + dt.timedelta(days=3)})
    assert not are_one(planned, TALKS | {"event_date": DAY})


def test_a_visit_to_come_is_not_the_one_before() -> None:
    assert not are_one(TALKS | {"article": "1"}, TALKS | {"article": "1", "status": "planned"})


def test_two_towns_make_two_attacks() -> None:
    gao = {"place_name": "Gao", "place_country": "MLI", "latitude": 16.27, "longitude": -0.04}
    kidal = {"place_name": "Kidal", "place_country": "MLI", "latitude": 18.44, "longitude": 1.41}
    one = RAID | {"text": "Gunmen killed nine people in Gao on Tuesday."}
    assert not are_one(one | gao, RAID | {"text": "Gunmen killed nine people in Kidal on Tuesday."} | kidal)
    assert are_one(one | gao, one | gao)
    # and where extraction gave no place
    assert not are_one(one, RAID | {"text": "Gunmen killed nine people in Kidal on Tuesday."})


def test_bare_roles_need_the_words_to_agree() -> None:
    market = RAID | {"text": "Gunmen killed nine shoppers at a cattle market on Tuesday."}
    assert are_one(market, RAID | {"text": "At a cattle market gunmen killed fourteen shoppers."})
    assert not are_one(market, RAID | {"text": "Gunmen killed the crew of a fishing boat off the coast."})


def test_two_rows_of_one_trigger_stay_two() -> None:
    world = World()
    for target in ("people", "soldier"):
        world.tell("Gunmen killed people and soldiers.", "gunman", target, rule_id="kill", start_char=7, event_date=DAY)
    assert len(set(world.events().values())) == 2


def test_speeches_of_two_days_stay_two() -> None:
    said = {"text": "Russia accused China of unfair trade.", "source": "Russia", "target": "China", "rule_id": "accuse"}
    assert not are_one(said, said | {"published": DAY + dt.timedelta(days=2), "text": "Russia accused China again."})


def test_history_is_another_event() -> None:
    assert not are_one(
        TALKS | {"article": "1", "event_date": dt.date(2009, 9, 28)}, TALKS | {"article": "1", "event_date": None}
    )


def test_no_chain_joins_what_contradicts_itself() -> None:
    world = World()
    putin = world.tell("Putin met Xi on Tuesday.", "Vladimir Putin", "Xi Jinping", "1", event_date=DAY)
    lavrov = world.tell("Lavrov met Xi on Tuesday.", "Sergei Lavrov", "Xi Jinping", "2", event_date=DAY)
    world.tell("Russia met Xi on Tuesday.", "Russia", "Xi Jinping", "3", event_date=DAY)
    events = world.events()
    assert events[putin] != events[lavrov]
    assert len(set(events.values())) == 2


def test_copies_report_one_event() -> None:
    original = TALKS | {"article": "1"}
    assert are_one(original, TALKS | {"article": "2", "copies": "1", "published": DAY + dt.timedelta(days=9)})


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["Putin met Xi in Kazan.", "Officials discussed gas.", "A meeting took place in Beijing."]),
        st.sampled_from(["Russia", "Vladimir Putin", "Sergei Lavrov", "Russian official", "Russian troops", None]),
        st.sampled_from(["China", "Xi Jinping", None]),
        st.sampled_from([None, DAY, DAY + dt.timedelta(days=1)]),
        st.sampled_from(["actual", "planned", "cancelled"]),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["meet", "visit", "hold-negotiation", "accuse"]),
    ),
    min_size=2,
    max_size=9,
    unique=True,
)


def told(reports: list[tuple[str, str | None, str | None, dt.date | None, str, str, str]]) -> World:
    world = World()
    for text, source, target, day, status, article, rule in reports:
        world.tell(text, source, target, article, event_date=day, status=status, rule_id=rule)
    return world


@settings(max_examples=60, deadline=None)
@given(REPORTS, st.randoms())
def test_the_order_of_reports_changes_nothing(reports: list[tuple[object, ...]], random: object) -> None:
    world = told(reports)  # type: ignore[arg-type]
    expected = world.events()
    shuffled = list(world.mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert world.events(mentions=shuffled) == expected


@settings(max_examples=60, deadline=None)
@given(REPORTS, st.integers(1, 8))
def test_a_published_event_keeps_its_reports_and_its_id(reports: list[tuple[object, ...]], first: int) -> None:
    world = told(reports)  # type: ignore[arg-type]
    before, after = world.mentions[:first], world.mentions[first:]
    early = world.events(mentions=before)
    stored = world.fresh(before).with_columns(event_id=pl.col("event_mention_id").replace_strict(early))
    if after:
        late = world.events(identity.Published(mentions=stored, taken=frozenset(early.values())), mentions=after)
        assert len(late) == len(after)
    again = world.events(identity.Published(before=early), mentions=before)
    assert again == early


def test_a_bridge_between_published_events_joins_one_of_them() -> None:
    world = World()
    world.tell("Putin met Xi on Tuesday.", "Vladimir Putin", "Xi Jinping", "1", event_date=DAY)
    world.tell("Lavrov met Xi on Tuesday.", "Sergei Lavrov", "Xi Jinping", "2", event_date=DAY)
    early = world.events()
    stored = world.fresh().with_columns(event_id=pl.col("event_mention_id").replace_strict(early))
    before = len(world.mentions)
    world.tell("Russia met Xi on Tuesday.", "Russia", "Xi Jinping", "3", event_date=DAY)
    late = world.events(identity.Published(mentions=stored), mentions=world.mentions[before:])
    assert len(set(early.values())) == 2 and set(late.values()) < set(early.values())


def test_an_id_that_a_published_event_bears_is_not_given_twice() -> None:
    world = World()
    mention = world.tell("Russia met China.", "Russia", "China")
    taken = identity.Published(before={mention: "evt_old"}, taken=frozenset({"evt_old", identity.own_id(mention)}))
    assert world.events(taken)[mention] not in {"evt_old", identity.own_id(mention)}
    assert world.events(identity.Published(before={mention: "evt_old"})) == {mention: "evt_old"}


@given(st.integers(2, 7), st.data())
def test_groups_hold_only_pairs_that_may_be_together(count: int, data: st.DataObject) -> None:
    every = list(itertools.combinations(range(count), 2))
    weights = st.one_of(st.just("apart"), st.none(), st.floats(0, 9))
    drawn = {pair: data.draw(weights) for pair in every}
    allowed = [(*pair, weight) for pair, weight in drawn.items() if weight != "apart"]
    schema = {"one": pl.UInt32, "other": pl.UInt32, "points": pl.Float64}
    groups = joining.join([None] * count, pl.DataFrame(allowed, schema=schema, orient="row"))
    assert all(drawn[pair] != "apart" for pair in every if groups[pair[0]] == groups[pair[1]])


def test_words_weigh_by_their_rarity() -> None:
    fish = vector("Thieves stole frozen mackerel from the harbour of Essaouira.")
    assert likeness(fish, vector("Frozen mackerel was stolen by thieves in Essaouira.")) > 0.5
    assert likeness(fish, vector("The president met his ministers.")) == 0
    assert likeness(vector("the president", ["President"]), vector("the president")) == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_lies_between_none_and_all(one: str, other: str) -> None:
    found = likeness(vector(one), vector(other))
    assert 0 <= found <= 1 + 1e-9
    assert found == pytest.approx(likeness(vector(other), vector(one)))


def test_endings_fall() -> None:
    assert {stem(word) for word in ("deploy", "deployed", "deploys", "deploying", "Deployment")} == {"deploy"}
    assert stem("bombed") == stem("bombs") and stem("stopped") == stem("stops")


def test_a_sentence_names_towns_and_what_it_puts_an_in_to() -> None:
    assert set(sites_in("Gunmen in Mae Hongsorn fired on a bus from Timbuktu in Mali.")) == {"Mae Hongsorn", "Timbuktu"}
    assert elsewhere(sites_in("a bomb in Paris"), sites_in("a bomb in Timbuktu")) < 0
    assert elsewhere(sites_in("a bomb in Paris"), sites_in("a bomb in Saint-Denis, near Paris")) == 0
    assert elsewhere(sites_in("a bomb"), sites_in("a bomb in Timbuktu")) == 0


def test_every_code_is_of_some_kind() -> None:
    kinds = kinds_by_code()
    assert kinds["kinds"].list.len().min() == 1
    by_code = dict(kinds.select("cameo_code", "kinds").iter_rows())
    assert set(by_code["042"]) & set(by_code["046"]) and not set(by_code["041"]) & set(by_code["042"])
    assert set(by_code["190"]) & set(by_code["1831"]) and not set(by_code["173"]) & set(by_code["174"])


def test_published_reports_are_looked_for_by_country_place_and_bare_role() -> None:
    world = World()
    world.tell(
        "Gunmen killed people in Gao.", "gunman", "Malian gunman", rule_id="kill", event_date=DAY, place_country="MLI"
    )
    background = world.background()
    found = lookup.wanted(world.fresh(), background.articles, background.actors)
    assert set(found["key"]) == {"source:gunman", "target:MLI", "place:MLI", "bare:UAF"}
    assert set(found.filter(key="bare:UAF")["day"]) == {DAY}
    assert dt.date(2026, 10, 1) in set(found.filter(key="target:MLI")["day"])
