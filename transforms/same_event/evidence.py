"""Every pair of reports that can be of one event, with the points that speak for it.

A pair is looked at where both stand in one article, or share a kind of deed and a participant who may be the same:
work grows with the reports that resemble each other, not with all pairs. A pair that is not in the result contradicts
itself somewhere, and an event must not hold both of its reports (`joining`).
"""

import polars as pl

from transforms.same_event import circumstances
from transforms.same_event.kinds import words
from transforms.same_event.participants import Participant, agreement
from transforms.same_event.reports import NOBODY
from transforms.same_event.sites import elsewhere, sites_in
from transforms.same_event.wording import likeness, vector

DONE_IN_ONE_STORY = 0.4  # an article seldom tells of two arrests of one man
ENOUGH = 4.3  # points from which on two reports are of one event
SAME_CODE = 0.4
LIKE_SENTENCE = 3.0
LIKE_STORY = 2.0
ANOTHER = -1.5  # one article tells of "another", "a second"
NEITHER_NAMED = -0.4
FEWEST = 0.6  # points for the participants that a pair of two articles needs to be looked at
OFTEN = -1.0  # against deeds of which one actor does many
SOMETIME = -0.6  # and for which an article gives no date
IN_ONE_STORY = 0.8  # "the protesters" of one article are the same more often than those of two
AT_ONCE = 200_000  # pairs, so that a large night needs no large memory
ROLES = ("source", "target")


