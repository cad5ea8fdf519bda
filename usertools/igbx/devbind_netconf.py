# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The settings of a network interface: taken down before its driver goes, restored after.

An interface vanishes with its driver, and all that ip(8) set on it. What is kept: name, MAC
address, MTU, queue length, up, promiscuous modes, bond or bridge, addresses, routes of all tables,
and VLANs on top with all of these.
"""

import time

from igbx.devbind_host import Problem
from igbx.devbind_pci import interfaces_of

MTU_DEFAULT = 1500
QUEUE_DEFAULT = 1000
FOREVER = 0xffffffff
# Addresses and routes that come back by themselves with the link, or from a router.
MADE_BY_KERNEL = ("kernel_ll", "kernel_ra", "kernel_lo")
ROUTES_LEARNT = ("ra", "redirect")


def seconds_since_boot():
    return int(time.clock_gettime(time.CLOCK_BOOTTIME))


def snapshot(network, name):
    """The settings of an interface, as the record keeps them."""
    link = network.link(name)
    flags = link.get("flags", ())
    return {
        "name": name,
        "ifindex": link.get("ifindex"),
        # ip(8) tells the permanent address where another one was set; a bond sets its own.
        "mac": link["address"] if "permaddr" in link and "master" not in link else None,
        "mtu": link.get("mtu", MTU_DEFAULT),
        "txqlen": link.get("txqlen", QUEUE_DEFAULT),
        "modes": [mode for mode, flag in (("promisc", "PROMISC"), ("allmulticast", "ALLMULTI"))
                  if flag in flags],
        "master": link.get("master"),
        "up": "UP" in flags,
        "taken": seconds_since_boot(),
        "addresses": [info for info in link.get("addr_info", ()) if is_set_by_user(info)],
        "routes": [[route.family, *route.words] for route in network.routes_of(name)
                   if not set(ROUTES_LEARNT) & set(route.after("proto"))
                   and "expires" not in route.words],
        "vlans": [vlan(network, upper) for upper in network.carried(name)
                  if network.kind(upper) == "vlan"],
    }


def vlan(network, name):
    data = network.link(name)["linkinfo"].get("info_data", {})
    return {**snapshot(network, name), "id": data.get("id"),
            "protocol": data.get("protocol", "802.1Q")}


def is_set_by_user(info):
    return ("local" in info and info.get("protocol") not in MADE_BY_KERNEL
            and not info.get("mngtmpaddr") and not info.get("temporary"))


def summary(settings):
    """'2 addresses, 1 route, MTU 9000' of what is restored."""
    def count(number, word, plural):
        return [f"{number} {word if number == 1 else plural}"] if number else []

    parts = count(len(settings["addresses"]), "address", "addresses")
    parts += count(len(settings["routes"]), "route", "routes")
    parts += count(len(settings["vlans"]), "VLAN", "VLANs")
    if settings["mtu"] != MTU_DEFAULT:
        parts.append(f"MTU {settings['mtu']}")
    if settings["master"]:
        parts.append(f"member of {settings['master']}")
    return ", ".join(parts) or ("up" if settings["up"] else "down")


def address_command(name, info, passed):
    """ip addr replace for an address, or None when its time is over."""
    life = info.get("valid_life_time", FOREVER)
    if "address" in info:
        words = [info["local"], "peer", f"{info['address']}/{info['prefixlen']}"]
    else:
        words = [f"{info['local']}/{info['prefixlen']}"]
    if "broadcast" in info:
        words += ["broadcast", info["broadcast"]]
    if info.get("scope", "global") != "global":
        words += ["scope", info["scope"]]
    if info.get("label", name) != name:
        words += ["label", info["label"]]
    if "metric" in info:
        words += ["metric", str(info["metric"])]
    words += [flag for flag in ("noprefixroute", "nodad") if info.get(flag)]
    if life != FOREVER:
        if life <= passed:
            return None
        preferred = info.get("preferred_life_time", life)
        words += ["valid_lft", str(life - passed), "preferred_lft", str(max(0, preferred - passed))]
    return ["addr", "replace", *words, "dev", name]


def link_commands(settings):
    name = settings["name"]
    change = ["link", "set", "dev", name]
    if settings["mac"]:
        yield [*change, "address", settings["mac"]]
    # A VLAN begins with the MTU of what it is on.
    if settings["mtu"] != MTU_DEFAULT or "id" in settings:
        yield [*change, "mtu", str(settings["mtu"])]
    if settings["txqlen"] != QUEUE_DEFAULT:
        yield [*change, "txqueuelen", str(settings["txqlen"])]
    for mode in settings["modes"]:
        yield [*change, mode, "on"]
    if settings["master"]:
        yield [*change, "master", settings["master"]]
    if settings["up"]:
        yield [*change, "up"]


def own_commands(settings, now):
    """Link and addresses of the interface and of its VLANs, which routes may need."""
    name = settings["name"]
    yield from link_commands(settings)
    for info in settings["addresses"]:
        command = address_command(name, info, now - settings["taken"])
        if command:
            yield command
    for upper in settings["vlans"]:
        yield ["link", "add", "link", name, "name", upper["name"], "type", "vlan",
               "protocol", upper["protocol"], "id", str(upper["id"])]
        yield from own_commands(upper, now)


def all_routes(settings):
    yield from settings["routes"]
    for upper in settings["vlans"]:
        yield from all_routes(upper)


def commands(settings, now=None):
    """The arguments of ip(8), in the order that works: what a gateway is reached by comes first."""
    yield from own_commands(settings, seconds_since_boot() if now is None else now)
    routes = list(all_routes(settings))
    for family, *words in sorted(routes, key=lambda words: "via" in words):
        yield [family, "route", "replace", *words]


def wait_for_names(host):
    """udev may rename an interface after the kernel has made it."""
    if host.program("udevadm"):
        host.ask("udevadm", "settle", "--timeout=10")


def is_untouched(host, settings):
    """The interface is the one that was taken down: it never went."""
    return str(settings["ifindex"]) == host.read("class", "net", settings["name"], "ifindex")


def restore(host, address, recorded):
    """Give a device's interfaces their settings; returns the lines that say what did not work.

    What fails is tried again when all the rest is there.
    """
    wanted = [settings for settings in recorded if not is_untouched(host, settings)]
    if not wanted:
        return []
    wait_for_names(host)
    names = interfaces_of(host, address)
    spare = [name for name in names if name not in [settings["name"] for settings in recorded]]
    todo, failures = [], []
    for settings in wanted:
        name = settings["name"]
        if name not in names:
            if not spare:
                failures.append(f"{address} has no interface now: {name} ({summary(settings)}) "
                                "is not restored")
                continue
            todo += [["link", "set", "dev", spare[0], "down"],
                     ["link", "set", "dev", spare.pop(0), "name", name]]
        todo += commands(settings)
    again = [words for words, _ in run_all(host, todo)]
    return failures + [text for _, text in run_all(host, again)]


def run_all(host, todo):
    """Run ip(8) for each list of words; [(words, what it said)] of those that failed."""
    failed = []
    for words in todo:
        # A VLAN that a killed run has made already
        if words[:2] == ["link", "add"] and host.exists("class", "net", words[5]):
            continue
        try:
            host.run("ip", *words)
        except Problem as problem:
            failed.append((words, problem.text))
    return failed
