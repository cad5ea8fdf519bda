# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Metrics of the igbx driver for DPDK's dpdk-telemetry-exporter.py (DPDK 23.11 and later).

The exporter calls info() and metrics(); applications without the driver give no metrics.
"""

COUNTERS = {
    "packets": "Packets of a queue.",
    "bytes": "Bytes of a queue, where it counts them.",
    "dropped": "Packets that a queue dropped for lack of a free descriptor.",
    "discarded_errors": "Received packets that the driver discarded because of errors.",
    "discarded_oversize": "Received packets that the driver discarded for their length.",
    "discarded": "Packets that the driver refused to send.",
}
GAUGES = {
    "descriptors": "Descriptors of a queue.",
    "used": "Descriptors in use: received and not yet taken, sent and not yet given back.",
}


def info():
    return {
        "started": ("Whether a port is started.", "gauge"),
        "removed": ("Whether the device of a port is gone.", "gauge"),
        **{f"queue_{name}": (text, "counter") for name, text in COUNTERS.items()},
        **{f"queue_{name}": (text, "gauge") for name, text in GAUGES.items()},
    }


def metrics(sock):
    out = []
    for port in sock.cmd("/igbx/list") or []:
        about = sock.cmd("/igbx/info", port)
        if not about:
            continue
        labels = {"port": about["device"], "chip": about["chip"]}
        out += [("started", about["started"], labels), ("removed", about["removed"], labels)]
        for way, queues in (sock.cmd("/igbx/queues", port) or {}).items():
            for number, queue in queues.items():
                of_queue = {"port": about["device"], "way": way, "queue": number}
                out += [(f"queue_{name}", queue[name], of_queue)
                        for name in (*COUNTERS, *GAUGES) if name in queue]
    return out
