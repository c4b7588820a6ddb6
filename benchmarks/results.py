"""RESULTS.md from the measured figures, with the peers' figures on the same work beside them."""

from collections.abc import Iterator
from typing import Any

from benchmarks.status import NOT_FOUND
from schemas.vocabulary import STATUSES

# Figures of peers on the same sets, measured by the project's founders in November 2026 before the first version.
PEERS: dict[str, dict[str, dict[str, float]]] = {
    "quotes": {
        "textacy": {"all.iou.f1": 31.7, "all.attribution.f1": 31.4},
        "Gender Gap Tracker": {"all.iou.f1": 46.1, "all.attribution.f1": 41.4},
        "Citron, retrained": {"all.iou.f1": 51.3, "all.attribution.f1": 50.6},
        "two humans": {
            "all.iou.f1": 76.0,
            "all.attribution.f1": 74.9,
            "direct.iou.f1": 97.2,
            "mixed.iou.f1": 85.6,
            "indirect.iou.f1": 68.8,
        },
    },
    "quotes, stripped text": {
        "textacy": {"all.iou.f1": 0.0},
        "Gender Gap Tracker": {"all.iou.f1": 3.9},
        "word-level CRF trained for it": {"all.iou.f1": 18.6},
        "every word quoted": {"token.f1": 67.0},
    },
    "events": {"UniversalPetrarch": {"root_macro_f1": 48.7, "end_to_end": 32.8, "false_dyads": 24.5}},
}
NOTES = {
    "references": 'Who "he", "she" and "the minister" are, on the project\'s own sample (benchmarks/coreference): '
    "shares of the answerable references; left_open is the share of those that the text does not answer. `nearest` is "
    "the plain rule of the nearest named person (or body) before the reference, on the same mentions.",
    "status": "Sentences of the project's own and openly licensed ones (benchmarks/status). `accuracy` counts an event "
    "that is not found as wrong; `accuracy.found` leaves such events out, `accuracy.typed` those of another type too.",
    "deduplication": "The project's own pairs of reports (benchmarks/deduplication). A pair whose event is not found "
    "in both reports counts as two events; the figures with `.found` leave such pairs out. `strangers` should be 0.",
    "deduplication, held out": "Other pairs of the same kinds, written before the joining of reports was developed and "
    "not looked at since (benchmarks/deduplication/held_out.jsonl).",
    "event sentences": "The held-out third of the project's own labelled sentences (seeds/event_sentences.csv): a "
    "third of the texts there report no event, and were written to mislead.",
    "capitals and Title Case": "Thirty articles IN CAPITALS and In Title Case: the share of the actors and events "
    "of the clean ones that is found again.",
    "events": "UniversalPetrarch was measured on 1,033 other sentences of the kind; its false dyads are 20 to 29%.",
}


def render(measured: dict[str, Any]) -> str:
    """The page, from results.json."""
    lines = [
        "# Results",
        "",
        "Made by `make benchmark`; see [README.md](README.md) for what is measured and how. All quality figures are",
        "per cent, read off the published file. Speed figures of one table come from one run on one machine: compare",
        "them with each other, not with other machines.",
        "",
    ]
    for name, figures in sorted(measured.get("quality", {}).items()):
        lines += [*_quality(name, figures), ""]
        if name == "status" and "status_confusion" in measured:
            lines += [*_confusion(measured["status_confusion"]), ""]
    if "speed" in measured:
        lines += [*_speed(measured["speed"]), ""]
    return "\n".join(lines)


def _quality(name: str, figures: dict[str, float]) -> Iterator[str]:
    peers = PEERS.get(name, {})
    yield f"## Quality: {name}"
    yield ""
    yield f"| figure | Dateline |{''.join(f' {peer} |' for peer in peers)}"
    yield f"| --- | ---: |{' ---: |' * len(peers)}"
    for figure, value in sorted(figures.items()):
        cells = "".join(f" {scores[figure]:.1f} |" if figure in scores else " |" for scores in peers.values())
        yield f"| {figure} | {value:.1f} |{cells}"
    if name in NOTES:
        yield ""
        yield NOTES[name]


def _confusion(confusion: dict[str, dict[str, int]]) -> Iterator[str]:
    """Rows by labelled status, columns by published status."""
    columns = (*STATUSES, NOT_FOUND)
    yield f"| labelled | {' | '.join(columns)} |"
    yield f"| --- |{' ---: |' * len(columns)}"
    for label in STATUSES:
        yield f"| {label} | {' | '.join(str(confusion[label][column]) for column in columns)} |"


def _speed(figures: dict[str, Any]) -> Iterator[str]:
    yield "## Speed and memory"
    yield ""
    yield f"{figures['words']:,} words in the 840 articles, two processes each."
    yield ""
    yield "| figure | value |"
    yield "| --- | ---: |"
    yield f"| bare spaCy, with loading the model | {figures['bare_words_per_second']:,.0f} words/s |"
    yield f"| bare spaCy, `nlp.pipe` alone | {figures['bare_parse_words_per_second']:,.0f} words/s |"
    yield f"| `dateline run`, start to published file | {figures['words_per_second']:,.0f} words/s |"
    yield f"| ratio to bare spaCy with loading | {figures['ratio']:.2f} |"
    yield f"| ratio to `nlp.pipe` alone | {figures['ratio_to_parse']:.2f} |"
    yield f"| peak memory of all processes (proportional set size) | {figures['peak_megabytes']:,.0f} MB |"
    yield f"| publishing | {figures['publish_seconds']:.1f} s |"
    yield f"| the same input again | {figures['second_run_seconds']:.1f} s |"
    many = f"{figures['altered_articles']:,} other articles"
    yield f"| peak memory, {many} | {figures['altered_peak_megabytes']:,.0f} MB |"
    yield f"| time for these | {figures['altered_seconds']:,.0f} s |"
    for stage, share in figures["shares_of_parse"].items():
        yield f"| {stage}, in per cent of the parse | {share:.1f} |"
    yield ""
    stages = ", ".join(f"{name} {took:.1f} s" for name, took in figures["stage_seconds"].items())
    yield f"Stages: {stages}. The rest is the start of Python and Prefect."
