# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A frame of igbx-top as lines of text; each line is a list of (text, style)."""

import time

PLAIN, TITLE, HEAD, CHOSEN, BAD, FAINT = "", "title", "head", "chosen", "bad", "faint"

SORTS = {"port": lambda p: (p["port"],),
         "rx": lambda p: (-(p["rx_pps"] or 0), p["port"]),
         "tx": lambda p: (-(p["tx_pps"] or 0), p["port"]),
         "loss": lambda p: (-(p["lost_pps"] or 0), p["port"])}

HELP = """\
q       quit                          p, space  pause
s       sort by port, rx, tx, loss    up, down  choose a port
z       count totals from now on      Z         from the start again
+ -     update more or less often     Tab       the next application
h, ?    this text, and back

rx, tx  packets per second; bits per second of the line, with preamble, FCS and
        gap (24 bytes a packet); share of the link's speed
lost    per second: missed for lack of descriptors or mbufs, errors, and what
        igbx-fwd dropped because a Tx ring stayed full
fill    the fullest Rx queue: received, and not yet taken by the application
busy    polls that found packets; load: cycles of these, when the application
        measures them (igbx-fwd --record-core-cycles)
-       unknown: the driver or the application does not tell"""


def rate(value):
    """In eight columns: 999, 1.49 M."""
    if value is None:
        return "-"
    for prefix in ("", " k", " M", " G", " T"):
        if value < 999.95:
            break
        value /= 1000
    return f"{value:.2f}{prefix}" if prefix else f"{value:.0f}"


def percent(value):
    return "-" if value is None else f"{value:.1f}" if value < 999.95 else f"{value:.0f}"


def count(value):
    return "-" if value is None else str(value)


def real(value):
    return "-" if value is None else f"{value:.1f}"


def speed(port):
    if port["link"] != "up":
        return port["link"]
    if not port["mbps"]:
        return "up"
    return f"{port['mbps'] / 1000:g}G" if port["mbps"] >= 1000 else f"{port['mbps']}M"


def duration(seconds):
    seconds = int(seconds)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def row(cells, widths):
    """Cells to the right, each followed by a blank."""
    return " ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths))


PORT_HEAD = ("port", "link", "rx pps", "rx bit/s", "rx %", "tx pps", "tx bit/s", "tx %", "lost/s",
             "fill%")
PORT_WIDTHS = (5, 5, 8, 8, 6, 8, 8, 6, 8, 5)


def port_cells(port):
    return (count(port["port"]), speed(port), rate(port["rx_pps"]), rate(port["rx_line_bps"]),
            percent(port["rx_percent"]), rate(port["tx_pps"]), rate(port["tx_line_bps"]),
            percent(port["tx_percent"]), rate(port["lost_pps"]), percent(port["rx_fill_percent"]))


def port_line(port, chosen, width):
    style = CHOSEN if chosen else BAD if port["lost_pps"] else PLAIN
    text = row(port_cells(port), PORT_WIDTHS)
    if width > len(text) + 10:
        text += "  " + port["name"]
    return [(text, style)]


def sum_of(ports, name):
    values = [port[name] for port in ports]
    return None if None in values else sum(values)


def total_line(ports):
    cells = ("total", "", rate(sum_of(ports, "rx_pps")), rate(sum_of(ports, "rx_line_bps")), "",
             rate(sum_of(ports, "tx_pps")), rate(sum_of(ports, "tx_line_bps")), "",
             rate(sum_of(ports, "lost_pps")), "")
    return [(row(cells, PORT_WIDTHS), HEAD)]


def some(rows, room, first=0):
    """As many rows as there is room for, and how many are left out, which takes a line more."""
    if len(rows) <= room:
        return rows, 0
    room = max(1, room - 1)
    first = max(0, min(first, len(rows) - room))
    return rows[first:first + room], len(rows) - room


