# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Frames for the cases, made without any packet library."""

import random

MACS = bytes.fromhex("020000000001 020000000002")


def udp(size, flow=0, seed=0):
    """An Ethernet frame of size bytes with IPv4 and UDP; each flow has its own source."""
    payload = random.Random((size << 20) ^ (flow << 8) ^ seed).randbytes(size - 42)
    ip = (b"\x45\0" + (size - 14).to_bytes(2, "big") + seed.to_bytes(2, "big") + b"\0\0\x40\x11"
          + b"\0\0" + bytes([10, 0, flow >> 8, flow & 255]) + bytes([10, 1, 0, 1]))
    ip = ip[:10] + checksum(ip).to_bytes(2, "big") + ip[12:]
    ports = (1024 + flow).to_bytes(2, "big") + b"\0\x09"
    return MACS + b"\x08\0" + ip + ports + (size - 34).to_bytes(2, "big") + b"\0\0" + payload


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    data += b"\0" * (len(data) % 2)
    total = sum(int.from_bytes(data[i:i + 2], "big") for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff
