"""One reader a kind of file, all giving `RawDocument`s and `Refusal`s; `flows.sources` picks the reader.

`documents` holds what they share, `streams` gives bytes and lines in bounded memory, `dates` reads dates, `sidecars`
the metadata that lies beside an article; `pages` (.txt, .html), `jsonl`, `csvs` and `parquet` are the readers.
"""
