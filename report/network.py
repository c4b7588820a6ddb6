"""The network of actors as a Vega specification: a force-directed layout, computed when the report is made."""

from collections.abc import Mapping, Sequence
from typing import Any

from report.svg import PALETTE
from report.text import clipped, plain

_ITERATIONS = 400


def network_spec(
    nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], width: int, height: int
) -> dict[str, Any]:
    """Nodes (`id`, `name`, `events`) and links (`source`, `target`, `events`, `quad_class` of most) laid out by forces.

    The layout is deterministic: d3-force starts from fixed places. Each name stands below its node, which keeps others
    at a distance; Vega's own transform for labels needs a canvas, and there is none without a browser.
    """
    at = {node["id"]: number for number, node in enumerate(nodes)}
    most = max((node["events"] for node in nodes), default=1)
    values = [
        {
            "name": plain(clipped(node["name"], 22)),
            "events": node["events"],
            "radius": 3 + 9 * (node["events"] / most) ** 0.5,
        }
        for node in nodes
    ]
    joined = [
        {
            "source": at[link["source"]],
            "target": at[link["target"]],
            "width": min(5.0, 0.8 + 0.6 * link["events"]),
            "colour": PALETTE[f"quad-{link['quad_class']}"],
        }
        for link in links
    ]
    spread = (width * height / max(len(nodes), 1)) ** 0.5
    return {
        "$schema": "https://vega.github.io/schema/vega/v5.json",
        "width": width,
        "height": height,
        "padding": 4,
        "autosize": "pad",  # a node that the forces drive out of the frame widens it
        "config": {"background": None},
        "data": [{"name": "actors", "values": values}, {"name": "joined", "values": joined}],
        "marks": [
            {
                "name": "nodes",
                "type": "symbol",
                "zindex": 1,
                "from": {"data": "actors"},
                "encode": {
                    "enter": {
                        "fill": {"value": PALETTE["ink"]},
                        "stroke": {"value": PALETTE["paper"]},
                        "strokeWidth": {"value": 1.5},
                        "size": {"signal": "4 * datum.radius * datum.radius"},
                        "description": {"signal": "datum.name + ': ' + datum.events + ' events'"},
                    },
                },
                "transform": [_forces(width, height, spread)],
            },
            {
                "type": "path",
                "from": {"data": "joined"},
                "interactive": False,
                "encode": {
                    "enter": {
                        "stroke": {"field": "colour"},
                        "strokeWidth": {"field": "width"},
                        "strokeOpacity": {"value": 0.75},
                    }
                },
                "transform": [
                    {
                        "type": "linkpath",
                        "require": {"signal": "force"},
                        "shape": "line",
                        "sourceX": "datum.source.x",
                        "sourceY": "datum.source.y",
                        "targetX": "datum.target.x",
                        "targetY": "datum.target.y",
                    }
                ],
            },
            {
                "type": "text",
                "zindex": 2,
                "from": {"data": "nodes"},
                "encode": {
                    "enter": {
                        "text": {"field": "datum.name"},
                        "fill": {"value": PALETTE["muted"]},
                        "fontSize": {"value": 11.5},
                        "align": {"value": "center"},
                        "baseline": {"value": "top"},
                        "x": {"field": "x"},
                        "y": {"signal": "datum.y + datum.datum.radius + 3"},
                    }
                },
            },
        ],
    }


def _forces(width: int, height: int, spread: float) -> dict[str, Any]:
    return {
        "type": "force",
        "signal": "force",
        "static": True,
        "iterations": _ITERATIONS,
        "forces": [
            {"force": "center", "x": width / 2, "y": height / 2},
            # Half of a name's width, so that names keep clear of each other; lines pull against it.
            {
                "force": "collide",
                "radius": {"expr": "max(24, 3 * length(datum.datum.name))"},
                "strength": 1,
                "iterations": 8,
            },
            {"force": "nbody", "strength": -spread * 1.6, "distanceMax": spread * 5},
            {"force": "link", "links": "joined", "distance": spread * 0.6},
            {"force": "x", "x": {"expr": str(width / 2)}, "strength": 0.05 * height / width},
            {"force": "y", "y": {"expr": str(height / 2)}, "strength": 0.07},
        ],
    }