def port_table(ports, chosen, width, room):
    """The chosen port stays in sight."""
    index = next((i for i, p in enumerate(ports) if p["port"] == chosen), 0)
    shown, left = some(ports, room - (2 if len(ports) > 1 else 1), index - room // 2)
    lines = [[(row(PORT_HEAD, PORT_WIDTHS) + ("  name" if width > 90 else ""), HEAD)]]
    lines += [port_line(p, p["port"] == chosen, width) for p in shown]
    if len(ports) > 1:
        lines.append(total_line(ports))
    if left:
        lines.append([(f"      {left} ports more", FAINT)])
    return lines


LCORE_HEAD = ("lcore", "streams", "packets/s", "polls/s", "busy %", "pkts/poll", "load %",
              "cycles/pkt", "asleep %")
LCORE_WIDTHS = (5, 7, 9, 9, 7, 9, 7, 10, 8)


def lcore_cells(lcore):
    return (count(lcore["lcore"]), count(lcore.get("streams")), rate(lcore["pps"]),
            rate(lcore["polls_per_s"]), percent(lcore["busy_polls_percent"]),
            real(lcore["packets_per_poll"]), percent(lcore["load_percent"]),
            real(lcore["cycles_per_packet"]), percent(lcore["asleep_percent"]))


def lcore_table(lcores, room):
    shown, left = some(lcores, max(room - 1, 0))
    if not shown:
        return []
    lines = [[(row(LCORE_HEAD, LCORE_WIDTHS), HEAD)]]
    lines += [[(row(lcore_cells(lcore), LCORE_WIDTHS), PLAIN)] for lcore in shown]
    if left:
        lines.append([(f"      {left} lcores more", FAINT)])
    return lines


def totals(port, zero):
    """Counters since the device's beginning, or since the user's zero."""
    return {name: value if value is None or zero is None or zero.get(name) is None
            or zero[name] > value else value - zero[name]
            for name, value in port.items() if name.startswith(("rx_", "tx_"))}


DETAIL_WIDTHS = (5, 15, 18, 12, 12, 12)


def queue_texts(port, way, width):
    """Queues with their fill, as many lines as they take."""
    known = [q for q in port["queues"] if q["way"] == way and q["used"] is not None]
    lines, line = [], f"{way} fill "
    for queue in known:
        part = f" {queue['queue']}: {queue['used']}/{queue['descriptors']}"
        if len(line) + len(part) > width:
            lines.append(line)
            line = 8 * " "
        line += part
    return [*lines, line] if known else []


def port_detail(port, zero, width):
    nb = totals(port, zero)
    head = (f"port {port['port']}: {port['name']}, {port['mac']}, MTU {port['mtu']}, "
            f"{port['rx_queues']} Rx and {port['tx_queues']} Tx queues")
    if not port["started"]:
        head += ", stopped"
    lines = [[(head, TITLE)],
             [(row(("", "packets", "bytes", "missed", "no mbufs", "errors"), DETAIL_WIDTHS), HEAD)],
             [(row(("rx", count(nb["rx_packets"]), count(nb["rx_bytes"]), count(nb["rx_missed"]),
                    count(nb["rx_no_mbuf"]), count(nb["rx_errors"])), DETAIL_WIDTHS), PLAIN)],
             [(row(("tx", count(nb["tx_packets"]), count(nb["tx_bytes"]), "", "",
                    count(nb["tx_errors"])), DETAIL_WIDTHS), PLAIN)]]
    if nb["tx_dropped"] is not None:
        lines.append([(f"   dropped by the application, the Tx ring was full: {nb['tx_dropped']}",
                       BAD if nb["tx_dropped"] else PLAIN)])
    for way in ("rx", "tx"):
        lines += [[(text, PLAIN)] for text in queue_texts(port, way, width)]
    return lines


def title_lines(frame, note):
    app, run = frame["application"], frame["run"]
    prefix = app["prefix"] + (f":{app['instance']}" if app["instance"] else "")
    left = f"{app['program']} {app['pid']}  prefix {prefix}  {app['dpdk']}"
    lines = [[(left, TITLE), ("  " + time.strftime("%H:%M:%S", time.localtime(frame["time"])),
                              PLAIN), (note, FAINT)]]
    if run is not None:
        state = ("forwarding" if run["end"] == "runs" else
                 "not started" if not run["run"] else f"ended: {run['end']}")
        lines.append([(f"{run['mode']}, {run['topology']}, burst {run['burst']}, {run['rx_mode']}: "
                       f"{state}, {duration(run['seconds'] or 0)}", PLAIN)])
    return lines


def clip(line, width):
    """A line that is no longer than the screen."""
    clipped = []
    for text, style in line:
        clipped.append((text[:width], style))
        width -= len(clipped[-1][0])
    return clipped


def lines_of(frame, width, height=None, chosen=None, sort="port", zero=None, note=""):
    """A frame in so many columns, and at most so many lines."""
    lines = title_lines(frame, note)
    ports = sorted(frame["ports"], key=SORTS[sort])
    room = 10 ** 6 if height is None else height - len(lines)
    table = lcore_table(frame["lcores"], max(3, room // 4))
    if ports:
        # What the lcores and four lines about the chosen port leave, but a third at least.
        lines += port_table(ports, chosen, width, max(3, room // 3, room - len(table) - 6))
    else:
        lines.append([("no ports", PLAIN)])
    if table:
        lines += [[("", PLAIN)], *table]
    selected = next((p for p in ports if p["port"] == chosen), None)
    if selected is not None:
        lines += [[("", PLAIN)], *port_detail(selected, zero, width)]
    return [clip(line, width) for line in lines[:height]]


def text_of(lines):
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)
