"""Settings: which source wins, and what a wrong one is told."""

from pathlib import Path

import pytest

from flows.settings import SettingsError, load
from flows.settings_page import settings_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_flag_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = write(tmp_path / "s.toml", 'workers = 3\nsources = ["a", "b"]\nencoding = "cp1252"\n')
    monkeypatch.setenv("DATELINE_WORKERS", "5")
    monkeypatch.setenv("DATELINE_ENCODING", "latin-1")
    settings = load(file, encoding="utf-16")
    assert (settings.workers, settings.sources, settings.encoding) == (5, ("a", "b"), "utf-16")


def test_the_file_in_the_working_directory_is_found(tmp_path: Path) -> None:
    write(tmp_path / "dateline.toml", "workers = 7\n")
    assert load().workers == 7


def test_sources_in_the_environment_are_separated_like_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SOURCES", "feeds:/srv/*.jsonl")
    assert load().sources == ("feeds", "/srv/*.jsonl")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("workers = 0", "workers: Input should be greater than or equal to 1, not 0"),
        ("wrokers = 2", "known settings: warehouse, sources"),
        ("workers = [", "s.toml"),
        ('duckdb_memory = "lots"', "duckdb_memory"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told.replace("(", r"\(")):
        load(write(tmp_path / "s.toml", text))


def test_a_settings_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such settings file"):
        load(tmp_path / "absent.toml")


def test_the_page_is_true() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page(), "run `make docs`"
