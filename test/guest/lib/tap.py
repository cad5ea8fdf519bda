# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Results in the Test Anything Protocol: name first, then expectation and observation."""

import sys
import traceback


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, good, name, expected="", observed=""):
        """A result; with what was expected and seen if it is not good."""
        self.count += 1
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if not good:
            self.failed += 1
            for word, text in (("expected", expected), ("observed", observed)):
                for line in str(text).splitlines() or [""]:
                    self.note(f"{word}: {line}")
        return bool(good)

    def equal(self, observed, expected, name):
        return self.ok(observed == expected, name, expected, observed)

    def contains(self, text, part, name):
        return self.ok(part in text, name, f"a text with {part!r}", tail(text))

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}", flush=True)

    def note(self, text):
        print("\n".join("# " + line for line in str(text).splitlines() or [""]), flush=True)

    def finish(self):
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed or not self.count else 0


def tail(text, lines=25):
    return "\n".join(text.splitlines()[-lines:])


def main(body):
    """Run body(tap) as a test program; a failure that it does not handle is a failed test."""
    tap = Tap()
    try:
        body(tap)
    except Exception as error:  # pylint: disable=broad-except
        tap.ok(False, "the case runs to its end", "no failure", f"{type(error).__name__}: {error}")
        tap.note("".join(traceback.format_tb(error.__traceback__)))
    sys.exit(tap.finish())
