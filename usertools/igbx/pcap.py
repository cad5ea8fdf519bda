# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Capture files, read by libpcap: pcap and pcapng in each byte order and resolution."""

import ctypes
import os

from . import ToolError

DLT_EN10MB = 1
_ERRBUF_SIZE = 256
_NANOSECONDS = 1


class _Header(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("fraction", ctypes.c_long),
                ("caplen", ctypes.c_uint32), ("len", ctypes.c_uint32)]


def available():
    """Is libpcap installed?"""
    try:
        _load()
    except ToolError:
        return False
    return True


def _load():
    try:
        lib = ctypes.CDLL("libpcap.so.0.8")
    except OSError as error:
        raise ToolError("libpcap is not installed: apt-get install libpcap0.8") from error
    lib.pcap_open_offline_with_tstamp_precision.restype = ctypes.c_void_p
    lib.pcap_open_offline_with_tstamp_precision.argtypes = (
        ctypes.c_char_p, ctypes.c_uint, ctypes.c_char_p)
    lib.pcap_next_ex.argtypes = (ctypes.c_void_p, ctypes.POINTER(ctypes.POINTER(_Header)),
                                 ctypes.POINTER(ctypes.c_void_p))
    lib.pcap_datalink.argtypes = (ctypes.c_void_p,)
    lib.pcap_datalink_val_to_name.restype = ctypes.c_char_p
    lib.pcap_datalink_val_to_name.argtypes = (ctypes.c_int,)
    lib.pcap_geterr.restype = ctypes.c_char_p
    lib.pcap_geterr.argtypes = (ctypes.c_void_p,)
    lib.pcap_close.argtypes = (ctypes.c_void_p,)
    lib.pcap_close.restype = None
    return lib


class CaptureError(ToolError):
    """A capture that cannot be used; its text names the file and the reason."""


class Capture:
    """The frames of an Ethernet capture, one after the other, as bytes.

    Frames without a byte or with more than max_frame are an error, or with skip_unfit counted in
    skipped and left out. Frames that the capture itself has cut short come as they are and are
    counted in cut.
    """

    def __init__(self, path, max_frame=None, skip_unfit=False):
        self.path = path
        self.max_frame = max_frame
        self.skip_unfit = skip_unfit
        self.skipped = 0
        self.cut = 0

    def check(self):
        """Read all of it, so that a bad capture is refused before its first frame is sent."""
        count = sum(1 for _ in self)
        if not count:
            raise CaptureError(f"{self.path}: no frame in this capture")
        return count

    def __iter__(self):
        lib = _load()
        handle = self._open(lib)
        self.skipped = self.cut = 0
        try:
            yield from self._frames(lib, handle)
        finally:
            lib.pcap_close(handle)

    def _open(self, lib):
        if os.path.isdir(self.path):
            raise CaptureError(f"{self.path}: is a folder, not a capture")
        errors = ctypes.create_string_buffer(_ERRBUF_SIZE)
        handle = lib.pcap_open_offline_with_tstamp_precision(
            os.fsencode(self.path), _NANOSECONDS, errors)
        if not handle:
            text = errors.value.decode(errors="replace")
            raise CaptureError(text if text.startswith(self.path) else f"{self.path}: {text}")
        link = lib.pcap_datalink(handle)
        if link != DLT_EN10MB:
            name = (lib.pcap_datalink_val_to_name(link) or str(link).encode()).decode()
            lib.pcap_close(handle)
            raise CaptureError(f"{self.path}: link type {name}, not Ethernet (EN10MB)")
        return handle

    def _frames(self, lib, handle):
        header = ctypes.POINTER(_Header)()
        data = ctypes.c_void_p()
        number = 0
        while True:
            result = lib.pcap_next_ex(handle, ctypes.byref(header), ctypes.byref(data))
            if result != 1:
                break
            number += 1
            length = header.contents.caplen
            if not length or (self.max_frame and length > self.max_frame):
                self._unfit(number, length)
                continue
            if length < header.contents.len:
                self.cut += 1
            yield ctypes.string_at(data, length)
        if result == -1:
            reason = lib.pcap_geterr(handle).decode(errors="replace")
            raise CaptureError(f"{self.path}: after {number} frames: {reason}")

    def _unfit(self, number, length):
        if not self.skip_unfit:
            limit = f"more than the limit of {self.max_frame}" if length else "nothing to send"
            raise CaptureError(f"{self.path}: frame {number} has {length} bytes, {limit}")
        self.skipped += 1
