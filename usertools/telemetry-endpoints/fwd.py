# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Metrics of igbx-fwd for DPDK's dpdk-telemetry-exporter.py (DPDK 23.11 and later).

The exporter calls info() and metrics(); other applications answer null, and give no metrics.
"""

PORTS = {
    "rx_packets": "Packets that a port received in this run.",
    "tx_packets": "Packets that a port sent in this run.",
    "tx_dropped": "Packets dropped because the Tx ring of a port stayed full.",
    "rx_missed": "Packets not received for lack of a free descriptor.",
    "rx_errors": "Packets received with errors.",
    "tx_errors": "Packets that could not be sent.",
    "rx_no_mbuf": "Packets not received for lack of an mbuf.",
}
LCORES = {
    "packets": "Packets that an lcore received, or sent where it receives none.",
    "rounds": "Polls of an lcore.",
    "empty_rounds": "Polls of an lcore that found nothing.",
    "busy_cycles": "Cycles of polls that found something, with --record-core-cycles.",
    "total_cycles": "Cycles of the run so far, with --record-core-cycles.",
}
QUEUES = {
    "descriptors": "Descriptors of a queue.",
    "used": "Descriptors in use: received and not yet taken, to be sent and not yet sent.",
}


def info():
    return {
        "running": ("Whether packets are forwarded, with the engine as a label.", "gauge"),
        "run": ("Number of the run.", "gauge"),
        **{f"port_{name}": (text, "counter") for name, text in PORTS.items()},
        **{f"lcore_{name}": (text, "counter") for name, text in LCORES.items()},
        **{f"queue_{name}": (text, "gauge") for name, text in QUEUES.items()},
    }


def rows(answer, name):
    """The objects of a list, which telemetry numbers."""
    found = (answer or {}).get(name) or {}
    return found.values() if isinstance(found, dict) else found


def take(kind, names, row, labels):
    return [(f"{kind}_{name}", row[name], labels) for name in names if name in row]


def metrics(sock):
    run = sock.cmd("/fwd/run")
    if not run or "error" in run:
        return []
    out = [("running", int(run["end"] == "runs"), {"engine": run["mode"]}), ("run", run["run"], {})]
    for port in sock.cmd("/ethdev/list"):
        name = sock.cmd("/ethdev/info", port)["name"]
        for row in rows(sock.cmd("/fwd/ports", port), "ports"):
            out += take("port", PORTS, row, {"port": name})
        for row in rows(sock.cmd("/fwd/queues", port), "queues"):
            out += take("queue", QUEUES, row,
                        {"port": name, "way": row["way"], "queue": row["queue"]})
    for row in rows(sock.cmd("/fwd/lcores"), "lcores"):
        out += take("lcore", LCORES, row, {"lcore": row["lcore"]})
    return out
