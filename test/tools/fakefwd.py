#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The prompt of igbx-fwd in front of a device whose behaviour is known; runs take no time.

FAKEFWD is a JSON object in the environment: pps and bps that the device forwards at most (bits of
the line), buffer: frames beyond that, delay_us, mbps of the links, tester_pps: what the tester
itself can send, wrong: {number of a run: fault}, state: a file that counts the runs of all
processes. Runs of few frames (learning) are not counted.
"""

import json
import os
import signal
import sys

LEARNING_MOST = 16
MACS = ("02:00:00:00:00:aa", "02:00:00:00:00:bb")


class Fake:
    def __init__(self, setup):
        self.setup = setup
        self.rates = {}
        self.parts = [(60, 1)]
        self.packets = 0
        self.seconds = 1.0
        self.rows, self.stats = [], {}
        # Until it is told to measure it is a device under test.
        self.measures = False
        self.work = 0

    # ---- the device ----

    def forwarded(self, sent, pps):
        """Of a direction: capacity for the time of sending, and the buffer."""
        mean = sum((size + 24) * weight for size, weight in self.parts) / sum(
            weight for _, weight in self.parts)
        capacity = min(self.setup.get("pps", 1e12), self.setup.get("bps", 1e12) / (8 * mean))
        if pps <= capacity:
            return sent
        return min(sent, int(capacity * sent / pps + 1e-6) + self.setup.get("buffer", 0))

    def count_run(self):
        """The number of this run among those of all processes."""
        path = self.setup.get("state")
        if path is None:
            return 0
        with open(path, "a+", encoding="ascii") as file:
            file.write("x")
            file.flush()
            file.seek(0)
            return len(file.read())

    def run(self):
        silent = [port for port, pps in self.rates.items() if pps < 1]
        active = [port for port in (0, 1) if port not in silent]
        nb = (self.packets - len(silent)) // len(active)
        fault = None
        if nb > LEARNING_MOST // 2:
            fault = self.setup.get("wrong", {}).get(str(self.count_run()))
        if fault == "die":
            print("igbx-fwd: the device burns", file=sys.stderr, flush=True)
            os._exit(1)
        if fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        self.rows = [self.row(port, nb if port in active else 1, fault) for port in (0, 1)]
        cycles = 100 * sum(row["sent_packets"] for row in self.rows)
        self.stats = {
            "seconds": nb / max(self.rates.values()), "end": "packets",
            "ports": [{"port": "total", "rx_missed": 5 if fault == "missed" else 0, "rx_no_mbuf": 0,
                       "rx_errors": 0, "tx_errors": 3 if fault == "tx" else 0, "tx_dropped": 0}],
            "lcores": [{"lcore": 1, "busy_cycles": cycles, "cycles_per_packet": 100.0}]}

    def row(self, port, nb, fault):
        pps = min(self.rates[port], self.setup.get("tester_pps", 1e12))
        if fault == "slow":
            pps /= 2
        got = self.forwarded(nb, pps)
        if fault == "missed":
            got -= 5
        if fault == "deaf":
            got = 0
        delay = self.setup.get("delay_us", 10.0)
        times = {name: delay * factor for name, factor in (
            ("min", 1), ("mean", 2), ("p50", 1.5), ("p90", 3), ("p99", 4), ("p99.9", 5),
            ("p99.99", 6), ("max", 7))}
        return {"tx_port": port, "rx_port": 1 - port, "sent_packets": nb,
                "received_packets": got, "lost_packets": nb - got, "duplicate_packets": 0,
                "out_of_order_packets": 0, "corrupted_packets": 0, "tx_pps": pps,
                **{f"latency_{name}_us": value if got else None for name, value in times.items()}}

    def forward(self):
        """As a device under test: 250 cycles a packet, after a slow start; an lcore that rests."""
        self.work += 1000
        cycles = 250 * self.work + 10**6
        return {"lcores": [{"lcore": 1, "busy_cycles": cycles,
                            "cycles_per_packet": cycles / self.work}, {"lcore": 2}]}

    # ---- the prompt ----

    def answer(self, line):
        words = line.split()
        if words[:2] == ["set", "tx_rate"]:
            for port in (0, 1) if words[2] == "all" else (int(words[2]),):
                self.rates[port] = float(words[3].removesuffix("pps"))
        elif words[:2] == ["set", "txpkts"]:
            self.parts = [(int(words[2]), 1)]
        elif words[:2] == ["set", "tx_mix"]:
            self.parts = [tuple(map(int, part.split(":"))) for part in words[2].split(",")]
        elif words[:2] == ["set", "packets"]:
            self.packets = int(words[2])
        elif words == ["set", "fwd", "latency"]:
            self.measures = True
        elif words == ["start"] and self.measures:
            self.run()
        elif words == ["wait"] and self.setup.get("hang"):
            # The test waits for this before it does something.
            with open(self.setup["hang"], "w", encoding="ascii"):
                signal.pause()
        elif words[:3] == ["show", "latency", "all"]:
            return {"latency": self.rows}
        elif words[:3] == ["show", "fwd", "stats"]:
            return self.stats if self.measures else self.forward()
        elif words[:3] == ["show", "port", "info"]:
            return {"ports": [{"port": port, "name": f"fake{port}", "driver": "net_fake",
                               "mac": MACS[port], "mbps": self.setup.get("mbps", 1000),
                               "firmware": "1 <2>", "numa_node": 0, "mtu": 1500}
                              for port in range(self.setup.get("ports", 2))]}
        return None


def main():
    if "--version" in sys.argv:
        print("igbx-fwd 0.0.0, DPDK 0.0.0")
        return
    setup = json.loads(os.environ.get("FAKEFWD", "{}"))
    if "refuse" in setup:
        sys.exit(f"igbx-fwd: {setup['refuse']}")
    fake = Fake(setup)
    print("igbx-fwd> ", end="", flush=True)
    for line in sys.stdin:
        line = line.strip()
        if line == "quit":
            break
        if line.split()[0] not in ("set", "show", "start", "stop", "wait"):
            print(json.dumps({"command": line, "ok": False, "error": f"unknown: {line}"}),
                  flush=True)
            continue
        data = fake.answer(line)
        print(json.dumps({"command": line, "ok": True, **({"data": data} if data else {})}),
              flush=True)


if __name__ == "__main__":
    main()
