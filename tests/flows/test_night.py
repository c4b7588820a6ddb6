"""A night as its users see it: what is new is added, what is known is skipped, what is corrected is replaced."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from conftest import ROOT, SAMPLES, contents, query, run_steps

from flows.night import RunRefused

STORY = (
    "Foreign Minister Anna Berg met Chinese officials in Oslo on Monday. “We will not give up,” Berg said. "
    "Norway condemned the arrest of three journalists. The talks were to continue on Tuesday, she told reporters, "
    "and both sides agreed to exchange letters before the end of the month in order to settle the dispute."
)


def write_jsonl(path: Path, *articles: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def test_both_samples_have_actors_events_and_quotes(published_samples: Path) -> None:
    rows = query(
        published_samples,
        """
        SELECT uri, (SELECT count(*) FROM actor_mentions m WHERE m.article_id = a.article_id AND actor_id IS NOT NULL),
            (SELECT count(*) FROM event_mentions m WHERE m.article_id = a.article_id),
            (SELECT count(*) FROM quotes q WHERE q.article_id = a.article_id AND speaker_actor_id IS NOT NULL)
        FROM articles a
        """,
    )
    assert len(rows) == 2
    for _uri, mentions, events, quotes in rows:
        assert isinstance(mentions, int) and mentions > 30
        assert isinstance(events, int) and events > 5
        assert isinstance(quotes, int) and quotes > 5


def test_the_text_is_the_input_exactly(published_samples: Path) -> None:
    texts = dict(query(published_samples, "SELECT uri, text FROM articles"))
    assert texts == {str(path): path.read_bytes().decode() for path in SAMPLES.glob("*.txt")}


def test_nothing_is_extracted_from_boilerplate(published_samples: Path) -> None:
    for table in ("actor_mentions", "event_mentions", "quotes"):
        sql = f"SELECT count(*) FROM {table} JOIN sentences USING (sentence_id) WHERE is_boilerplate"
        assert query(published_samples, sql) == [(0,)]
    assert query(published_samples, "SELECT count(*) > 5 FROM sentences WHERE is_boilerplate") == [(True,)]


def test_a_second_run_changes_nothing(published_samples: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    shutil.copy(published_samples, warehouse)
    before = warehouse.read_bytes()
    outcome = run_steps(warehouse, SAMPLES)
    assert (outcome.outcome, outcome.counts.known, outcome.counts.new) == ("unchanged", 2, 0)
    assert warehouse.read_bytes() == before


@pytest.mark.parametrize(("workers", "order"), [(1, 1), (2, -1)])
def test_order_and_number_of_workers_change_nothing(
    published_samples: Path, tmp_path: Path, workers: int, order: int
) -> None:
    sources = sorted(SAMPLES.glob("*.txt"))[::order]
    run_steps(tmp_path / "w.duckdb", *sources, workers=workers, batch_words=700)
    found, expected = (
        contents(tmp_path / "w.duckdb", without=("run_id",)),
        contents(published_samples, without=("run_id",)),
    )
    assert found.keys() == expected.keys()
    for name, rows in expected.items():
        assert found[name].equals(rows, null_equal=True), name


def test_a_correction_replaces_all_rows_of_the_article(tmp_path: Path) -> None:
    warehouse, feed = tmp_path / "w.duckdb", tmp_path / "feed.jsonl"
    run_steps(warehouse, write_jsonl(feed, {"uri": "a", "text": STORY}))
    corrected = STORY.replace("Berg", "Dahl").replace("three", "four")
    outcome = run_steps(warehouse, write_jsonl(feed, {"uri": "a", "text": corrected}), max_shrink_share=1.0)
    assert outcome.outcome == "published"
    assert query(warehouse, "SELECT text FROM articles") == [(corrected,)]
    assert query(warehouse, "SELECT count(*) FROM actors WHERE name LIKE '%Berg%'") == [(0,)]
    for table in ("sentences", "actor_mentions", "quotes", "event_mentions"):
        orphans = f"SELECT count(*) FROM {table} WHERE article_id NOT IN (SELECT article_id FROM articles)"
        assert query(warehouse, orphans) == [(0,)]
        assert query(warehouse, f"SELECT count(*) > 0 FROM {table}") == [(True,)]


def test_identical_text_is_extracted_once(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    feed = write_jsonl(tmp_path / "f.jsonl", {"uri": "b", "text": STORY}, {"uri": "a", "text": STORY})
    outcome = run_steps(warehouse, feed)
    assert outcome.counts.duplicate == 1
    rows = query(warehouse, "SELECT uri, duplicate_of IS NULL, not_extracted_reason IS NULL FROM articles ORDER BY uri")
    assert rows == [("a", True, True), ("b", False, False)]
    assert query(warehouse, "SELECT DISTINCT uri FROM quotes JOIN articles USING (article_id)") == [("a",)]


def test_the_copy_is_extracted_when_the_original_goes(tmp_path: Path) -> None:
    warehouse, feed = tmp_path / "w.duckdb", tmp_path / "f.jsonl"
    run_steps(warehouse, write_jsonl(feed, {"uri": "a", "text": STORY}, {"uri": "b", "text": STORY}))
    other = "Ministers from Kenya and Uganda signed a trade agreement in Nairobi. They said it was a good day."
    outcome = run_steps(warehouse, write_jsonl(feed, {"uri": "a", "text": other}), max_shrink_share=1.0)
    assert outcome.outcome == "published"
    rows = query(warehouse, "SELECT uri, duplicate_of, not_extracted_reason FROM articles ORDER BY uri")
    assert rows == [("a", None, None), ("b", None, None)]
    assert ("b",) in query(warehouse, "SELECT DISTINCT uri FROM quotes JOIN articles USING (article_id)")


def test_near_copies_are_extracted_and_count_once(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    feed = write_jsonl(
        tmp_path / "f.jsonl",
        {"uri": "a", "text": STORY, "published_at": "2020-05-05"},
        {"uri": "b", "text": STORY + " It was late.", "published_at": "2020-05-06"},
    )
    run_steps(warehouse, feed)
    assert query(warehouse, "SELECT uri FROM articles WHERE duplicate_of IS NOT NULL") == [("b",)]
    assert len(query(warehouse, "SELECT DISTINCT article_id FROM event_mentions")) == 2
    assert query(warehouse, "SELECT DISTINCT article_count FROM events") == [(1,)]


def test_another_language_is_kept_with_the_reason(tmp_path: Path) -> None:
    text = "Le ministre des affaires étrangères a rencontré hier les responsables du gouvernement à Paris. " * 3
    outcome = run_steps(tmp_path / "w.duckdb", write_jsonl(tmp_path / "f.jsonl", {"uri": "f", "text": text}))
    assert outcome.counts.foreign == 1
    ((language, reason),) = query(tmp_path / "w.duckdb", "SELECT language, not_extracted_reason FROM articles")
    assert language == "fr" and "not English" in str(reason)


def test_bad_input_goes_to_quarantine_and_the_rest_is_published(tmp_path: Path) -> None:
    feed = tmp_path / "f.jsonl"
    lines = [json.dumps({"uri": f"good-{n}", "text": f"{STORY} Number {n}."}) for n in range(9)]
    feed.write_text("\n".join([*lines, '{"uri": "bad", "text": ']), encoding="utf-8")
    outcome = run_steps(tmp_path / "w.duckdb", feed)
    assert (outcome.outcome, outcome.counts.quarantined) == ("published", 1)
    ((table, check, reason),) = query(
        tmp_path / "w.duckdb", "SELECT table_name, check_name, reason FROM meta.quarantine"
    )
    assert (table, check) == ("articles", "bad_json") and "10" in str(reason)


def test_a_night_of_mostly_bad_input_is_not_published(published_samples: Path, tmp_path: Path) -> None:
    warehouse, feed = tmp_path / "w.duckdb", tmp_path / "f.jsonl"
    shutil.copy(published_samples, warehouse)
    before = warehouse.read_bytes()
    feed.write_text(json.dumps({"uri": "good", "text": STORY}) + "\n{\n{\n", encoding="utf-8")
    with pytest.raises(RunRefused, match="max_quarantined_share"):
        run_steps(warehouse, feed)
    assert warehouse.read_bytes() == before
    assert not list(tmp_path.glob("*.staging")) and not list(tmp_path.glob("*.build*"))


def test_a_later_report_of_an_event_joins_it(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = {"uri": "1", "published_at": "2019-03-06", "text": "Norway condemned Russia on March 5, 2019. " + STORY}
    second = {"uri": "2", "published_at": "2019-03-07", "text": "On March 5, 2019, Norway condemned Russia."}
    run_steps(warehouse, write_jsonl(tmp_path / "1.jsonl", first))
    event = "SELECT event_id, article_count FROM event_log WHERE source = 'Norway' AND target = 'Russia'"
    ((event_id, one),) = query(warehouse, event)
    run_steps(warehouse, write_jsonl(tmp_path / "2.jsonl", second))
    ((same_id, two),) = query(warehouse, event)
    assert (event_id, one, two) == (same_id, 1, 2)


def test_a_plan_its_carrying_out_and_another_wording_are_one_event_over_nights(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    texts = {
        "2019-03-04": "The prime minister of Norway will meet the president of Ghana in Oslo on Wednesday.",
        "2019-03-07": "The prime minister of Norway met the president of Ghana in Oslo on Wednesday.",
        "2019-03-08": "Ghana and Norway held talks in Oslo on March 6. Cocoa was the only subject of the talks.",
    }
    told = """
        SELECT event_id, status, event_date::VARCHAR, article_count
        FROM events WHERE source_country = 'NOR' AND cameo_root = '04'
    """
    seen = []
    for number, (day, text) in enumerate(texts.items(), start=1):
        article = {"uri": str(number), "published_at": day, "text": text}
        run_steps(warehouse, write_jsonl(tmp_path / f"{number}.jsonl", article))
        seen += query(warehouse, told)
    event_id = seen[0][0]
    assert seen == [
        (event_id, "planned", "2019-03-06", 1),
        (event_id, "actual", "2019-03-06", 2),
        (event_id, "actual", "2019-03-06", 3),
    ]


def test_events_are_the_same_whatever_the_order_of_the_articles(tmp_path: Path) -> None:
    articles = [
        {"uri": "1", "published_at": "2019-03-07", "text": "On Wednesday Kenya accused Somalia of shelling Mandera."},
        {"uri": "2", "published_at": "2019-03-07", "text": "Kenya’s government on Wednesday blamed Somalia. " + STORY},
        {"uri": "3", "published_at": "2019-03-07", "text": "Kenya accused Somalia on Tuesday. " + STORY[::-1]},
    ]
    events = []
    for number, feed in enumerate((articles, articles[::-1])):
        warehouse = tmp_path / f"{number}.duckdb"
        run_steps(warehouse, write_jsonl(tmp_path / f"{number}.jsonl", *feed))
        events.append(query(warehouse, "SELECT event_mention_id, event_id FROM event_mentions ORDER BY ALL"))
    assert events[0] == events[1]


def test_actors_say_when_they_were_seen(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    dates = "SELECT first_seen::VARCHAR, last_seen::VARCHAR FROM actors WHERE name = 'Norway'"
    early = {"uri": "1", "published_at": "2019-03-06", "text": "Norway condemned Russia. " + STORY}
    late = {"uri": "2", "published_at": "2019-05-01", "text": "Norway praised Sweden, and Denmark criticized Norway."}
    run_steps(warehouse, write_jsonl(tmp_path / "2.jsonl", late))
    assert query(warehouse, dates) == [("2019-05-01", "2019-05-01")]
    run_steps(warehouse, write_jsonl(tmp_path / "1.jsonl", early))
    assert query(warehouse, dates) == [("2019-03-06", "2019-05-01")]
    correction = {**late, "text": "Sweden praised Finland, and Denmark criticized Iceland over the fishing dispute."}
    run_steps(warehouse, write_jsonl(tmp_path / "3.jsonl", correction), max_shrink_share=1.0)
    assert query(warehouse, dates) == [("2019-03-06", "2019-03-06")]


def test_reprocessing_reads_outdated_articles_anew(published_samples: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    shutil.copy(published_samples, warehouse)
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("UPDATE articles SET extractor = 'older'")
        connection.execute("UPDATE actors SET name = 'somebody'")
    known = run_steps(warehouse, SAMPLES)
    assert (known.outcome, known.counts.outdated) == ("unchanged", 2)
    outcome = run_steps(warehouse, reprocess=True)
    assert (outcome.outcome, outcome.counts.reprocessed, outcome.counts.new) == ("published", 2, 0)
    found, expected = contents(warehouse, without=("run_id",)), contents(published_samples, without=("run_id",))
    for name, rows in expected.items():
        assert found[name].equals(rows, null_equal=True), name


def test_a_poisonous_article_is_found_and_the_others_are_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = [sys.executable, str(Path(__file__).with_name("faulty_worker.py"))]
    monkeypatch.setattr("flows.night.extracting", lambda model, _aliases: [*faulty, model])
    articles = [{"uri": str(n), "text": f"{STORY} It was day {n}."} for n in range(12)]
    articles[3]["text"] += " KILL THE WORKER."
    articles[7]["text"] += " RAISE AN ERROR."
    outcome = run_steps(tmp_path / "w.duckdb", write_jsonl(tmp_path / "f.jsonl", *articles), max_quarantined_share=0.5)
    assert outcome.outcome == "published"
    refused = query(tmp_path / "w.duckdb", "SELECT uri, check_name FROM meta.quarantine ORDER BY uri")
    assert refused == [("3", "extraction_failed"), ("7", "extraction_failed")]
    assert query(tmp_path / "w.duckdb", "SELECT count(*) FROM articles") == [(10,)]


def test_a_run_id_is_used_once(published_samples: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    shutil.copy(published_samples, warehouse)
    ((run_id,),) = query(warehouse, "SELECT run_id FROM meta.runs")
    with pytest.raises(Exception, match="another --run-id"):
        run_steps(warehouse, SAMPLES, run_id=run_id)


def test_the_file_passes_its_own_check(published_samples: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "check", str(published_samples)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert isinstance(contents(published_samples)["articles"], pl.DataFrame)
