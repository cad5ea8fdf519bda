# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What an application counted, and from two such samples what it does now.

Every application answers /ethdev/; igbx-fwd adds what its lcores do (/fwd/), the driver how full
its queues are (/igbx/), and applications that report it to EAL how busy their lcores are.
"""

import time

# Preamble, start of frame and gap (IEEE 802.3), and the FCS, which drivers do not count.
LINE_OVERHEAD = 8 + 12 + 4

COUNTERS = {"rx_packets": "ipackets", "rx_bytes": "ibytes", "rx_missed": "imissed",
            "rx_errors": "ierrors", "rx_no_mbuf": "rx_nombuf", "tx_packets": "opackets",
            "tx_bytes": "obytes", "tx_errors": "oerrors"}
LOSSES = ("rx_missed", "rx_no_mbuf", "rx_errors", "tx_errors", "tx_dropped")
UNKNOWN_MBPS = (0, 0xFFFFFFFF)


def members(answer, name):
    """The objects of a list: telemetry calls them "0", "1", ..."""
    found = (answer or {}).get(name) or {}
    return list(found.values()) if isinstance(found, dict) else found


def number(value):
    """Telemetry writes fractions as text."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return None


def read_queues(client, port):
    """Fill of the queues: igbx-fwd knows it for all drivers that can tell, the driver for its own."""
    queues = members(client.ask("/fwd/queues", port), "queues") if client.has("/fwd/queues") else []
    if not queues and client.has("/igbx/queues"):
        for way, own in (client.ask("/igbx/queues", port) or {}).items():
            queues += [{"way": way, "queue": int(name), "descriptors": q.get("descriptors"),
                        "used": q.get("used")} for name, q in own.items()]
    return [{name: q.get(name) for name in ("way", "queue", "descriptors", "used")}
            for q in queues]


def read_port(client, port):
    stats = client.ask("/ethdev/stats", port)
    at = time.monotonic()
    info = client.ask("/ethdev/info", port)
    link = client.ask("/ethdev/link_status", port) or {}
    if not isinstance(stats, dict) or not isinstance(info, dict):
        return None
    speed = link.get("speed")
    return {"port": port, "at": at, "name": info.get("name", "?"), "mac": info.get("mac_addr"),
            "mtu": info.get("mtu"), "rx_queues": info.get("nb_rx_queues"),
            "tx_queues": info.get("nb_tx_queues"), "started": bool(info.get("dev_started", 1)),
            "link": str(link.get("status", "?")).lower(),
            "mbps": None if speed in UNKNOWN_MBPS else speed,
            **{own: stats.get(name) for own, name in COUNTERS.items()},
            "tx_dropped": None, "queues": read_queues(client, port)}


def read_drops(client, ports):
    """What igbx-fwd could not send, which no device counts."""
    if not client.has("/fwd/ports"):
        return
    answer = client.ask("/fwd/ports")
    rows = members(answer, "ports")
    if "error" in (answer or {}):
        rows = [row for port in ports
                for row in members(client.ask("/fwd/ports", port["port"]), "ports")]
    drops = {row.get("port"): row.get("tx_dropped") for row in rows}
    for port in ports:
        port["tx_dropped"] = drops.get(str(port["port"]))


def read_lcores(client):
    if client.has("/fwd/lcores"):
        return [{"at": time.monotonic(), **row} for row in members(client.ask("/fwd/lcores"), "lcores")]
    if not client.has("/eal/lcore/info"):
        return []
    rows = []
    for lcore in client.ask("/eal/lcore/list") or []:
        row = client.ask("/eal/lcore/info", lcore) or {}
        if row.get("total_cycles"):
            rows.append({"at": time.monotonic(), "lcore": lcore,
                         "total_cycles": row["total_cycles"], "busy_cycles": row["busy_cycles"]})
    return rows


