# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""SVG pictures that need nothing else, and follow the reader's choice of light or dark."""

import math
from xml.sax.saxutils import escape, quoteattr

FONT = "font-family:system-ui,'Helvetica Neue',Helvetica,Arial,'DejaVu Sans',sans-serif"
# class -> (properties for light, properties for dark); {} stands for the colour
_PAINT = {
    "paper": ("fill:{}", "#ffffff", "#14181d"),
    "ink": ("fill:{}", "#1b242e", "#e8edf2"),
    "soft": ("fill:{}", "#566472", "#9fadbb"),
    "grid": ("stroke:{};stroke-width:1", "#e3e8ed", "#2a323b"),
    "axis": ("stroke:{};stroke-width:1", "#8a97a4", "#6c7986"),
    "mark": ("stroke:{};stroke-width:2.5", "#1b242e", "#e8edf2"),
}


def style(colours, theme="auto"):
    """A style sheet. colours: name -> (light, dark), for the classes line-NAME and fill-NAME.

    theme "light" or "dark" gives that one alone.
    """
    def sheet(which):
        rules = [f".{name}{{{rule[0].format(rule[1 + which])}}}" for name, rule in _PAINT.items()]
        for name, pair in colours.items():
            rules.append(f".line-{name}{{stroke:{pair[which]};fill:none}}")
            rules.append(f".fill-{name}{{fill:{pair[which]}}}")
        return "\n".join(rules)

    text = f"text{{{FONT}}}\n" + sheet(1 if theme == "dark" else 0)
    if theme == "auto":
        text += "\n@media (prefers-color-scheme: dark){\n" + sheet(1) + "\n}"
    return text


class Picture:
    """Elements from back to front."""

    def __init__(self, width, height, title, description, sheet):
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-label={quoteattr(title)}>',
            f"<title>{escape(title)}</title>", f"<desc>{escape(description)}</desc>",
            f"<style>\n{sheet}\n</style>",
            f'<rect class="paper" width="{width}" height="{height}"/>']

    def text(self, x, y, words, kind="ink", size=13, anchor="start", bold=False):
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" '
                          f'text-anchor="{anchor}"{weight}>{escape(words)}</text>')

    def line(self, x1, y1, x2, y2, kind, width=None):
        thick = f' stroke-width="{width}"' if width else ""
        self.parts.append(f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" '
                          f'y2="{y2:.1f}"{thick}/>')

    def polyline(self, points, kind, width):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline class="{kind}" points="{path}" stroke-width="{width}" '
                          'stroke-linejoin="round" stroke-linecap="round"/>')

    def dot(self, x, y, radius, kind, tip):
        self.parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}">'
                          f"<title>{escape(tip)}</title></circle>")

    def bar(self, x, y, width, height, kind, tip):
        self.parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                          f'height="{height:.1f}"><title>{escape(tip)}</title></rect>')

    def render(self):
        return "\n".join([*self.parts, "</svg>", ""])


def ticks(top, about=6):
    """Round figures from 0 to the first one that is not below top."""
    if top <= 0:
        return [0, 1]
    rough = top / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    count = math.ceil(top / step - 1e-9)
    return [round(index * step, 10) for index in range(count + 1)]


def spread_apart(places, gap, low, high):
    """Places moved as little as need be so that any two are a gap apart, within low to high."""
    def within(members, centre):
        half = (len(members) - 1) * gap / 2
        return min(max(centre, low + half), high - half)

    # Runs of labels that touch move as one, around the mean of where their members want to be.
    runs = []
    for index in sorted(range(len(places)), key=lambda index: places[index]):
        runs.append(([index], places[index], within([index], places[index])))
        while len(runs) > 1 and runs[-1][2] - runs[-2][2] < \
                (len(runs[-1][0]) + len(runs[-2][0])) * gap / 2:
            members = runs[-2][0] + runs[-1][0]
            wanted = sum(places[one] for one in members) / len(members)
            runs[-2:] = [(members, wanted, within(members, wanted))]
    moved = [0.0] * len(places)
    for members, _, centre in runs:
        first = centre - (len(members) - 1) * gap / 2
        for position, index in enumerate(members):
            moved[index] = first + position * gap
    return moved
