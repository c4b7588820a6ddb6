"""Where the labelled articles and their scorers lie: outside the project. Without them, nothing is scored."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def shared() -> Path | None:
    """The folder with gold/ and score/: DATELINE_SHARED, else `shared` beside the project; None when there is none."""
    folder = Path(os.environ.get("DATELINE_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "gold").is_dir() and (folder / "score").is_dir() else None
