# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The pictures: forwarding over burst and ring size, and what it is made of."""

import math

import figures
import plan
import results
import svg

WIDTH, HEIGHT = 860, 500
LEFT, RIGHT, TOP, BOTTOM = 64, 170, 88, 84
LABEL_GAP = 17
# Peers apart by hue, our paths one hue: what belongs together looks so.
COLOURS = {
    "igb": ("#b4470f", "#f08a4b"),
    "ixgbe-full": ("#7d6b2a", "#c7b26a"),
    "ixgbe-bulk": ("#8c7300", "#d6b93c"),
    "ixgbe-sse": ("#84389e", "#cf8be6"),
    "igbx-scalar": ("#8fb4dc", "#4a6b91"),
    "igbx-sse": ("#5c97d4", "#5f8fc4"),
    "igbx-avx2": ("#2f7fd0", "#6fb0f2"),
    "igbx-avx512": ("#0f8f8a", "#43c9c2"),
    "igbx": ("#0b4fa8", "#a5d0ff"),
    "rx": ("#2f7fd0", "#5aa2ee"),
    "tx": ("#e0913a", "#d98a35"),
}
CURVES = ("igb", "ixgbe-bulk", "ixgbe-sse", "igbx-scalar", "igbx-sse", "igbx-avx2", "igbx-avx512",
          "igbx")
WORDS = {"burst": "packets per burst", "ring": "descriptors per ring"}
TITLES = {"burst": "Forwarding: cycles per packet over burst size",
          "ring": "Forwarding: cycles per packet over ring size"}


def _setting(cell, but=None):
    """The cell in words."""
    words = {"size": f"{cell.size} B frames", "burst": f"bursts of {cell.burst}",
             "ring": f"rings of {cell.ring}", "queues": "one queue", "offloads": "no offloads"}
    return ", ".join(text for axis, text in words.items() if axis != but)


def _origin(outcome):
    machine, bench = outcome.header["environment"], outcome.bench_environment()
    tree = machine.get("tree") or {}
    parts = [machine.get("model") or "", str(bench.get("dpdk") or ""),
             f"igbx {tree['commit'][:12]}" if tree else "",
             "" if bench.get("hugepages") else "no hugepages",
             "" if outcome.header["complete"] else "run ended early"]
    return " · ".join(part for part in parts if part)


def _frame(outcome, title, subtitle, description, height, theme):
    picture = svg.Picture(WIDTH, height, title, description, svg.style(COLOURS, theme))
    picture.text(LEFT - 40, 34, title, size=19, bold=True)
    picture.text(LEFT - 40, 57, subtitle, "soft", 13)
    picture.text(LEFT - 40, height - 14, _origin(outcome), "soft", 11)
    return picture


def _curves(cells, axis):
    """driver -> [(value, median)], of the drivers that have more than a point."""
    curves = {}
    for value, cell in figures.axis_cells(cells, axis):
        for driver in CURVES:
            middle = figures.cost(cell, driver, "fwd")
            if middle is not None:
                curves.setdefault(driver, []).append((value, middle))
    return {driver: points for driver, points in curves.items() if len(points) > 1}


def curve_plot(outcome, axis, theme="auto"):
    """None where fewer than two points of any driver were measured."""
    curves = _curves(outcome.cells(), axis)
    if not curves:
        return None
    values = sorted({value for points in curves.values() for value, _ in points})
    levels = svg.ticks(max(cost for points in curves.values() for _, cost in points))
    described = "; ".join(
        f"{driver}: " + ", ".join(f"{value}: {cost:.1f}" for value, cost in points)
        for driver, points in curves.items())
    picture = _frame(outcome, TITLES[axis], "TSC cycles per packet, received and sent; "
                     + _setting(plan.REFERENCE, axis), described, HEIGHT, theme)
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    first, last = math.log2(values[0]), math.log2(values[-1])

    def across(value):
        return LEFT + (math.log2(value) - first) / (last - first) * (right - LEFT)

    def up(cost):
        return bottom - cost / levels[-1] * (bottom - TOP)

    for level in levels:
        picture.line(LEFT, up(level), right, up(level), "axis" if level == 0 else "grid")
        picture.text(LEFT - 10, up(level) + 4, f"{level:g}", "soft", 12, "end")
    for value in values:
        picture.line(across(value), bottom, across(value), bottom + 5, "axis")
        picture.text(across(value), bottom + 21, str(value), "soft", 12, "middle")
    picture.text((LEFT + right) / 2, bottom + 42, WORDS[axis], "soft", 13, "middle")
    for driver, points in curves.items():
        _draw_curve(picture, driver, [(value, cost, across(value), up(cost))
                                      for value, cost in points])
    _label_curves(picture, curves, right, up)
    return picture.render()


