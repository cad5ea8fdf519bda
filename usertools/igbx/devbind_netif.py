# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Is a network interface in use by the system, and by what?"""

import json
import os

from igbx.devbind_host import read_text

IFF_UP = 0x1


def ip_json(host, *args):
    """The answer of ip -j, or None where there is no ip(8)."""
    status, out, _ = host.run("ip", "-j", *args)
    if status == 127:
        return None
    try:
        return [entry for entry in json.loads(out or "[]") if entry]
    except ValueError:
        return []


def is_automatic(route):
    """Routes that the kernel makes for every interface that is up."""
    return route.get("dst", "").startswith(("fe80:", "ff00:"))


def addresses(host, name):
    """Addresses that someone gave the interface: fe80:: comes by itself with 'up'."""
    links = ip_json(host, "addr", "show", "dev", name) or []
    infos = (info for link in links for info in link.get("addr_info", []))
    return [info["local"] for info in infos if "local" in info and info.get("scope") != "link"]


def routes(host, name):
    found = []
    for family in ("-4", "-6"):
        found += ip_json(host, family, "route", "show", "dev", name) or []
    return [route for route in found if not is_automatic(route)]


def ssh_server_address(host):
    """The local address of the SSH session this program runs in.

    sudo removes SSH_CONNECTION from the environment, so the ancestors are asked too.
    """
    def from_environ(pairs):
        fields = pairs.get("SSH_CONNECTION", "").split()
        return fields[2] if len(fields) == 4 else None

    address = from_environ(host.environ)
    pid = "self"
    while address is None and pid not in (None, "0", "1"):
        blob = read_text(os.path.join(host.procfs, pid, "environ"))
        status = read_text(os.path.join(host.procfs, pid, "status"))
        if blob is None or status is None:
            break
        pairs = (item.partition("=") for item in blob.split("\0"))
        address = from_environ({name: value for name, _, value in pairs})
        parents = (line.split()[1] for line in status.splitlines() if line.startswith("PPid:"))
        pid = next(parents, None)
    return address


def interface_use(host, name):
    """What the interface is used for, or None; the gravest reason wins."""
    flags = host.read_int("class", "net", name, "flags")
    master = host.link_name("class", "net", name, "master")
    if host.program("ip") is None:
        return "is up, and there is no ip(8) to tell what for" if flags & IFF_UP else None
    local = addresses(host, name)
    ways = routes(host, name)
    if local and ssh_server_address(host) in local:
        return "carries this SSH session"
    if any(route.get("dst") == "default" for route in ways):
        return "carries the default route"
    if master:
        return f"belongs to {master}"
    if flags & IFF_UP and local:
        return f"is up with address {local[0]}"
    if flags & IFF_UP and ways:
        return f"is up with a route to {ways[0].get('dst')}"
    return None