def read(client):
    """One sample; Gone if the application ends meanwhile."""
    run = client.ask("/fwd/run") if client.has("/fwd/run") else None
    config = client.ask("/fwd/config") if run else None
    ports = [read_port(client, port) for port in client.ask("/ethdev/list") or []]
    ports = [port for port in ports if port is not None]
    read_drops(client, ports)
    return {"time": time.time(),
            "application": {"program": client.program, "pid": client.pid,
                            "prefix": client.prefix, "instance": client.instance,
                            "dpdk": client.version},
            "run": {**run, "seconds": number(run.get("seconds")),
                    **{name: (config or {}).get(name) for name in ("topology", "burst", "rx_mode")}}
            if run and "error" not in run else None,
            "ports": ports, "lcores": read_lcores(client)}


def grown(before, now, name):
    """How much a counter has grown; unknown when it began anew."""
    old, new = before.get(name), now.get(name)
    return None if old is None or new is None or new < old else new - old


def per_second(before, now, name):
    seconds = now["at"] - before["at"]
    nb = grown(before, now, name)
    return None if nb is None or seconds <= 0 else nb / seconds


def share(part, whole):
    return None if part is None or not whole else min(100 * part / whole, 100.0)


def line_bps(before, now, way):
    """Bits of the line; unknown when the driver counts no bytes."""
    packets = per_second(before, now, f"{way}_packets")
    nb_bytes = per_second(before, now, f"{way}_bytes")
    if packets is None or nb_bytes is None or (packets and not now[f"{way}_bytes"]):
        return None
    return 8 * (nb_bytes + packets * LINE_OVERHEAD)


def port_rates(before, now):
    rates = {}
    for way in ("rx", "tx"):
        bps = line_bps(before, now, way)
        rates[f"{way}_pps"] = per_second(before, now, f"{way}_packets")
        rates[f"{way}_line_bps"] = bps
        rates[f"{way}_percent"] = (None if bps is None or not now["mbps"]
                                   else bps / now["mbps"] / 1e4)
    losses = [per_second(before, now, name) for name in LOSSES if now.get(name) is not None]
    rates["lost_pps"] = None if None in losses else sum(losses)
    fills = [share(q["used"], q["descriptors"]) for q in now["queues"] if q["way"] == "rx"]
    rates["rx_fill_percent"] = max((fill for fill in fills if fill is not None), default=None)
    return rates


def lcore_rates(before, now):
    rounds, empty = grown(before, now, "rounds"), grown(before, now, "empty_rounds")
    packets, busy = grown(before, now, "packets"), grown(before, now, "busy_cycles")
    full = None if rounds is None or empty is None else rounds - empty
    slept = [number(sample.get("slept_s")) for sample in (before, now)]
    seconds = now["at"] - before["at"]
    return {"pps": per_second(before, now, "packets"),
            "polls_per_s": per_second(before, now, "rounds"),
            "busy_polls_percent": share(full, rounds),
            "packets_per_poll": packets / full if packets is not None and full else None,
            "load_percent": share(busy, grown(before, now, "total_cycles")),
            "cycles_per_packet": busy / packets if busy is not None and packets else None,
            "asleep_percent": share(slept[1] - slept[0], seconds)
            if None not in slept and slept[1] >= slept[0] else None}


def compare(before, now):
    """What there is to show: the later sample, with the rates since the earlier one, if any."""
    same = before is not None and before["application"] == now["application"]
    ports = {(p["port"], p["name"]): p for p in before["ports"]} if same else {}
    # The counters of lcores belong to a run.
    same = same and (before["run"] or {}).get("run") == (now["run"] or {}).get("run")
    lcores = {row["lcore"]: row for row in before["lcores"]} if same else {}
    return {**now,
            "ports": [{**p, **port_rates(ports.get((p["port"], p["name"]), {"at": p["at"]}), p)}
                      for p in now["ports"]],
            "lcores": [{**row, **lcore_rates(lcores.get(row["lcore"], {"at": row["at"]}), row)}
                       for row in now["lcores"]]}
