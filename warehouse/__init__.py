"""Where tables live: the DuckDB file, publishing, quarantine, the ledger of runs, views."""
