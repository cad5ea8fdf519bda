# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What the tests of igbx-devbind share."""

import tap

A, B, C = "0000:01:00.0", "0000:02:00.0", "0000:03:00.0"


def two_ports(machine):
    machine.device(A, group=1, interface="eth1")
    machine.device(B, group=2, interface="eth2")


def refused(machine, *args, because, advice=None, **how):
    """Status 2, a line with the reason and one with advice, and nothing is changed."""
    before = machine.world()
    status, out, err = machine.devbind(*args, **how)
    tap.expect("exit status", 2, status)
    tap.expect("standard output", "", out)
    tap.expect_in("the reason", because, err.splitlines()[0] if err else "")
    tap.expect("lines on standard error", 1 + ("  -> " in err), len(err.splitlines()))
    if advice:
        tap.expect_in("the advice", advice, err.splitlines()[-1])
    tap.expect("changes", [], machine.host.changes)
    tap.expect("the machine", before, machine.world())
    return err
