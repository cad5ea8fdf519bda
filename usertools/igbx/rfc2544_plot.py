# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Plots as SVG text: bars, ranges and lines; the page's style sheet gives the colours."""

import math
from html import escape

WIDTH, HEIGHT = 460, 280
LEFT, RIGHT, TOP, BOTTOM = 54, 18, 30, 42
INNER_W, INNER_H = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
TICKS_MOST = 6
# Of the room that a category has.
GROUP_SHARE = 0.74
LABEL_WIDTH = 34
# Colours of the style sheet.
COLOURS = 8


class Linear:
    """From 0 to a round number at or above the most."""

    def __init__(self, most, text, ceiling=None):
        step = nice_step(most / (TICKS_MOST - 1))
        self.high = step * math.ceil(most / step - 1e-9)
        if ceiling is not None:
            self.high = min(self.high, ceiling)
        self.ticks = [(i * step, text(i * step)) for i in range(int(self.high / step + 1e-9) + 1)]

    def at(self, value):
        return min(max(value / self.high, 0), 1)


class Log:
    """Whole decades around the values."""

    def __init__(self, least, most, text):
        self.low = math.floor(math.log10(least) + 1e-9)
        self.high = max(math.ceil(math.log10(most) - 1e-9), self.low + 1)
        # Between few decades there is room for more.
        factors = (1, 2, 5) if self.high - self.low < 3 else (1,)
        values = [factor * 10.0 ** power for power in range(self.low, self.high)
                  for factor in factors]
        self.ticks = [(value, text(value)) for value in [*values, 10.0 ** self.high]]

    def at(self, value):
        power = math.log10(value) if value > 0 else self.low
        return min(max((power - self.low) / (self.high - self.low), 0), 1)


class Names:
    """One place for each name, by its number."""

    def __init__(self, names):
        self.ticks = list(enumerate(names))

    def at(self, value):
        return (value + 0.5) / len(self.ticks)


def nice_step(least):
    """1, 2 or 5 times a power of ten."""
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))


def x_of(share):
    return LEFT + share * INNER_W


def y_of(share):
    return TOP + (1 - share) * INNER_H


def text(x, y, words, anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def titled(mark, words):
    return f"<g>{mark}<title>{escape(words)}</title></g>"


def y_axis(scale, label):
    marks = []
    for value, words in scale.ticks:
        y = y_of(scale.at(value))
        marks.append(line(LEFT, y, WIDTH - RIGHT, y, "grid"))
        marks.append(text(LEFT - 6, y + 4, words, "end"))
    return [*marks, text(2, 13, label, "start")]


def x_label(label):
    return text(LEFT + INNER_W / 2, HEIGHT - 4, label)


def svg(marks, label):
    return (f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
            + "".join(marks) + "</svg>")


def category_axis(names, label):
    room = INNER_W / max(len(names), 1)
    # Labels that would touch are left out, each second one.
    every = math.ceil(LABEL_WIDTH / room)
    marks = [text(LEFT + (i + 0.5) * room, HEIGHT - BOTTOM + 16, name)
             for i, name in enumerate(names) if i % every == 0]
    return marks + [x_label(label)]


def slots(nb_names, nb_series):
    """(x, width) of each series in each category."""
    room = INNER_W / max(nb_names, 1)
    width = min(room * GROUP_SHARE / max(nb_series, 1), 46)
    for name in range(nb_names):
        left = LEFT + (name + 0.5) * room - width * nb_series / 2
        yield [(left + i * width, width) for i in range(nb_series)]


def bar(x, width, top, kind):
    """With a whole pixel of air, and visible when it is almost nothing."""
    height = max(top * INNER_H, 1.5)
    return (f'<rect class="{kind}" x="{x + 0.8:.1f}" y="{TOP + INNER_H - height:.1f}" '
            f'width="{max(width - 1.6, 1):.1f}" height="{height:.1f}" rx="1.5"/>')


def bars(names, series, scale, labels, whiskers=None):
    """series: [(name, [(value, words) or None for each name])]; labels: of x, y, and the whole."""
    marks = y_axis(scale, labels[1]) + category_axis(names, labels[0])
    for i, places in enumerate(slots(len(names), len(series))):
        for number, ((_, values), (x, width)) in enumerate(zip(series, places)):
            if values[i] is None:
                continue
            value, words = values[i]
            mark = bar(x, width, scale.at(value), f"fill{number % COLOURS}")
            if whiskers and whiskers[i]:
                mark += whisker(x + width / 2, scale, *whiskers[i])
            marks.append(titled(mark, words))
    return svg(marks, labels[2])


def whisker(x, scale, low, high):
    y_low, y_high = y_of(scale.at(low)), y_of(scale.at(high))
    return (line(x, y_low, x, y_high, "whisker") + line(x - 4, y_low, x + 4, y_low, "whisker")
            + line(x - 4, y_high, x + 4, y_high, "whisker"))


def ranges(names, series, scale, labels):
    """series: [(name, [(min, p50, p99, max, words) or None])]: a line, a box, a stroke."""
    marks = y_axis(scale, labels[1]) + category_axis(names, labels[0])
    for i, places in enumerate(slots(len(names), len(series))):
        for number, ((_, values), (x, width)) in enumerate(zip(series, places)):
            if values[i] is None:
                continue
            least, median, p99, most, words = values[i]
            y_median, y_p99 = y_of(scale.at(median)), y_of(scale.at(p99))
            box = min(width - 2, 12)
            middle = x + width / 2
            mark = line(middle, y_of(scale.at(least)), middle, y_of(scale.at(most)),
                        f"thin stroke{number % COLOURS}")
            mark += (f'<rect class="fill{number % COLOURS}" x="{middle - box / 2:.1f}" y="{y_p99:.1f}" '
                     f'width="{box:.1f}" height="{max(y_median - y_p99, 2):.1f}" rx="1"/>')
            marks.append(titled(mark, words))
    return svg(marks, labels[2])


def lines(series, x_scale, y_scale, labels):
    """series: [(name, [(x, y, words), ...])]"""
    marks = y_axis(y_scale, labels[1])
    for value, words in x_scale.ticks:
        marks.append(text(x_of(x_scale.at(value)), HEIGHT - BOTTOM + 16, words))
    marks.append(x_label(labels[0]))
    for number, (_, points) in enumerate(series):
        colour = number % COLOURS
        places = [(x_of(x_scale.at(x)), y_of(y_scale.at(y)), words) for x, y, words in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
        marks.append(f'<polyline class="curve stroke{colour}" points="{path}"/>')
        marks += [titled(f'<circle class="fill{colour}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>', words)
                  for x, y, words in places]
    return svg(marks, labels[2])