def pairs(reports: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """one, other (rows of `reports`, one < other) and points, of all pairs that do not contradict each other.

    `reports` as `reports.reports` gives them, `actors` as in `reports.Background`. Pairs of two published reports are
    left out. `points` are null where they cannot be enough.
    """
    kinds = reports.select("report", "original", "event_id", *ROLES, kind="kinds").explode("kind")
    agreeing = _agreeing(kinds, actors)
    found = pl.concat([_in_one_story(kinds, agreeing), _across(kinds, agreeing)]).unique(["one", "other"])
    found = found.filter(pl.col("participants") >= FEWEST).sort("one", "other")
    weighed = [_weighed(part, reports) for part in [*found.iter_slices(AT_ONCE)] or [found]]
    return _with_wording(pl.concat(weighed), reports, actors)


def _weighed(found: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """one, other, without_words (all points but those for words), one_story, is_local; without what contradicts."""
    left = reports.drop("event_id", "event_mention_id", "trigger", "kinds", "sentence", "story")
    right = left.rename({name: f"{name}_other" for name in left.columns})
    joined = found.join(left, left_on="one", right_on="report").join(right, left_on="other", right_on="report_other")
    one_story = pl.col("original") == pl.col("original_other")
    # What extraction has told apart stays apart: the other direction of a meeting, or the second of two who were hit.
    one_trigger = (pl.col("article_id") == pl.col("article_id_other")) & (
        pl.col("start_char") == pl.col("start_char_other")
    )
    turned = pl.any_horizontal(
        (pl.col(role) == pl.col(f"{opposite}_other")) & (pl.col(role) != NOBODY)
        for role, opposite in (ROLES, ROLES[::-1])
    )
    same_actors = (pl.col("source") == pl.col("source_other")) & (pl.col("target") == pl.col("target_other"))
    local, often = (
        [(pl.col(f"nature{other}") == nature).fill_null(False) for other in ("", "_other")]
        for nature in ("local", "often")
    )
    neither = [(pl.col(role) == NOBODY) & (pl.col(f"{role}_other") == NOBODY) for role in ROLES]
    undated = (pl.col("first_day").is_null(), pl.col("first_day_other").is_null())
    sometime = ~one_story & pl.any_horizontal(undated)
    return (
        joined.filter(~one_trigger, ~turned)
        .select(
            "one",
            "other",
            one_story=one_story,
            without_words=pl.col("participants")
            + circumstances.days()
            + circumstances.standings()
            + circumstances.places()
            + pl.when(pl.col("cameo_code") == pl.col("cameo_code_other")).then(SAME_CODE).otherwise(0.0)
            + pl.when(pl.any_horizontal(neither)).then(NEITHER_NAMED).otherwise(0.0)
            + pl.when(one_story & same_actors).then(IN_ONE_STORY).otherwise(0.0)
            + pl.when(one_story & pl.all_horizontal(local)).then(DONE_IN_ONE_STORY).otherwise(0.0)
            + pl.when(~pl.any_horizontal(often))
            .then(0.0)
            .otherwise(OFTEN + pl.when(sometime).then(SOMETIME).otherwise(0.0)),
            is_local=pl.all_horizontal(local),
        )
        .drop_nulls("without_words")
    )


def _participants(actors: pl.DataFrame) -> dict[str, Participant]:
    columns = ("actor_id", "name", "kind", "country", "sector", "title", "is_generic")
    return {row[0]: Participant(*row) for row in actors.select(columns).iter_rows()}


def _agreeing(kinds: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """actor, actor_other and points of actors that stand in one role of deeds of one kind and may be the same."""
    described = actors.select(actor="actor_id", country="country")
    in_roles = pl.concat([kinds.select("kind", actor=role, role=pl.lit(role)) for role in ROLES]).unique()
    in_roles = in_roles.filter(pl.col("actor") != NOBODY).join(described, on="actor")
    somewhere = in_roles.filter(pl.col("country").is_not_null())
    nowhere = in_roles.filter(pl.col("country").is_null()).drop("country")
    both = [
        somewhere.join(somewhere, on=["kind", "role", "country"], suffix="_other"),
        nowhere.join(in_roles, on=["kind", "role"], suffix="_other"),
    ]
    candidates = pl.concat([frame.select("actor", "actor_other") for frame in both]).unique()
    known = _participants(actors)
    points = [agreement(known[one], known[other]) for one, other in candidates.iter_rows()]
    agreed = candidates.with_columns(points=pl.Series(points, dtype=pl.Float64)).drop_nulls("points")
    turned = agreed.select(actor="actor_other", actor_other="actor", points="points")
    return pl.concat([agreed, turned]).unique(["actor", "actor_other"])


def _role_points(frame: pl.DataFrame, role: str, agreeing: pl.DataFrame) -> pl.DataFrame:
    """Rows with {role}_points: nothing where one report names nobody; rows whose actors contradict are left out."""
    joined = frame.join(
        agreeing.rename({"actor": role, "actor_other": f"{role}_other", "points": f"{role}_points"}),
        on=[role, f"{role}_other"],
        how="left",
    )
    unnamed = (pl.col(role) == NOBODY) | (pl.col(f"{role}_other") == NOBODY)
    return joined.with_columns(
        pl.when(unnamed).then(0.0).otherwise(pl.col(f"{role}_points")).alias(f"{role}_points")
    ).drop_nulls(f"{role}_points")


def _in_one_story(kinds: pl.DataFrame, agreeing: pl.DataFrame) -> pl.DataFrame:
    both = kinds.join(kinds, on=["kind", "original"], suffix="_other").filter(
        pl.col("report") < pl.col("report_other"),
        pl.col("event_id").is_null() | pl.col("event_id_other").is_null(),
    )
    for role in ROLES:
        both = _role_points(both, role, agreeing)
    return both.select(
        one="report", other="report_other", participants=pl.col("source_points") + pl.col("target_points")
    )


def _across(kinds: pl.DataFrame, agreeing: pl.DataFrame) -> pl.DataFrame:
    """Pairs by way of who is said to do the deed to whom: there are far fewer such dyads than reports."""
    dyads = kinds.select("kind", *ROLES).unique().sort("kind", *ROLES).with_row_index("dyad")
    others = dyads.rename({name: f"{name}_other" for name in (*ROLES, "dyad")})
    matched = []
    for role, opposite in (ROLES, ROLES[::-1]):
        same = agreeing.rename({"actor": role, "actor_other": f"{role}_other", "points": f"{role}_points"})
        joined = dyads.join(same, on=role).join(others, on=["kind", f"{role}_other"])
        matched.append(_role_points(joined, opposite, agreeing))
    participants = pl.col("source_points") + pl.col("target_points")
    columns = ("dyad", "dyad_other", "participants")
    like = pl.concat(
        [
            frame.with_columns(participants=participants).filter(participants >= FEWEST).select(columns)
            for frame in matched
        ]
    ).unique(["dyad", "dyad_other"])
    members = kinds.join(dyads, on=["kind", *ROLES]).select("dyad", "report", "event_id")
    return (
        like.join(members, on="dyad")
        .join(members.rename({name: f"{name}_other" for name in members.columns}), on="dyad_other")
        .filter(
            pl.col("report") < pl.col("report_other"),
            pl.col("event_id").is_null() | pl.col("event_id_other").is_null(),
        )
        .select(one="report", other="report_other", participants="participants")
    )


def _with_wording(weighed: pl.DataFrame, reports: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Points with those for the words, of pairs for which they can make the difference."""
    most = LIKE_SENTENCE + LIKE_STORY
    close = weighed.filter(pl.col("without_words") + most >= ENOUGH)
    wanted = pl.concat([close["one"], close["other"]]).unique()
    names = dict(actors.select("actor_id", "name").iter_rows())
    sentence_of, sentences, stories, sites, another = {}, {}, {}, {}, {}
    columns = ("report", "sentence", "trigger", "story", *ROLES)
    rows = reports.filter(pl.col("report").is_in(wanted.implode())).select(columns)
    for report, sentence, trigger, story, *involved in rows.iter_rows():
        weighed_already = [trigger, *(names[actor] for actor in involved if actor != NOBODY)]
        sentences[report] = vector(sentence, weighed_already)
        stories[report] = vector(story, weighed_already)
        sites[report] = sites_in(sentence)
        sentence_of[report] = sentence
        another[report] = any(word in words("another") for word in sentence.lower().split())
    points = []
    for one, other, one_story, without_words, is_local in close.iter_rows():
        total = without_words + LIKE_SENTENCE * likeness(sentences[one], sentences[other])
        if not one_story:
            total += LIKE_STORY * likeness(stories[one], stories[other])
        elif (another[one] or another[other]) and sentence_of[one] != sentence_of[other]:
            total += ANOTHER
        if is_local:
            total += elsewhere(sites[one], sites[other])
        points.append(round(total, 6))
    scored = close.select("one", "other", points=pl.Series("points", points, dtype=pl.Float64))
    return weighed.select("one", "other").join(scored, on=["one", "other"], how="left", maintain_order="left")
