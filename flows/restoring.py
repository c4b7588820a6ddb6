"""`dateline restore`: an earlier generation put back, and a row in the ledger that says so."""

import importlib.metadata
from pathlib import Path

from warehouse.publish import Warehouse, utc_now
from warehouse.recovery import Restored, restore


def restore_generation(path: Path, number: int | None) -> Restored:
    """Put a generation back, the latest that is whole unless a number is given. Raises WarehouseError."""
    warehouse = Warehouse(path)
    started = utc_now()
    with warehouse.files.locked():
        done = restore(warehouse.path, number)
        message = f"generation {done.generation} was put in the place of the live file"
        if done.fault is not None:
            message += f", which was damaged: {done.fault}"
        warehouse.record(
            {
                "run_id": f"restore-{started:%Y%m%dT%H%M%S.%fZ}",
                "run_no": warehouse.next_run_no(),
                "kind": "restore",
                "started_at": started,
                "ended_at": utc_now(),
                "outcome": "restored",
                "message": message,
                "code_version": importlib.metadata.version("dateline"),
                "model": "",
                "rules": "",
                "sources": "[]",
                "inputs": 0,
                "new_articles": 0,
                "known_articles": 0,
                "duplicate_articles": 0,
                "foreign_language_articles": 0,
                "quarantined_rows": 0,
            }
        )
    return done
