# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""An ordinary user's way to a device: whom the nodes belong to, and whom they are given to."""

import grp
import os
import pwd

from igbx.devbind_host import Problem
from igbx.devbind_machine import (memlock_advice, memlock_problem, needed_memlock, own_memlock,
                                  users_memlock)

KEEP = -1
MODE_USER, MODE_GROUP = 0o600, 0o660


def user_id(text):
    """The number of a user from name or number."""
    try:
        return int(text) if text.isdigit() else pwd.getpwnam(text).pw_uid
    except KeyError:
        raise ValueError(f"no user {text}") from None


def group_id(text):
    try:
        return int(text) if text.isdigit() else grp.getgrnam(text).gr_gid
    except KeyError:
        raise ValueError(f"no group {text}") from None


def user_name(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def group_name(gid):
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def groups_of(user):
    """The names of the groups that a user is in."""
    found = {group.gr_name for group in grp.getgrall() if user in group.gr_mem}
    try:
        found.add(group_name(pwd.getpwnam(user).pw_gid))
    except KeyError:
        pass
    return found


class Owner:
    """Whom a node is to belong to; KEEP leaves user or group as they are."""

    def __init__(self, uid=KEEP, gid=KEEP):
        self.uid = uid
        self.gid = gid

    def __bool__(self):
        return (self.uid, self.gid) != (KEEP, KEEP)

    @property
    def mode(self):
        return MODE_USER if self.gid == KEEP else MODE_GROUP

    def __str__(self):
        user = "" if self.uid == KEEP else user_name(self.uid)
        return user if self.gid == KEEP else f"{user}:{group_name(self.gid)}"

    def has(self, status):
        """Is a node with this stat() as it is to be?"""
        return (self.uid in (KEEP, status.st_uid) and self.gid in (KEEP, status.st_gid)
                and status.st_mode & 0o777 == self.mode)


def give_node_back(host, path, old):
    """A node as it was by its old stat(); None where there was none."""
    now = host.stat(path) if old else None
    if now and any(getattr(now, name) != getattr(old, name)
                   for name in ("st_uid", "st_gid", "st_mode")):
        host.own(path, old.st_uid, old.st_gid, old.st_mode & 0o777)


def node_facts(dev):
    """{path, owner, group, mode, usable} of the device's node, or None."""
    status = dev.host.stat(dev.node) if dev.node else None
    if status is None:
        return None
    return {"path": dev.node, "owner": user_name(status.st_uid), "group": group_name(status.st_gid),
            "mode": f"{status.st_mode & 0o777:04o}",
            "usable": os.access(dev.node, os.R_OK | os.W_OK)}


def node_problem(dev):
    """Why the user of this program cannot open the node."""
    facts = node_facts(dev)
    if facts is None:
        return None
    container = os.path.join(dev.host.devfs, "vfio", "vfio")
    if os.path.exists(container) and not os.access(container, os.R_OK | os.W_OK):
        return Problem(f"{container} may be opened by root alone", f"sudo chmod 666 {container}")
    if facts["usable"]:
        return None
    if dev.node.rpartition("/")[2].startswith("noiommu-"):
        return Problem(f"{dev.node}: without an IOMMU only root may use a device",
                       "run the application with sudo")
    me = user_name(os.geteuid())
    return Problem(f"{dev.node} belongs to {facts['owner']}:{facts['group']} with mode "
                   f"{facts['mode']}: {me} may not open it",
                   f"sudo igbx-devbind bind --uid {me} {dev.address}")


def limit_problem(host, owner):
    """Will the memory that DPDK maps fit into the limit of whoever runs it?"""
    need = needed_memlock(host)
    if not owner:
        return None if host.euid == 0 else memlock_problem(user_name(host.euid), own_memlock(host),
                                                           need)
    if owner.uid in (KEEP, 0):
        return None
    user = user_name(owner.uid)
    limit, is_set = users_memlock(host, user, groups_of(user))
    if is_set:
        return memlock_problem(user, limit, need)
    return Problem(f"memlock limit of {user}: no file below /etc/security sets one, and the "
                   "default is a few MiB: VFIO will refuse to map hugepages", memlock_advice(user))
