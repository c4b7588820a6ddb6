"""Telling somebody: a POST of JSON to an address, such as the incoming webhook of a chat.

Nothing that goes wrong here may cost a night: what is published is published.
"""

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import asdict

from flows.health import GOOD
from flows.outcome import Outcome
from flows.progress import printable
from flows.settings import Settings

SECONDS = 10.0
MOST_REASONS = 5


def notification(outcome: Outcome, settings: Settings) -> dict[str, object]:
    """What is posted; `text` is what chats show. Words of articles are in it only as reasons of a refusal, escaped."""
    text = f"dateline {settings.warehouse}: run {outcome.run_id} {outcome.outcome}"
    text += f": {outcome.message}" if outcome.message else ""
    lines = [text, *outcome.warnings]
    return {
        "text": "\n".join(map(printable, lines)),
        "warehouse": str(settings.warehouse),
        "run_id": outcome.run_id,
        "kind": outcome.kind,
        "outcome": outcome.outcome,
        "message": None if outcome.message is None else printable(outcome.message),
        "warnings": [printable(warning) for warning in outcome.warnings],
        "counts": asdict(outcome.counts),
        "reasons": [
            {"check": check, "reason": printable(reason), "rows": rows}
            for check, reason, rows in outcome.reasons[:MOST_REASONS]
        ],
    }


def notify(outcome: Outcome, settings: Settings, tell: Callable[[str], None]) -> None:
    """Post how a run ended to `notify_url`, when `notify_on` wants it; a failure to do so is told and passed over."""
    is_problem = outcome.outcome not in GOOD or bool(outcome.warnings)
    if not settings.notify_url or (settings.notify_on == "problems" and not is_problem):
        return
    host = urllib.parse.urlsplit(settings.notify_url).hostname or "notify_url"  # the rest may be a secret
    body = json.dumps(notification(outcome, settings)).encode()
    failed = _posted(settings.notify_url, body)
    tell(f"notified {host}" if failed is None else f"could not notify {host}: {failed}")


def _posted(url: str, body: bytes) -> str | None:
    """Why it failed; None when it did not.

    In a thread of its own: the time-out of a connection is for each piece of the answer, and a server that drips would
    hold the run for ever.
    """
    answers: list[str | None] = []
    thread = threading.Thread(target=lambda: answers.append(_post(url, body)), daemon=True)
    thread.start()
    thread.join(SECONDS)
    return answers[0] if answers else f"no answer in {SECONDS:g} seconds"


def _post(url: str, body: bytes) -> str | None:
    headers = {"Content-Type": "application/json", "User-Agent": "dateline"}
    try:
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310  the user's URL, http by settings
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
            return None
    except urllib.error.HTTPError as error:
        return f"it answered {error.code} {error.reason}"
    except urllib.error.URLError as error:
        return str(error.reason)
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
