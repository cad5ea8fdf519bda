# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A test program's frame: each function test_* is one TAP line; its docstring is the name.

A failed expectation says what was expected and what was observed; anything else that a test raises
fails it with the traceback.
"""

import sys
import traceback


class Failure(Exception):
    """What was expected, what was observed."""


class Skip(Exception):
    """Why the test cannot run here."""


def expect(what, expected, observed):
    if expected != observed:
        raise Failure(f"{what}\nexpected: {expected!r}\nobserved: {observed!r}")


def expect_in(what, part, text):
    if part not in text:
        raise Failure(f"{what}\nexpected: a text with {part!r}\nobserved: {text!r}")


def comment(text):
    for line in str(text).splitlines():
        print(f"# {line}")


def run_one(number, name, func):
    try:
        func()
    except Skip as reason:
        print(f"ok {number} - {name} # SKIP {reason}")
    except Failure as failure:
        print(f"not ok {number} - {name}")
        comment(failure)
        return False
    except Exception:
        print(f"not ok {number} - {name}")
        comment(traceback.format_exc())
        return False
    else:
        print(f"ok {number} - {name}")
    sys.stdout.flush()
    return True


def main(namespace):
    tests = [func for name, func in namespace.items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    results = [run_one(number, func.__doc__.splitlines()[0].rstrip("."), func)
               for number, func in enumerate(tests, 1)]
    sys.exit(0 if all(results) else 1)
