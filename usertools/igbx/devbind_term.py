# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What igbx-devbind writes: tables, verdicts, errors with advice; wrapped and coloured for people.

Lines are wrapped and coloured on a terminal only: in a file or a pipe each is one line, as written.
"""

import contextlib
import os
import sys
import textwrap

PROGRAM = "igbx-devbind"
WIDTH_DEFAULT = 80
COLOURS = {"green": "32", "yellow": "33", "red": "31", "bold": "1"}


def width_of(stream):
    """Columns of the terminal, None where there is none."""
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return None
    return columns or WIDTH_DEFAULT


def paint(text, colour, stream=None):
    stream = stream or sys.stdout
    plain = (colour is None or width_of(stream) is None or os.environ.get("NO_COLOR")
             or os.environ.get("TERM", "dumb") == "dumb")
    return text if plain else f"\033[{COLOURS[colour]}m{text}\033[0m"


def wrapped(text, stream, indent="    "):
    width = width_of(stream)
    if width is None or len(text) <= width:
        return text
    return textwrap.fill(text, max(width, 20), subsequent_indent=indent, break_long_words=False,
                         break_on_hyphens=False)


def complain(text, advice=None, kind=""):
    """A line on standard error, and one of advice. That nobody reads it stops nothing."""
    with contextlib.suppress(BrokenPipeError):
        print(wrapped(f"{PROGRAM}: {kind}{text}", sys.stderr), file=sys.stderr)
        if advice:
            print(wrapped(f"  -> {advice}", sys.stderr, "     "), file=sys.stderr)


def tell(text, advice=None):
    """The same as part of a report."""
    print(wrapped(text, sys.stdout))
    if advice:
        print(wrapped(f"  -> {advice}", sys.stdout, "     "))


VERDICTS = {"ok": "green", "warn": "yellow", "FAIL": "red"}


def verdict(word, text, advice=None):
    print(paint(f"{word:5}", VERDICTS[word]) + wrapped(" " * 6 + text, sys.stdout, " " * 6)[5:])
    if advice:
        print(wrapped(f"      -> {advice}", sys.stdout, " " * 9))


def table(head, rows, colours=()):
    """Columns as wide as their contents; the last one is cut where the line ends.

    colours: {(column, cell): colour}
    """
    columns = width_of(sys.stdout) or WIDTH_DEFAULT
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head) - 1)]
    for row in (head, *rows):
        left = columns
        cells = []
        for number, cell in enumerate(row):
            width = widths[number] if number < len(widths) else max(left, 0)
            text = cell[:width].ljust(width)
            left -= width + 2
            colour = "bold" if row is head else dict(colours).get((number, cell))
            cells.append(paint(text.rstrip(), colour) + " " * (len(text) - len(text.rstrip())))
        print("  ".join(cells).rstrip())
