"""JSON Lines, CSV and Parquet: what comes back, what is refused, and in how much memory."""

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import RawDocument, Refusal, read

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: not text.isspace()
)


def results(*sources: object, **options: Any) -> tuple[list[RawDocument], list[Refusal]]:
    found = list(read([str(source) for source in sources], **options))
    for refusal in found:
        if isinstance(refusal, Refusal):
            json.dumps(refusal.row, ensure_ascii=False).encode("utf-8")
            assert "\n" not in refusal.reason
            assert len(refusal.row.get("excerpt", "")) <= 200
    documents = [result for result in found if isinstance(result, RawDocument)]
    return documents, [result for result in found if isinstance(result, Refusal)]


def checks(refusals: list[Refusal]) -> list[tuple[str, int | None]]:
    return [(refusal.check_name, refusal.row.get("line_no", refusal.row.get("row_no"))) for refusal in refusals]


def peak_megabytes(path: Path, **options: Any) -> tuple[float, list[RawDocument | Refusal]]:
    tracemalloc.start()
    found = list(read([str(path)], **options))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6, found


@pytest.fixture
def row() -> dict[str, str]:
    return {
        "uri": "id-7",
        "text": "Officials met.\r\n“Good,” one said.",
        "title": "Talks",
        "byline": "Ada Marsh",
        "publisher": "Harbour Post",
        "url": "https://example.org/7",
        "published_at": "2018-07-16T14:30:00-04:00",
    }


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
        return
    buffer = io.StringIO(newline="")
    if ".jsonl" in path.name:
        buffer.writelines(json.dumps(row, ensure_ascii=len(row) % 2 == 0) + "\n" for row in rows)
    else:
        writer = csv.DictWriter(buffer, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    data = buffer.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.csv", "a.csv.gz", "a.parquet"])
def test_all_columns(tmp_path: Path, name: str, row: dict[str, str]) -> None:
    named = {key.upper(): value for key, value in row.items()} | {"extra": "x"}
    write_table(tmp_path / name, [named])
    documents, refusals = results(tmp_path)
    assert not refusals
    assert documents == [RawDocument(**{**row, "published_at": dt.datetime(2018, 7, 16, 18, 30)})]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_rows_without_uri_are_named_by_their_number(tmp_path: Path, name: str) -> None:
    write_table(tmp_path / name, [{"text": "one"}, {"text": "two"}])
    documents, _ = results(tmp_path)
    assert [document.uri for document in documents] == [f"{tmp_path / name}#1", f"{tmp_path / name}#2"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_no_text_column_names_what_was_found(tmp_path: Path, name: str) -> None:
    write_table(tmp_path / name, [{"id": "1", "body": "one"}])
    _, refusals = results(tmp_path)
    assert [refusal.check_name for refusal in refusals] == ["no_text_column"]
    assert "id, body" in refusals[0].reason


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
@given(texts=st.lists(ANY_TEXT, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("t") / name
    if name == "a.csv":
        texts = [text.replace("\0", "") for text in texts]
    write_table(path, [{"uri": str(n), "text": text, "title": "t"} for n, text in enumerate(texts)])
    documents, refusals = results(path)
    assert [document.text for document in documents] == [text for text in texts if text and not text.isspace()]
    assert all(refusal.check_name == "empty" for refusal in refusals)


def test_bad_lines_are_reported_and_the_others_read(tmp_path: Path) -> None:
    lines: list[bytes] = [
        b'{"text": "one", "uri": 17}',
        b"{nonsense",
        b"",
        b'["a list"]',
        b'{"text": null}',
        b'{"text": "  "}',
        b'{"text": 5}',
        b'{"text": "\\ud83d alone"}',
        b'{"text": "a", "uri": "\\ud83d"}',
        b'{"text": "a", "uri": ["x"]}',
        b'{"text": "It\x92s"}',
        b"[" * 100_000,
        b'{"text": ' + b"[" * 400 + b"]" * 400 + b"}",
        b'{"text": ' + b"9" * 10_000 + b"}",
        b"\0\0\0",
        b'{"text": "NUL \\u0000 is storable"}',
        b'{"text": "last, without newline"}',
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    documents, refusals = results(tmp_path)
    assert [document.text for document in documents] == ["one", "NUL \0 is storable", "last, without newline"]
    assert documents[0].uri == "17"
    assert checks(refusals) == [
        ("bad_json", 2),
        ("bad_json", 4),
        ("empty", 5),
        ("empty", 6),
        ("not_a_string", 7),
        ("bad_unicode", 8),
        ("bad_unicode", 9),
        ("bad_uri", 10),
        ("not_utf8", 11),
        ("bad_json", 12),
        ("not_a_string", 13),
        ("bad_json", 14),
        ("binary", 15),
    ]
    offset = len(b"\n".join(lines[:10])) + 1 + lines[10].index(b"\x92")
    assert f"byte {offset:,} (0x92)" in refusals[8].reason


def test_bad_line_5012(tmp_path: Path) -> None:
    good = '{"text": "good"}\n'
    (tmp_path / "a.jsonl").write_text(good * 5011 + '{"text": "bad\n' + good * 100)
    documents, refusals = results(tmp_path)
    assert len(documents) == 5111
    assert checks(refusals) == [("bad_json", 5012)]
    assert ", line 5012: no valid JSON" in refusals[0].reason


def test_bad_dates_and_metadata_do_not_lose_the_article(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"text": "one", "uri": "u", "published_at": "07/06/2018", "title": ["x"], "byline": "Ada"}\n'
    )
    documents, refusals = results(tmp_path)
    assert documents == [RawDocument("u", "one", byline="Ada")]
    assert [(refusal.check_name, refusal.uri, refusal.document_kept) for refusal in refusals] == [
        ("bad_metadata", "u", True),
        ("bad_date", "u", True),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_byte_order_marks(tmp_path: Path, name: str, encoding: str) -> None:
    content = '{"text": "naïve ਊ"}\n{"text": "two"}\n' if name == "a.jsonl" else 'text,title\n"naïve ਊ",a\ntwo,b\n'
    (tmp_path / name).write_bytes(content.encode(encoding))
    documents, refusals = results(tmp_path)
    assert not refusals
    assert [document.text for document in documents] == ["naïve ਊ", "two"]


def test_undecodable_utf_16_names_the_byte(tmp_path: Path) -> None:
    data = '{"text": "one"}\n{"text": "'.encode("utf-16-le")
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe" + data + b"\x00\xdc\x41\x00")
    documents, refusals = results(tmp_path)
    assert len(documents) + len(refusals) >= 1
    assert refusals[-1].check_name == "not_utf8"
    assert f"byte {2 + len(data)}" in refusals[-1].reason


def test_other_encodings_of_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes('text;title\r\n"It’s; here";x\r\n'.encode("cp1252"))
    documents, refusals = results(tmp_path, encoding="cp1252")
    assert not refusals
    assert [(document.text, document.title) for document in documents] == [("It’s; here", "x")]


def test_cut_off_gzip_gives_the_good_lines(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"article {hashlib.sha256(str(n).encode()).hexdigest()}"}) for n in range(5_000)]
    whole = gzip.compress("\n".join(lines).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.jsonl.gz").write_bytes(b"no gzip at all")
    (tmp_path / "c.jsonl.gz").write_bytes(whole[:-8] + bytes(8))
    (tmp_path / "d.txt").write_text("the rest goes on")
    documents, refusals = results(tmp_path)
    assert 5_000 + 2_000 < len(documents) < 5_000 + 3_000
    assert [refusal.check_name for refusal in refusals] == ["truncated", "bad_gzip", "bad_gzip"]
    assert documents[-1].text == "the rest goes on"


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.csv.gz"])
def test_empty_and_binary_tables(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    _, refusals = results(tmp_path)
    assert [refusal.check_name for refusal in refusals] == ["bad_parquet" if name == "a.parquet" else "empty"]
    (tmp_path / name).write_bytes(b"\x00\x01PAR1" * 100)
    _, refusals = results(tmp_path)
    assert refusals[0].check_name in {"binary", "bad_parquet", "bad_gzip"}
    assert len(refusals) == 1


def test_what_is_no_table_of_articles_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("plain text\n" * 50_000)
    _, refusals = results(tmp_path)
    assert len(refusals) == 1_001
    assert refusals[-1].check_name == "gave_up"


def test_bad_csv_rows_are_reported_and_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        'uri,text,title\n1,"one, with ""quotes""\nand a line",t\n2,a comma, too many,t\n3,short\n\n4,,t\n'
        '5,it is 5" long,t\n6,"closed" early,t\n7,fine,t,,\n8,"never closed,t\n9,lost,t\n'
    )
    documents, refusals = results(tmp_path)
    assert [(document.uri, document.text) for document in documents] == [
        ("1", 'one, with "quotes"\nand a line'),
        ("5", 'it is 5" long'),
        ("6", "closed early"),
        ("7", "fine"),
    ]
    assert checks(refusals) == [("bad_csv", 2), ("bad_csv", 3), ("empty", 4), ("truncated", 8)]
    assert "line 11" in refusals[-1].reason


@given(st.lists(st.lists(st.text(alphabet='a",\n\r;', max_size=6), min_size=2, max_size=2), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_csv_records_are_split_as_the_csv_module_does(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["text", "title"], *rows])
    path = tmp_path_factory.mktemp("t") / "a.csv"
    path.write_bytes(buffer.getvalue().encode())
    documents, _ = results(path)
    assert [document.text for document in documents] == [text for text, _ in rows if text.strip()]


def test_parquet_types(tmp_path: Path) -> None:
    moment = dt.datetime(2018, 7, 16, 14, 30)
    table = pa.table(
        {
            "uri": pa.array([1, 2, 3, 4]),
            "text": pa.array([b"one", "zwölf".encode(), b"It\x92s", None], pa.binary()),
            "title": pa.array(["a", "a", "a", "a"]).dictionary_encode(),
            "published_at": pa.array([moment] * 4, pa.timestamp("ns", tz="America/New_York")),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": [1, 2]}), tmp_path / "b.parquet")
    documents, refusals = results(tmp_path)
    assert [(d.uri, d.text, d.title, d.published_at) for d in documents] == [
        ("1", "one", "a", moment),
        ("2", "zwölf", "a", moment),
    ]
    assert checks(refusals) == [("not_utf8", 3), ("empty", 4), ("not_a_string", 1), ("not_a_string", 2)]


def test_dates_of_parquet(tmp_path: Path) -> None:
    days = pa.array([17728, None], pa.date32())
    pq.write_table(pa.table({"text": ["one", "two"], "published_at": days}), tmp_path / "a.parquet")
    far = pa.array([2**62], pa.timestamp("us"))
    pq.write_table(pa.table({"text": ["three"], "published_at": far}), tmp_path / "b.parquet")
    documents, refusals = results(tmp_path)
    assert [document.published_at for document in documents] == [dt.datetime(2018, 7, 16), None, None]
    assert checks(refusals) == [("bad_date", 1)]


def test_cut_off_parquet(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", [{"text": "one"}] * 100)
    data = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[:-20])
    (tmp_path / "b.parquet").write_bytes(b"\xff" * (len(data) // 2) + data[len(data) // 2 :])
    _, refusals = results(tmp_path)
    assert {refusal.check_name for refusal in refusals} == {"bad_parquet"}


def huge(kind: str) -> Iterator[bytes]:
    """A good row, one of 60 MB, a good row."""
    piece = b"all work and no play " * 3_000
    if kind == "jsonl":
        yield b'{"text": "before"}\n{"text": "'
        yield from (piece for _ in range(1_000))
        yield b'"}\n{"text": "after"}\n'
    else:
        newline = b'with ""quotes"", and\n' if kind == "csv_lines" else b""
        yield b'text,title\nbefore,t\n"'
        yield from (piece + newline for _ in range(1_000))
        yield b'",t\nafter,t\n'


@pytest.mark.parametrize("kind", ["jsonl", "csv", "csv_lines"])
@pytest.mark.parametrize("packed", [False, True])
def test_memory_stays_bounded_on_a_huge_row(tmp_path: Path, kind: str, *, packed: bool) -> None:
    path = tmp_path / f"a.{kind[:5].split('_', maxsplit=1)[0]}{'.gz' if packed else ''}"
    with gzip.open(path, "wb", compresslevel=1) if packed else path.open("wb") as file:
        for piece in huge(kind):
            file.write(piece)
    peak, found = peak_megabytes(path, max_characters=10_000)
    assert [result.check_name if isinstance(result, Refusal) else result.text for result in found] == [
        "before",
        "too_long",
        "after",
    ]
    assert peak < 8


def test_memory_stays_bounded_on_a_huge_text_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    peak, found = peak_megabytes(path, max_characters=100_000)
    assert isinstance(found[0], Refusal)
    assert found[0].check_name == "too_long"
    assert peak < 4


def test_gzip_bomb(tmp_path: Path) -> None:
    bomb = tmp_path / "a.jsonl.gz"
    with gzip.open(bomb, "wb") as file:
        file.write(b'{"text": "before"}\n')
        for _ in range(100):
            file.write(b" " * (1 << 20))
    (tmp_path / "b.txt").write_text("the rest goes on")
    peak, found = peak_megabytes(tmp_path, max_characters=10_000)
    assert [result.check_name if isinstance(result, Refusal) else result.text for result in found] == [
        "before",
        "gzip_bomb",
        "the rest goes on",
    ]
    assert peak < 8


def test_parquet_bomb(tmp_path: Path) -> None:
    rows = pa.table({"text": pa.array(["Kim met Lee. " * 80] * 100_000)})
    with pq.ParquetWriter(tmp_path / "a.parquet", rows.schema, compression="zstd") as writer:
        writer.write_table(rows)
    assert (tmp_path / "a.parquet").stat().st_size < 20_000
    (tmp_path / "b.txt").write_text("the rest goes on")
    *before, bomb, after = read([str(tmp_path)])
    assert isinstance(bomb, Refusal) and bomb.check_name == "parquet_bomb"
    assert isinstance(after, RawDocument) and after.text == "the rest goes on"
    assert 1 < len(before) < 10_000
