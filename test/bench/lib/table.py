# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Tables of text: columns as wide as what is in them."""

GAP = "  "
NOTHING = "-"


def layout(header, rows, left=(0,)):
    """Lines of an aligned table. Columns in left are flush left, the others flush right.

    A header cell may have lines; a row may be short, what it lacks is empty.
    """
    heads = [text.split("\n") for text in header]
    depth = max(len(lines) for lines in heads)
    heads = [[""] * (depth - len(lines)) + lines for lines in heads]
    table = [[lines[level] for lines in heads] for level in range(depth)]
    table += [[*row, *[""] * (len(header) - len(row))] for row in rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    lines = []
    for row in table:
        cells = [cell.ljust(width) if column in left else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        lines.append(GAP.join(cells).rstrip())
    return lines


def figure(value, digits=1):
    return NOTHING if value is None else f"{value:.{digits}f}"


def percent(fraction):
    if fraction is None:
        return NOTHING
    return f"{100 * fraction:.0f} %" if fraction >= 0.01 else f"{100 * fraction:.1f} %"


def ratio(interval):
    """A ratio with its confidence interval."""
    if interval is None:
        return NOTHING
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def count_pair(receive, transmit):
    """A count per packet each way; small ones need their digits."""
    return " / ".join(NOTHING if value is None else _short(value) for value in (receive, transmit))


def _short(value):
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"
