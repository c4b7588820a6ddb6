"""The charts: Vega-Altair for bars, time and map; Vega for the network, which Vega-Lite can't lay out.

Each is drawn twice, for a desk and for a phone: the style sheet shows one. Names in them are clipped and plain.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

import altair as alt
from markupsafe import Markup

from report.network import network_spec
from report.pages import QUAD_CLASSES
from report.svg import KIND_COLOURS, PALETTE, QUAD_COLOURS, from_vega, from_vega_lite
from report.text import clipped, plain

NARROW = 320  # pixels
WIDE = 560  # two beside each other
WHOLE = 1_080  # a page's whole width
QUOTE_KINDS = ("direct", "mixed", "indirect")
SHORT_NAME = 28
NODES_ON_A_PHONE = 14
# Days covered, unit of time, and how it is written: the finest unit in which bars are still wide enough to see.
COARSENESS = (
    (92, "utcyearmonthdate", "%-d %b %Y"),
    (732, "utcyearweek", "%-d %b %Y"),
    (12_000, "utcyearmonth", "%b %Y"),
    (10**9, "utcyear", "%Y"),
)
ANTARCTICA = "010"  # it would take a sixth of the height

Row = Mapping[str, Any]
_DATA: Any = alt.InlineData  # untyped in Altair


def short(name: str) -> str:
    """A name as it stands in a chart."""
    return plain(clipped(name, SHORT_NAME))


def _both(chart: Callable[[int], Any], label: str, wide: int = WIDE) -> Markup:
    """The chart for a desk and for a phone; `chart` makes it for one width."""
    drawn = [
        from_vega_lite(chart(width).to_dict(), label, look) for look, width in (("wide", wide), ("narrow", NARROW))
    ]
    return Markup("").join(drawn)


def event_types(rows: Sequence[Row]) -> Markup:
    """Events by PLOVER type (`event_type`, `quad_class`, `events`), in the colours of their quad classes."""

    def chart(width: int) -> Any:
        base = alt.Chart(_DATA(values=[dict(row) for row in rows])).encode(
            x=alt.X("events:Q", axis=None),
            y=alt.Y("event_type:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8)),
        )
        bars = base.mark_bar(cornerRadiusEnd=2).encode(color=_quad_colour())
        return (bars + _bar_ends(base, "events")).properties(width=width - 110, height=alt.Step(22))

    return _both(chart, "Events by type; the table beside it has the same figures.")


def speakers(rows: Sequence[Row]) -> Markup:
    """Utterances a speaker (`name`, `total` and a count for each kind of quote), the most quoted first."""
    values = [
        {"name": f"{number}. {short(row['name'])}", "kind": kind, "quotes": row[kind], "order": order}
        for number, row in enumerate(rows, start=1)
        for order, kind in enumerate(QUOTE_KINDS)
    ]

    def chart(width: int) -> Any:
        return (
            alt.Chart(_DATA(values=values))
            .mark_bar()
            .encode(
                x=alt.X("quotes:Q", title="quotes", axis=alt.Axis(tickCount=4, domain=False)),
                y=alt.Y(
                    "name:N",
                    sort=None,
                    title=None,
                    axis=alt.Axis(domain=False, ticks=False, labelPadding=8, labelLimit=200 if width > 400 else 150),
                ),
                color=alt.Color("kind:N", scale=alt.Scale(domain=list(QUOTE_KINDS), range=KIND_COLOURS), legend=None),
                order="order:Q",
            )
            .properties(width=width - (210 if width > 400 else 165), height=alt.Step(22))
        )

    return _both(chart, "Quotes of the most quoted speakers, by kind; the table has the same figures.")


def timeline(rows: Sequence[Row], about: str) -> Markup:
    """Events over time, cooperation upwards, conflict downwards, and their mean Goldstein value.

    A row is a day and a quad class: `day`, `quad_class`, `events`, `goldstein` (the sum) and `scaled` (events that have
    a value).
    """
    days = [row["day"] for row in rows]
    covered = (max(days) - min(days)).days
    unit, written = next((unit, written) for most, unit, written in COARSENESS if covered <= most)
    values = [
        {
            "day": row["day"].isoformat(),
            "class": QUAD_CLASSES[row["quad_class"]],
            "events": row["events"] if row["quad_class"] <= 2 else -row["events"],
            # The material class stands at the axis, on both sides of it.
            "order": 0 if row["quad_class"] % 2 == 0 else 1,
            "goldstein": row["goldstein"] or 0.0,
            "scaled": row["scaled"],
        }
        for row in rows
    ]

    def chart(width: int) -> Any:
        data = _DATA(values=values)
        inner = width - 70
        axis = alt.Axis(format=written, tickCount=max(2, inner // 100), labelOverlap=True, grid=False)
        x = alt.X("day:T", timeUnit=cast("Any", unit), title=None, axis=axis)
        count = (
            alt.Chart(data)
            .mark_bar(binSpacing=1)
            .encode(
                x=x,
                y=alt.Y(
                    "sum(events):Q",
                    title="conflict · cooperation",
                    axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, tickCount=5, domain=False),
                ),
                color=_quad_colour("class"),
                order="order:Q",
            )
            .properties(width=inner, height=170)
        )
        zero = alt.Chart(_DATA(values=[{"zero": 0}])).mark_rule(color=PALETTE["muted"]).encode(y="zero:Q")
        scale = alt.Scale(domain=[-10, 10])
        goldstein = (
            alt.Chart(data)
            .transform_timeunit(as_="time", field="day", timeUnit=cast("Any", unit))
            .transform_aggregate(total="sum(goldstein)", scaled="sum(scaled)", groupby=["time"])
            .transform_filter("datum.scaled > 0")
            .transform_calculate(mean="datum.total / datum.scaled")
            .mark_line(point=alt.OverlayMarkDef(color=PALETTE["ink"], size=24), color=PALETTE["ink"], strokeWidth=1.5)
            .encode(
                x=alt.X("time:T", title=None, axis=axis),
                y=alt.Y("mean:Q", title="Goldstein", scale=scale, axis=alt.Axis(tickCount=3, domain=False)),
            )
            .properties(width=inner, height=90)
        )
        return alt.vconcat(count + zero, goldstein + zero, spacing=14).resolve_scale(x="shared")

    return _both(chart, f"Events {plain(about)} over time by quad class, and their mean Goldstein value.")


def world(places: Sequence[Row]) -> Markup:
    """Events by place (`name`, `latitude`, `longitude`, `events`, `quad_class` of most of them) on an outline map."""
    values = [
        {**{key: row[key] for key in ("latitude", "longitude", "events")}, "place": short(row["name"] or ""),
         "class": QUAD_CLASSES[row["quad_class"]]}
        for row in places
    ]  # fmt: skip
    most = max(row["events"] for row in places)

    def chart(width: int) -> Any:
        outline = (
            alt.Chart(_DATA(values=_outline(), format=alt.TopoDataFormat(type="topojson", feature="countries")))
            .transform_filter(f"datum.id !== '{ANTARCTICA}'")
            .mark_geoshape(fill=PALETTE["land"], stroke=PALETTE["paper"], strokeWidth=0.6)
        )  # fmt: skip
        largest = 700 if width > 400 else 180
        dots = (
            alt.Chart(_DATA(values=values))
            .mark_circle(opacity=0.8, stroke=PALETTE["paper"], strokeWidth=0.8)
            .encode(
                longitude="longitude:Q",
                latitude="latitude:Q",
                size=alt.Size("events:Q", scale=alt.Scale(domain=[0, most], range=[12, largest]), legend=None),
                color=_quad_colour("class"),
                order=alt.Order("events:Q", sort="descending"),
                tooltip=["place:N", "events:Q"],
            )
        )
        return (outline + dots).project("equalEarth").properties(width=width, height=width * 0.45)

    return _both(chart, "Where events took place; the table of places has the same figures.", WHOLE)


def network(nodes: Sequence[Row], links: Sequence[Row]) -> Markup:
    """Who acts upon whom: see `report.network`."""
    label = "The actors of most events, joined where one acted upon the other; the table has the same figures."
    busiest = {node["id"] for node in nodes[:NODES_ON_A_PHONE]}
    between = [link for link in links if link["source"] in busiest and link["target"] in busiest]
    joined = {link[end] for link in between for end in ("source", "target")}
    few = [node for node in nodes if node["id"] in joined]
    wide = from_vega(network_spec(nodes, links, WHOLE, 580), label, "wide")
    return wide + from_vega(network_spec(few, between, NARROW, 360), label, "narrow") if few else wide


def _quad_colour(name: str = "") -> alt.Color:
    """Colour by quad class: by its name in the field `name`, else by its number in `quad_class`."""
    if name:
        return alt.Color(
            f"{name}:N", scale=alt.Scale(domain=list(QUAD_CLASSES.values()), range=QUAD_COLOURS), legend=None
        )
    return alt.Color("quad_class:O", scale=alt.Scale(domain=[1, 2, 3, 4], range=QUAD_COLOURS), legend=None)


def _bar_ends(base: Any, field: str) -> Any:
    return base.mark_text(align="left", dx=5, color=PALETTE["muted"], fontSize=12).encode(
        text=alt.Text(f"{field}:Q", format=",")
    )


@cache
def _outline() -> Any:
    """Outlines of countries, 1:110 million: Natural Earth (public domain), as TopoJSON of the package world-atlas."""
    return json.loads(files("report").joinpath("outline", "countries-110m.json").read_text(encoding="utf-8"))
