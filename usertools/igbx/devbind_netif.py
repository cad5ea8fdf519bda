# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The system's network as ip(8) tells it: is an interface in use, and by what?"""

import json
import os

from igbx.devbind_host import NOT_FOUND, Problem, read_text

# Routes that addresses bring along, and words of ip(8) that tell of a state.
TYPES_OF_KERNEL = ("local", "broadcast", "multicast", "anycast")
STATE_WORDS = ("\\", "linkdown", "dead", "offload", "rt_offload", "trap", "rt_trap", "notify")


class Route:
    """A route as the words that ip(8) shows, which are those that it takes."""

    def __init__(self, family, line):
        self.family = family
        self.words = [word for word in line.split() if word not in STATE_WORDS]
        self.destination = self.words[1] if self.words[0] == "unicast" else self.words[0]

    def after(self, word):
        """The words that follow each occurrence of a word."""
        return [value for key, value in zip(self.words, self.words[1:]) if key == word]

    def made_by_kernel(self):
        return (self.words[0] in TYPES_OF_KERNEL or "kernel" in self.after("proto")
                or "local" in self.after("table"))


class Network:
    """Links with their addresses, and routes; each asked once."""

    def __init__(self, host):
        self.host = host
        self.known = host.program("ip") is not None
        self._links = None
        self._routes = None

    def _ask(self, *args):
        status, out, err = self.host.ask("ip", *args)
        if status == NOT_FOUND:
            return ""
        if status:
            raise Problem(f"ip {' '.join(args)}: {err.strip() or f'exit status {status}'}")
        return out

    @property
    def links(self):
        """{name: what ip -j -d says}"""
        if self._links is None:
            text = self._ask("-j", "-d", "addr", "show")
            try:
                self._links = {link["ifname"]: link for link in json.loads(text or "[]") if link}
            except (ValueError, TypeError, KeyError) as err:
                raise Problem(f"ip -j addr show: unexpected answer ({err})") from err
        return self._links

    @property
    def routes(self):
        """Routes that somebody set, of all tables."""
        if self._routes is None:
            lines = [(family, line) for family in ("-4", "-6") for line in
                     self._ask("-o", family, "route", "show", "table", "all").splitlines()]
            found = [Route(family, line) for family, line in lines if line.strip()]
            self._routes = [route for route in found if not route.made_by_kernel()]
        return self._routes

    def link(self, name):
        return self.links.get(name, {})

    def is_up(self, name):
        return "UP" in self.link(name).get("flags", ())

    def addresses(self, name):
        """Addresses that someone gave the interface: fe80:: comes by itself with 'up'."""
        return [info["local"] for info in self.link(name).get("addr_info", ())
                if "local" in info and info.get("scope") != "link"]

    def routes_of(self, name):
        return [route for route in self.routes if name in route.after("dev")]

    def carried(self, name):
        """Interfaces that exist on top of this one: VLANs, macvlans."""
        return [link["ifname"] for link in self.links.values() if link.get("link") == name]

    def kind(self, name):
        return self.link(name).get("linkinfo", {}).get("info_kind", "interface")


def ssh_connection(host):
    """(client, server) addresses of the SSH session this program runs in, or None.

    sudo removes SSH_CONNECTION from the environment, so the ancestors are asked too.
    """
    def parse(text):
        # Addresses of a link have its name behind a percent sign.
        fields = [field.partition("%")[0] for field in (text or "").split()]
        return (fields[0], fields[2]) if len(fields) == 4 else None

    found = parse(host.environ.get("SSH_CONNECTION"))
    pid = "self"
    while found is None and pid not in (None, "0", "1"):
        blob = read_text(os.path.join(host.procfs, pid, "environ"))
        status = read_text(os.path.join(host.procfs, pid, "status"))
        if blob is None or status is None:
            break
        pairs = dict(item.partition("=")[::2] for item in blob.split("\0"))
        found = parse(pairs.get("SSH_CONNECTION"))
        parents = (line.split()[1] for line in status.splitlines() if line.startswith("PPid:"))
        pid = next(parents, None)
    return found


class Usage:
    """What interfaces are used for."""

    def __init__(self, host):
        self.host = host
        self.network = Network(host)
        self._ssh = None

    def ssh_places(self):
        """The address and the interface that this SSH session comes in through."""
        if self._ssh is None:
            self._ssh = ()
            ends = ssh_connection(self.host)
            if ends:
                status, out, _ = self.host.ask("ip", "-o", "route", "get", ends[0])
                way = Route("", out) if status == 0 and out.strip() else None
                self._ssh = (ends[1], *(way.after("dev") if way else ()))
        return self._ssh

    def of(self, name):
        """What the interface is used for, or None; the gravest reason wins."""
        if not self.network.known:
            up = (self.host.number("class", "net", name, "flags") or 0) & 1
            return "is up, and there is no ip(8) to tell what for" if up else None
        reasons = sorted(self._reasons(name), key=lambda pair: pair[0])
        return reasons[0][1] if reasons else None

    def _reasons(self, name):
        """(gravity, text) pairs; the smallest number is the gravest."""
        network = self.network
        local = network.addresses(name)
        ways = network.routes_of(name)
        if any(place in (name, *local) for place in self.ssh_places()):
            yield 0, "carries this SSH session"
        if any(route.destination == "default" for route in ways):
            yield 1, "carries the default route"
        master = network.link(name).get("master")
        above = [(2, master, f"belongs to {master}")] if master else []
        above += [(5, upper, f"carries {upper}") for upper in network.carried(name)]
        for least, upper, relation in above:
            yield least, f"{relation} ({network.kind(upper)})"
            for gravity, text in self._reasons(upper):
                yield gravity, f"{relation}, which {text}"
        if network.is_up(name) and local:
            yield 3, f"is up with address {local[0]}"
        if network.is_up(name) and ways:
            yield 4, f"is up with a route to {ways[0].destination}"
