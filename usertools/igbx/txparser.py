# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""What QEMU's emulated 82576 does to a few malformed frames on transmit, whatever the driver.

The emulator takes each frame apart before it is sent, even when no offload is asked for
(net_tx_pkt_parse in QEMU's hw/net/net_tx_pkt.c), and drops those it cannot take apart; it also
fills in an IPv6 payload length of zero. A real 82576 sends what it is given. verdict() states
those rules; what it does not name must come out unchanged.
"""

VLAN = 0x8100
QINQ = 0x88a8
IPV4 = 0x0800
IPV6 = 0x86dd
IPV4_MIN_HEADER = 20
IPV6_HEADER = 40
MAX_DATAGRAM = 65535
# Next-header values whose headers the emulator walks over: hop-by-hop options, routing, fragment,
# authentication, destination options, mobility. It takes each for "next, length in 8 bytes".
WALKED = frozenset((0, 43, 44, 51, 60, 135))


def verdict(frame):
    """None when the frame passes unchanged, else (reason, frame that comes out or None)."""
    protocol = int.from_bytes(frame[12:14], "big")
    offset = 14
    if protocol == VLAN:
        offset = 18
    elif protocol == QINQ:
        offset = 22 if frame[16:18] == b"\x81\x00" else 18
    if offset > 14:
        protocol = int.from_bytes(frame[offset - 2:offset], "big")
    if protocol == IPV4:
        return _ipv4(frame, offset)
    if protocol == IPV6:
        return _ipv6(frame, offset)
    return None


def _ipv4(frame, offset):
    left = len(frame) - offset
    if left < IPV4_MIN_HEADER:
        return "IPv4 header cut short", None
    length = (frame[offset] & 15) * 4
    if length < IPV4_MIN_HEADER:
        return f"IPv4 header length {length}", None
    if length > left:
        return f"IPv4 header length {length}, beyond the frame", None
    return None


def _ipv6(frame, offset):
    if len(frame) - offset < IPV6_HEADER:
        return "IPv6 header cut short", None
    following = frame[offset + 6]
    end = offset + IPV6_HEADER
    while following in WALKED:
        if end + 2 > len(frame):
            return "IPv6 extension header beyond the frame", None
        following = frame[end]
        end += (frame[end + 1] + 1) * 8
    if end > len(frame):
        return "IPv6 extension header longer than the frame", None
    if frame[offset + 4:offset + 6] != b"\0\0":
        return None
    length = len(frame) - end
    if length == 0 or length > MAX_DATAGRAM:
        return None
    changed = frame[:offset + 4] + length.to_bytes(2, "big") + frame[offset + 6:]
    return "IPv6 payload length 0", changed
