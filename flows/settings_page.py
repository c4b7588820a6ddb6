"""docs/settings.md from the settings themselves: `python -m flows.settings_page docs/settings.md`."""

import sys
from pathlib import Path

from flows.settings import Settings

HEAD = """# Settings

Made from `flows/settings.py` by `make docs`; a test fails when the two differ.

A flag goes before the environment (`DATELINE_WORKERS=4`), the environment before the TOML file (`workers = 4`). The
file is `dateline.toml` in the working directory, or the one that `--config` names.

| setting | default | meaning |
| --- | --- | --- |
"""


def settings_page() -> str:
    """The page as Markdown."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, ()) else f"`{field.default}`"
        rows.append(f"| `{name}` | {default} | {field.description} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(settings_page(), encoding="utf-8")
