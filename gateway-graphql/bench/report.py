"""Results → a table in the terminal, `docs/performance.md` and its plot."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

BAR_WIDTH, BAR_HEIGHT, LABEL_WIDTH = 420, 18, 190


@dataclass(frozen=True, slots=True)
class Round:
    """One measured slice of load on one gateway."""

    cpu_ms_per_request: float
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    resident_mb: float
    bad: int
    subgraph_requests: float


Results: TypeAlias = Mapping[str, Sequence[Round]]


def median(rounds: Sequence[Round], field: str) -> float:
    return statistics.median(getattr(one, field) for one in rounds)


def ratio(results: Results, name: str, to: str, field: str = "cpu_ms_per_request") -> float:
    """Median over the rounds of `name`'s figure divided by `to`'s in the same round."""
    pairs = zip(results[name], results[to], strict=True)
    return statistics.median(getattr(one, field) / getattr(other, field) for one, other in pairs)


def to_table(results: Results, own: str, floor: str | None) -> str:
    """Cheapest first. The column against `floor` is left out where there is none."""
    against_floor = ["against bound-json"] if floor else []
    titles = ["gateway", "CPU ms/request (min-max)", f"CPU against {own}", *against_floor]
    titles += ["requests/s", "p50 ms", "p99 ms", "memory MB", "subgraph requests", "bad"]
    lines = [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    for name in sorted(results, key=lambda name: median(results[name], "cpu_ms_per_request")):
        rounds = results[name]
        costs = [one.cpu_ms_per_request for one in rounds]
        lines.append(
            f"| {name} | **{statistics.median(costs):.3f}** ({min(costs):.3f}-{max(costs):.3f}) "
            f"| {ratio(results, name, own):.2f} x {f'| {ratio(results, name, floor):.2f} x ' if floor else ''}"
            f"| {median(rounds, 'requests_per_second'):.0f} | {median(rounds, 'p50_ms'):.1f} | {median(rounds, 'p99_ms'):.1f} "
            f"| {median(rounds, 'resident_mb'):.0f} | {median(rounds, 'subgraph_requests'):.2f} | {sum(one.bad for one in rounds)} |"
        )
    return "\n".join(lines)


def to_story(results: Results) -> str:
    """In the order of the rows: what became of one gateway."""
    titles = ["load", "CPU ms/request", "requests/s", "p50 ms", "p99 ms", "memory MB", "bad"]
    lines = [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    for name, rounds in results.items():
        lines.append(
            f"| {name} | **{median(rounds, 'cpu_ms_per_request'):.3f}** | {median(rounds, 'requests_per_second'):.0f} "
            f"| {median(rounds, 'p50_ms'):.1f} | {median(rounds, 'p99_ms'):.1f} | {median(rounds, 'resident_mb'):.1f} "
            f"| {sum(one.bad for one in rounds)} |"
        )
    return "\n".join(lines)


def to_plot(shapes: Mapping[str, Results]) -> str:
    """Bars of CPU per request, one block a shape, as SVG; logarithmic, since the span is two orders of magnitude."""
    parts, y = [], 0
    for shape, results in shapes.items():
        y += 34
        parts.append(
            f'<text x="0" y="{y}" font-weight="bold">{shape.partition(":")[0]}: CPU ms per request (log scale)</text>'
        )
        costs = {name: median(rounds, "cpu_ms_per_request") for name, rounds in results.items()}
        widths = _log_widths(costs)
        for name in sorted(costs, key=costs.__getitem__):
            y += BAR_HEIGHT + 4
            fill = "#0b7285" if name == "jetbridge" else "#adb5bd"
            parts.append(f'<text x="0" y="{y + 13}">{name}</text>')
            parts.append(
                f'<rect x="{LABEL_WIDTH}" y="{y}" width="{widths[name]:.0f}" height="{BAR_HEIGHT}" fill="{fill}"/>'
            )
            parts.append(f'<text x="{LABEL_WIDTH + widths[name] + 6:.0f}" y="{y + 13}">{costs[name]:.2f}</text>')
    width, height = LABEL_WIDTH + BAR_WIDTH + 70, y + 34
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="13">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *parts, "</svg>\n"])


def _log_widths(costs: Mapping[str, float]) -> dict[str, float]:
    from math import log10

    low, high = log10(min(costs.values())) - 0.3, log10(max(costs.values()))
    return {name: BAR_WIDTH * (log10(cost) - low) / (high - low) for name, cost in costs.items()}
