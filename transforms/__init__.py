"""What is computed: text and frames in, frames out. No files, no Prefect, no DuckDB.

In the order of the data: `blocks`, `articles`, `restore`, `annotate`, `actors`, `coreference`, `quotes`, `events`
(with `status`, `dates`, `places`), `extract` (an article's rows), `link` (rows across articles).
"""
