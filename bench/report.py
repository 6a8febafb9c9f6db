"""The table for people and the file for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import Figure

HEAD = ("what", "measured", "held against", "ratio", "goal", "met")


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table with aligned columns."""
    rows = [HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    head, *lines = (_line(row, widths) for row in rows)
    return "\n".join([head, "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = figure.ratio
    return (
        figure.name,
        f"{figure.measured:.2f} {figure.unit}",
        "–" if figure.against is None else f"{figure.against:.2f} {figure.unit}",
        "–" if ratio is None else f"{ratio:.2f}",
        f"≤ {figure.goal:g} {figure.unit}" if ratio is None else f"≤ {figure.goal:g} ×",
        "yes" if figure.met else "NO",
    )


def write(path: Path, surroundings: dict[str, Any], figures: Sequence[Figure]) -> None:
    """Write everything that was measured, and where, as JSON."""
    content = {**surroundings, "figures": [figure.as_json() for figure in figures]}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
