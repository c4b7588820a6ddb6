"""What is computed: text and frames in, frames out. No files, no Prefect, no DuckDB.

In the order of the data: `articles` (what an article is), `restore` (case and marks for text that lost them),
`annotate` (the parse), `actors`, `quotes` and `events` with their `circumstances` (when, where, how many), `extract`
(all of it for a batch of articles), `link` (rows across articles). `layout` and `document` are what they hand to each
other, `reference` what is known beforehand.
"""