def _draw_curve(picture, driver, points):
    main = driver == figures.OURS
    picture.polyline([(x, y) for _, _, x, y in points], f"line-{driver}", 3.5 if main else 2)
    for value, cost, x, y in points:
        picture.dot(x, y, 4 if main else 3, f"fill-{driver}", f"{driver}, {value}: {cost:.1f}")


def _label_curves(picture, curves, right, up):
    """Names at the ends of the lines, apart from each other; a leader says which is whose."""
    ends = {driver: up(points[-1][1]) for driver, points in curves.items()}
    places = svg.spread_apart(list(ends.values()), LABEL_GAP, TOP, HEIGHT - BOTTOM)
    for (driver, end), place in zip(ends.items(), places):
        picture.line(right + 6, end, right + 26, place, f"line-{driver}", 1.5)
        picture.text(right + 31, place + 4.5, f"{driver}  {curves[driver][-1][1]:.1f}", size=13,
                     bold=driver == figures.OURS)


def cost_plot(outcome, theme="auto"):
    """Receive and transmit as a bar each driver; None where neither was measured."""
    cell = outcome.cells().get(plan.REFERENCE)
    if not cell:
        return None
    rows = {}
    for driver in cell.drivers():
        costs = [figures.cost(cell, driver, way) for way in ("rx", "tx", "fwd")]
        if None not in costs[:2] and not results.is_control(driver):
            rows[driver] = costs
    if not rows:
        return None
    ordered = sorted(rows, key=lambda driver: -sum(rows[driver][:2]))
    step, thick = 34, 20
    height = TOP + 26 + step * len(ordered) + 62
    described = "; ".join(f"{driver}: receive {rows[driver][0]:.1f}, transmit {rows[driver][1]:.1f}"
                          for driver in ordered)
    picture = _frame(outcome, "What forwarding costs: receive and transmit",
                     "TSC cycles per packet; " + _setting(plan.REFERENCE), described, height, theme)
    begin, end = 130, WIDTH - RIGHT
    levels = svg.ticks(max(max(sum(row[:2]), row[2] or 0) for row in rows.values()))
    scale = (end - begin) / levels[-1]
    top, bottom = TOP + 26, TOP + 26 + step * len(ordered)
    _legend(picture, begin, TOP, any(row[2] is not None for row in rows.values()))
    for level in levels:
        picture.line(begin + level * scale, top, begin + level * scale, bottom,
                     "axis" if level == 0 else "grid")
        picture.text(begin + level * scale, bottom + 19, f"{level:g}", "soft", 12, "middle")
    for number, driver in enumerate(ordered):
        _draw_bar(picture, driver, rows[driver], begin, top + step * number + (step - thick) / 2,
                  thick, scale)
    return picture.render()


def _legend(picture, x, y, has_forward):
    for kind, words in (("fill-rx", "receive"), ("fill-tx", "transmit")):
        picture.bar(x, y - 10, 12, 12, kind, words)
        picture.text(x + 18, y, words, size=13)
        x += 96
    if has_forward:
        picture.line(x + 2, y - 12, x + 2, y + 4, "mark")
        picture.text(x + 10, y, "both in one loop (forwarding)", size=13)


def _draw_bar(picture, driver, costs, begin, y, thick, scale):
    receive, transmit, forward = costs
    middle = y + thick / 2 + 4.5
    picture.text(begin - 10, middle, driver, anchor="end", bold=figures.is_ours(driver))
    picture.bar(begin, y, receive * scale, thick, "fill-rx", f"{driver}, receive: {receive:.1f}")
    picture.bar(begin + receive * scale, y, transmit * scale, thick, "fill-tx",
                f"{driver}, transmit: {transmit:.1f}")
    beyond = max(receive + transmit, forward or 0)
    words = f"{receive:.1f} + {transmit:.1f}"
    if forward is not None:
        picture.line(begin + forward * scale, y - 4, begin + forward * scale, y + thick + 4, "mark")
        words += f"; together {forward:.1f}"
    picture.text(begin + beyond * scale + 10, middle, words, "soft", 12)


def draw(outcome):
    """File name -> picture, of what was measured."""
    pictures = {"burst.svg": curve_plot(outcome, "burst"), "ring.svg": curve_plot(outcome, "ring"),
                "cost.svg": cost_plot(outcome)}
    return {name: text for name, text in pictures.items() if text}
