"""Which files are read, in what order, and what single files and what lies beside them give."""

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import RawDocument, Refusal, read

PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>Talks resume at border</title>
<meta name="author" content="Ada Marsh"><meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2018-07-16T09:30:00Z">
<link rel="canonical" href="https://example.org/talks"></head>
<body><nav>Home About</nav><article><h1>Talks resume at border</h1>
<p>Officials from both sides met on Monday in a caf\u00e9 near the border to discuss the return of remains.</p>
<p>The talks lasted for two hours, and both delegations said that they would meet again before the end of the month.</p>
</article></body></html>"""


def results(*sources: object, **options: object) -> tuple[list[RawDocument], list[Refusal]]:
    found = list(read([str(source) for source in sources], **options))  # type: ignore[arg-type]
    for refusal in found:
        if isinstance(refusal, Refusal):
            json.dumps(refusal.row, ensure_ascii=False).encode("utf-8")
            assert "\n" not in refusal.reason
            assert len(refusal.row.get("excerpt", "")) <= 200
    documents = [result for result in found if isinstance(result, RawDocument)]
    return documents, [result for result in found if isinstance(result, Refusal)]


def only_refusal(*sources: object, **options: object) -> Refusal:
    documents, refusals = results(*sources, **options)
    assert not documents
    assert len(refusals) == 1, refusals
    return refusals[0]


def texts(*sources: object) -> list[str]:
    documents, refusals = results(*sources)
    assert not refusals, refusals
    return [document.text for document in documents]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/deep/d.txt", ".hidden.txt", ".git/e.txt", "notes.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"text of {name}")
    return tmp_path


def test_directory_is_read_recursively_and_sorted(tree: Path) -> None:
    assert texts(tree) == ["text of a.txt", "text of b.txt", "text of sub/c.txt", "text of sub/deep/d.txt"]


def test_patterns_match_files_and_directories(tree: Path) -> None:
    assert texts(tree / "*.txt") == ["text of a.txt", "text of b.txt"]
    assert texts(tree / "**" / "[cd].txt") == ["text of sub/c.txt", "text of sub/deep/d.txt"]
    assert texts(tree / "s*") == ["text of sub/c.txt", "text of sub/deep/d.txt"]
    assert texts(tree / ".h*") == ["text of .hidden.txt"]


def test_pattern_relative_to_the_working_directory(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    documents, _ = results("./sub/../*.txt", "./sub")
    assert [document.uri for document in documents] == ["a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt"]


def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "story[1].txt").write_text("bracketed")
    assert texts(tmp_path / "story[1].txt") == ["bracketed"]


def test_a_file_reached_twice_is_read_once(tree: Path) -> None:
    (tree / "link.txt").symlink_to(tree / "a.txt")
    assert texts(tree / "a.txt", tree, tree / "sub" / ".." / "*.txt").count("text of a.txt") == 1


def test_links_that_run_in_circles(tree: Path) -> None:
    (tree / "sub" / "loop").symlink_to(tree)
    (tree / "sub" / "deep" / "loop").symlink_to(tree / "sub")
    assert len(texts(tree)) == 4
    assert len(texts(tree / "**" / "*.txt")) == 4


def test_named_outright_hidden_and_unknown_types_are_read(tree: Path) -> None:
    assert texts(tree / ".hidden.txt", tree / "notes.md") == ["text of .hidden.txt", "text of notes.md"]


def test_nothing_to_read(tmp_path: Path) -> None:
    assert results(tmp_path) == ([], [])
    assert only_refusal(tmp_path / "gone").check_name == "missing_source"
    assert only_refusal(tmp_path / "*.txt").check_name == "missing_source"
    assert only_refusal("nul\0name").check_name == "missing_source"
    assert only_refusal(tmp_path / "**.txt" / "x").check_name == "missing_source"
    assert only_refusal("").check_name == "missing_source"
    (tmp_path / "report.docx").write_bytes(b"PK\x03\x04")
    assert only_refusal(tmp_path).check_name == "unknown_type"


def test_dangling_link_pipe_and_forbidden_file(tree: Path) -> None:
    (tree / "z1.txt").symlink_to(tree / "gone.txt")
    os.mkfifo(tree / "z2.txt")
    (tree / "z3.txt").write_text("secret")
    (tree / "z3.txt").chmod(0)
    documents, refusals = results(tree)
    expected = ["missing_source", "not_a_file", "unreadable"]
    if os.access(tree / "z3.txt", os.R_OK):  # the superuser may read everything
        expected.pop()
    assert [refusal.check_name for refusal in refusals] == expected
    assert len(documents) >= 4


def test_file_that_vanishes_between_listing_and_reading(tree: Path) -> None:
    found = read([str(tree)])
    assert isinstance(next(found), RawDocument)
    (tree / "b.txt").unlink()
    gone = next(found)
    assert isinstance(gone, Refusal)
    assert gone.check_name == "missing_source"
    assert len(list(found)) == 2


def test_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9\n.txt")).write_text("a text")
    (tmp_path / os.fsdecode(b"\xe9.txt")).write_text("")
    documents, refusals = results(tmp_path)
    assert documents[0].uri.endswith("caf\\xe9\n.txt")
    assert refusals[0].uri is not None
    assert refusals[0].uri.endswith("\\xe9.txt")


def test_wrong_settings_are_named_at_once() -> None:
    with pytest.raises(ValueError, match="utf8x"):
        read([], encoding="utf8x")
    with pytest.raises(ValueError, match="base64"):
        read([], encoding="base64")
    with pytest.raises(ValueError, match="max_characters"):
        read([], max_characters=0)


@pytest.mark.parametrize("text", ["a\r\nb\rc\n\n", " \ttrailing \n", "“curly” – naïve 🎉", "a\ufeffb\u2028c\x85"])
def test_text_is_kept_exactly(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert texts(tmp_path) == [text]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_is_obeyed_and_removed(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("naïve 🎉".encode(encoding))
    assert texts(tmp_path) == ["naïve 🎉"]
    documents, _ = results(tmp_path, encoding="cp1252")
    assert documents[0].text == "naïve 🎉"


@pytest.mark.parametrize(
    ("data", "check", "hint"),
    [
        (b"", "empty", "empty"),
        (b" \r\n\t", "empty", "blank"),
        (b"\xef\xbb\xbf", "empty", "blank"),
        (b"It\x92s here", "not_utf8", "byte 2 (0x92); for older Windows files set encoding to cp1252"),
        (b"\xef\xbb\xbfab\xff", "not_utf8", "byte 5"),
        (b"PK\x03\x04\x00\x00", "binary", "binary"),
        (b"%PDF-1.7\n\xe2\xe3\x01\x02", "binary", "binary"),
        ("a longer text".encode("utf-16-be"), "binary", "set encoding to utf-16-be"),
        (b"\xff\xfea", "not_utf8", "utf-16-le"),
        (b"x" * 101, "too_long", "max_characters is 100"),
        (b"x" * 1_000_000, "too_long", "1,000,000 bytes"),
    ],
)
def test_texts_that_cannot_be_read(tmp_path: Path, data: bytes, check: str, hint: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    refusal = only_refusal(tmp_path, max_characters=100)
    assert refusal.check_name == check
    assert hint in refusal.reason
    assert refusal.uri == str(tmp_path / "a.txt")
    assert not refusal.document_kept


def test_encoding_setting(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("It’s a café".encode("cp1252"))
    documents, _ = results(tmp_path, encoding="cp1252")
    assert documents[0].text == "It’s a café"
    (tmp_path / "a.txt").write_bytes(b"a\x81b")
    refusal = only_refusal(tmp_path, encoding="cp1252")
    assert "not cp1252 at byte 1 (0x81)" in refusal.reason


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("t") / "a.txt"
    path.write_bytes(("\ufeff" + text).encode())
    documents, refusals = results(path)
    if text.isspace():
        assert refusals[0].check_name == "empty"
    else:
        assert documents[0].text == text


def test_sidecar_goes_before_manifest(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt", "three.txt"):
        (tmp_path / name).write_text(f"text of {name}")
    (tmp_path / "one.json").write_text(json.dumps({"Title": "Sidecar", "uri": "id-1", "byline": None}))
    (tmp_path / "two.txt.json").write_text(json.dumps({"title": "Sidecar 2", "published_at": "2018-07-16T01:00+02:00"}))
    (tmp_path / "manifest.csv").write_text(
        'File,title,Byline,url\n./one.txt,Manifest,"Ada, with Ben",\nthree.txt,Third,,https://example.org/3\n'
    )
    documents, refusals = results(tmp_path)
    assert not refusals
    one, three, two = documents
    assert (one.uri, one.title, one.byline) == ("id-1", "Sidecar", "Ada, with Ben")
    assert (three.title, three.byline, three.url) == ("Third", None, "https://example.org/3")
    assert (two.title, two.published_at) == ("Sidecar 2", dt.datetime(2018, 7, 15, 23))
    # As a shell expands news/*: the files beside the articles are still no articles.
    assert len(texts(*sorted(tmp_path.iterdir()))) == 3


def test_manifest_may_name_files_by_uri_and_a_table_may_be_called_manifest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a text")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("uri,title\na.txt,Named\n")
    documents, refusals = results(tmp_path)
    assert not refusals
    assert [(document.uri, document.title) for document in documents] == [(str(tmp_path / "a.txt"), "Named")]
    manifest.write_text("uri,text\nb,other text\n")
    assert texts(tmp_path) == ["a text", "other text"]


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff{}", b"[" * 100_000, b" " * (2 << 20)])
def test_broken_sidecar_does_not_lose_the_article(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_text("a text")
    (tmp_path / "a.json").write_bytes(content)
    documents, refusals = results(tmp_path)
    assert [document.text for document in documents] == ["a text"]
    assert [(refusal.check_name, refusal.document_kept) for refusal in refusals] == [("bad_metadata", True)]


def test_broken_manifest_is_reported_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("a text")
    (tmp_path / "manifest.csv").write_text("file,title\na.txt,one,two,three\nb.txt,Good\n")
    documents, refusals = results(tmp_path / "*.txt")
    assert [document.title for document in documents] == [None, "Good"]
    assert [refusal.check_name for refusal in refusals] == ["bad_metadata"]


def test_json_file_that_is_no_sidecar(tmp_path: Path) -> None:
    (tmp_path / "articles.json").write_text("[]")
    refusal = only_refusal(tmp_path / "articles.json")
    assert refusal.check_name == "unknown_type"
    assert ".jsonl" in refusal.reason


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_web_page(tmp_path: Path, charset: str) -> None:
    (tmp_path / "page.html").write_bytes(PAGE.format(charset=charset).encode(charset))
    documents, refusals = results(tmp_path)
    assert not refusals
    page = documents[0]
    assert "in a café near the border" in page.text
    assert "Home About" not in page.text
    assert (page.title, page.byline, page.publisher) == ("Talks resume at border", "Ada Marsh", "Harbour Post")
    assert (page.url, page.published_at) == ("https://example.org/talks", dt.datetime(2018, 7, 16))
    assert page.uri == str(tmp_path / "page.html")


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (b"", "empty"),
        (b"<html><body></body></html>", "empty"),
        (b"no markup here", "empty"),
        (b"\x00\x01\x02", "binary"),
        (b"<html><body><p>It\x92s</p></body></html>", "not_utf8"),
        (b"<p>" + b"x" * 200_000, "too_long"),
    ],
)
def test_pages_that_cannot_be_read(tmp_path: Path, data: bytes, check: str) -> None:
    (tmp_path / "page.html").write_bytes(data)
    assert only_refusal(tmp_path, max_characters=10_000).check_name == check


def test_deeply_nested_page_does_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<div>" * 20_000 + b"<p>deep text</p>")
    (tmp_path / "b.txt").write_text("a text")
    documents, _ = results(tmp_path)
    assert documents[-1].text == "a text"


def test_page_of_too_many_tags_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>word " * 100_000)
    (tmp_path / "b.txt").write_text("the rest goes on")
    documents, refusals = results(tmp_path)
    assert [document.text for document in documents] == ["the rest goes on"]
    assert [refusal.check_name for refusal in refusals] == ["too_long"]
    assert "100,000 tags" in refusals[0].reason
