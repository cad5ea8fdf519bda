# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""The guest: starts QEMU, carries the command's streams and exit status, and cleans up.

Everything between the host and the guest goes through descriptors that QEMU inherits (socket
pairs, a memory file for the initramfs), so that there is nothing in the file system to clean up
however the run ends; and QEMU dies with the process that started it.
"""

import ctypes
import dataclasses
import json
import os
import select
import signal
import socket
import subprocess
import threading
import time

from . import ToolError, guest_accel, guest_image, guest_job
from .guest_config import Config, machine_arguments, port_arguments

__all__ = ["Config", "Guest", "EmulatorAborted", "run", "run_once"]

# virtio-serial ports by number; 0 is kept for a console by QEMU.
CHANNELS = ("ctl", "in", "out", "err", "mon")
KERNEL_LOG_BYTES = 64 * 1024
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class EmulatorAborted(ToolError):
    """The emulation failed, not what runs in it: worth a second start."""


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Guest:
    """One guest. start() returns when the kernel is up, wait() when the command has ended.

    on_stdout and on_stderr are called with bytes from a thread of the guest. send() and
    close_stdin() feed the command. Ports of the wire kind "socket" have their host end in
    wire_sockets, by port number.
    """

    def __init__(self, config, on_stdout=None, on_stderr=None, log=None):
        config.check()
        self.config = config
        self.status = None
        self.wire_sockets = {}
        self.kernel_log = bytearray()
        self._log = log or (lambda text: None)
        self._on = {"out": on_stdout or (lambda data: None),
                    "err": on_stderr or (lambda data: None)}
        self._channels = {}
        self._qemu = None
        self._pump = None
        self._control = bytearray()
        self._failure = ""
        self._up = threading.Event()
        self._qemu_errors = bytearray()
        self._qmp = None

    # Life

    def start(self):
        """Boot; returns when the kernel runs its first program."""
        qemu, version = guest_accel.check_qemu(self.config.qemu)
        self.config.qemu = qemu
        image = guest_image.prepare(self._log, self.config.kernel_dir)
        accel = guest_accel.choose(
            self.config, version, image,
            lambda accel, limit: _boots(self.config, accel, image, limit, self._log))
        try:
            self._launch(accel, image)
            self._await_boot(self.config.boot_timeout)
        except BaseException:
            self.stop()
            raise

    def _launch(self, accel, image, probe=False):
        theirs = []
        args = machine_arguments(self.config, accel, image)
        if probe:
            args[args.index("-append") + 1] += " igbx.probe"
        args += self._channel_arguments(theirs)
        if not probe:
            args += port_arguments(self.config, theirs)
            self.wire_sockets = {port: wire.target for port, wire in enumerate(self.config.wires)
                                 if wire.kind == "socket"}
        initramfs = os.memfd_create("initramfs")
        errors_read, errors_write = os.pipe()
        try:
            with open(initramfs, "wb", closefd=False) as f:
                f.write(image.initramfs())
                f.write(guest_job.archive(self.config, image))
            args += ["-initrd", f"/proc/self/fd/{initramfs}"]
            if self.config.verbose:
                self._log(" ".join(args))
            self._qemu = subprocess.Popen(
                args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors_write,
                pass_fds=[initramfs, *(sock.fileno() for sock in theirs)],
                start_new_session=True, preexec_fn=_die_with_parent)
        except OSError as error:
            os.close(errors_read)
            raise ToolError(f"cannot start {self.config.qemu}: {error.strerror}") from error
        finally:
            os.close(initramfs)
            os.close(errors_write)
            for sock in theirs:
                sock.close()
        self._pump = threading.Thread(target=self._carry, args=(errors_read,), daemon=True)
        self._pump.start()

    def _channel_arguments(self, theirs):
        args = ["-device", "virtio-serial-pci"]
        for number, name in enumerate(CHANNELS, start=1):
            ours, other = socket.socketpair()
            theirs.append(other)
            args += ["-chardev", f"socket,id={name},fd={other.fileno()}",
                     "-device", f"virtserialport,nr={number},chardev={name},name=igbx.{name}"]
            self._channels[name] = ours
        # QEMU talks to itself here: the guest's port igbx.mon is the other end of the monitor.
        theirs.append(self._channels.pop("mon"))
        args += ["-chardev", f"socket,id=monitor,fd={theirs[-1].fileno()}",
                 "-mon", "chardev=monitor,mode=readline"]
        for name, extra in (("console", ["-serial", "chardev:console"]),
                            ("qmp", ["-mon", "chardev=qmp,mode=control"])):
            ours, other = socket.socketpair()
            theirs.append(other)
            args += ["-chardev", f"socket,id={name},fd={other.fileno()}", *extra]
            self._channels[name] = ours
        return args

    def _await_boot(self, limit):
        deadline = time.monotonic() + limit
        while not self._up.wait(0.05):
            if self._qemu.poll() is not None:
                self._raise_failure()
            if time.monotonic() > deadline:
                raise ToolError(f"the guest did not start within {limit:.0f} s"
                                + self._last_console_line())
        self.send(b"+")

    def wait(self, timeout=None):
        """Wait for the command's end; return its exit status, or None after timeout seconds."""
        try:
            self._qemu.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        self._pump.join()
        if self.status is None:
            self._raise_failure()
        return self.status

    def running(self):
        return self._qemu is not None and self._qemu.poll() is None

    def stop(self):
        """End the guest at once, whatever it does, and release all."""
        if self._qemu is not None:
            if self._qemu.poll() is None:
                self._qemu.kill()
            self._qemu.wait()
        if self._pump is not None:
            self._pump.join()
        for sock in [*self._channels.values(), *self.wire_sockets.values()]:
            sock.close()
        for wire in self.config.wires:
            if wire.kind == "stream" and os.path.exists(wire.target):
                os.unlink(wire.target)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def _raise_failure(self):
        self._pump.join()
        errors = self._qemu_errors.decode(errors="replace").strip()
        code = self._qemu.returncode
        if code == -signal.SIGABRT and "iotlb_to_section" in errors:
            raise EmulatorAborted("QEMU aborted in iotlb_to_section, a known race")
        if not self._up.is_set() and b"Kernel panic" in self.kernel_log:
            # Under heavy load the emulated clocks fail the kernel's checks now and then.
            raise EmulatorAborted("the kernel did not boot" + self._last_console_line())
        if self._failure:
            raise ToolError(f"guest: {self._failure}")
        last = errors.splitlines()[-1] if errors else ""
        if code < 0:
            last = f"QEMU ended by {signal.Signals(-code).name}" + (f": {last}" if last else "")
        raise ToolError(last or "the guest ended without an exit status"
                        + self._last_console_line())

    def _last_console_line(self):
        lines = self.kernel_log.decode(errors="replace").split("\n")
        lines = [line.strip() for line in lines if line.strip()]
        panics = [line for line in lines if "Kernel panic" in line]
        return f"; its console ends with: {(panics or lines)[-1]}" if lines else ""

    # Streams

    def send(self, data):
        """Feed the command's standard input."""
        try:
            self._channels["in"].sendall(data)
        except OSError:
            pass

    def close_stdin(self):
        try:
            self._channels["in"].shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _carry(self, errors_read):
        """Thread: take in what the guest and QEMU say until QEMU has closed all of it."""
        sources = {self._channels[name].fileno(): name for name in ("ctl", "out", "err", "console")}
        sources[errors_read] = "errors"
        poll = select.poll()
        for descriptor in sources:
            poll.register(descriptor, select.POLLIN)
        while sources:
            for descriptor, _ in poll.poll():
                data = b""
                try:
                    data = os.read(descriptor, 65536)
                except OSError:
                    pass
                if data:
                    self._take(sources[descriptor], data)
                else:
                    poll.unregister(descriptor)
                    del sources[descriptor]
        os.close(errors_read)

    def _take(self, name, data):
        if name in self._on:
            self._on[name](data)
        elif name == "ctl":
            self._control += data
            *lines, self._control = self._control.split(b"\n")
            for line in lines:
                self._report(line.decode(errors="replace"))
        elif name == "errors":
            self._qemu_errors += data
        else:
            self.kernel_log = (self.kernel_log + data)[-KERNEL_LOG_BYTES:]
            if self.config.verbose:
                self._on["err"](data.replace(b"\r", b""))

    def _report(self, line):
        word, _, rest = line.partition(" ")
        if word == "up":
            self._up.set()
        elif word == "exit":
            self.status = int(rest)
        elif word == "fail":
            self._failure = rest

    # QEMU

    def qmp(self, command, **arguments):
        """Run a command of QEMU's machine protocol; return its answer."""
        if self._qmp is None:
            self._channels["qmp"].settimeout(30)
            self._qmp = self._channels["qmp"].makefile("rw", encoding="utf-8")
            self._qmp.readline()
            self.qmp("qmp_capabilities")
        self._qmp.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._qmp.flush()
        while True:
            answer = json.loads(self._qmp.readline() or '{"error": {"desc": "QEMU has ended"}}')
            if "error" in answer:
                raise ToolError(f"QEMU: {command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def set_link(self, port, up):
        self.qmp("set_link", name=f"port{port}", up=up)


def _boots(config, accel, image, limit, log):
    """Whether the kernel starts with this accelerator within the limit, in seconds."""
    log(f"trying {accel} (once per start of this machine, {limit} s at most)")
    probe = Config(command=[], ports=0, hugepages=0, memory=512, qemu=config.qemu, accel=accel)
    probe.check()
    guest = Guest(probe)
    try:
        guest._launch(accel, image, probe=True)
        guest._await_boot(limit)
        return True
    except ToolError:
        return False
    finally:
        guest.stop()


def run_once(config, scenario, log, kind=Guest, **callbacks):
    """Start a guest and hand it to scenario(guest)."""
    with kind(config, log=log, **callbacks) as machine:
        return scenario(machine)


def run(config, scenario, log, **callbacks):
    """As run_once(), but once more if the emulation failed."""
    try:
        return run_once(dataclasses.replace(config), scenario, log, **callbacks)
    except EmulatorAborted as error:
        log(f"{error}: starting over")
        return run_once(dataclasses.replace(config), scenario, log, **callbacks)
