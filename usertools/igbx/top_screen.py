# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-top on a terminal: a thread asks the application, this one draws and takes keys."""

import curses
import os
import select
import signal
import threading
import time

from . import ToolError, top_view
from .telemetry import ANSWER_S

INTERVALS = (0.2, 0.5, 1, 2, 5, 10, 30, 60)


class Sampler(threading.Thread):
    """Asks once in an interval; a question that was sent is waited for, also at the end."""

    def __init__(self, watch, interval, wake):
        super().__init__(daemon=True)
        self.watch, self.interval, self.wake = watch, interval, wake
        self.changed = threading.Condition()
        self.frame = None
        self.said = f"looking for {watch.wanted()}"
        self.paused = self.ending = self.switch = False
        self.gone = False

    def tell(self, **changes):
        """Change what it does; it looks at once."""
        with self.changed:
            for name, value in changes.items():
                setattr(self, name, value)
            self.changed.notify()

    def run(self):
        while not self.ending:
            begin = time.monotonic()
            if self.switch:
                self.switch = False
                self.watch.next()
            if not self.paused:
                self.frame = self.watch.frame()
                self.said = self.watch.said
                # One process is followed to its end.
                self.gone = self.watch.client is None and self.watch.pid is not None
                self.wake()
            with self.changed:
                if not self.ending and not self.switch:
                    self.changed.wait(max(0.0, begin + self.interval - time.monotonic()))
        self.watch.close()


class Screen:
    """The state of the display."""

    def __init__(self, window, watch, interval):
        self.window = window
        self.chosen = None
        self.sort = "port"
        self.zero = {}
        self.help = False
        self.reader, self.writer = os.pipe()
        for end in (self.reader, self.writer):
            os.set_blocking(end, False)
        self.sampler = Sampler(watch, interval, self.wake)
        self.styles = self.make_styles()

    def wake(self):
        try:
            os.write(self.writer, b"x")
        except BlockingIOError:
            pass

    @staticmethod
    def make_styles():
        red = curses.A_BOLD
        if curses.has_colors():
            curses.use_default_colors()
            curses.init_pair(1, curses.COLOR_RED, -1)
            red = curses.color_pair(1) | curses.A_BOLD
        return {top_view.PLAIN: curses.A_NORMAL, top_view.TITLE: curses.A_BOLD,
                top_view.HEAD: curses.A_UNDERLINE, top_view.CHOSEN: curses.A_REVERSE,
                top_view.BAD: red, top_view.FAINT: curses.A_DIM}

    def ports(self):
        frame = self.sampler.frame
        return sorted(frame["ports"], key=top_view.SORTS[self.sort]) if frame else []

    def put(self, y, line, width):
        x = 0
        for text, style in line:
            try:
                # The last cell of the screen cannot be written without scrolling.
                self.window.addnstr(y, x, text, max(0, width - 1 - x), self.styles[style])
            except curses.error:
                return
            x += len(text)

    def lines(self, height, width):
        frame = self.sampler.frame
        if self.help:
            return [[(text, top_view.PLAIN)] for text in top_view.HELP.splitlines()]
        if frame is None:
            return [[(text, top_view.PLAIN)] for text in wrap(self.sampler.said or "", width - 1)]
        note = "  PAUSED" if self.sampler.paused else f"  every {self.sampler.interval:g} s"
        if self.sort != "port":
            note += f", by {self.sort}"
        return top_view.lines_of(frame, width - 1, height - 1, self.chosen, self.sort,
                                 self.zero.get((frame["application"]["pid"], self.chosen)), note)

    def footer(self, width):
        if self.sampler.watch.others:
            keys = f"q quit  p pause  s sort  arrows port  h help  Tab: {self.sampler.watch.others} more"
        else:
            keys = "q quit  p pause  s sort  arrows port  z zero  +/- interval  h help"
        return [(keys[:width], top_view.FAINT)]

    def draw(self):
        height, width = self.window.getmaxyx()
        ports = [port["port"] for port in self.ports()]
        if ports and self.chosen not in ports:
            self.chosen = ports[0]
        self.window.erase()
        for y, line in enumerate(self.lines(height, width)[:height - 1]):
            self.put(y, line, width)
        self.put(height - 1, self.footer(width), width)
        self.window.refresh()

    def choose(self, step):
        ports = [port["port"] for port in self.ports()]
        if self.chosen in ports:
            at = ports.index(self.chosen) + step
            self.chosen = ports[max(0, min(at, len(ports) - 1))]

    def set_zero(self, on):
        frame = self.sampler.frame
        for port in frame["ports"] if frame else []:
            key = (frame["application"]["pid"], port["port"])
            self.zero.pop(key, None)
            if on:
                self.zero[key] = {name: value for name, value in port.items()
                                  if name.startswith(("rx_", "tx_"))}

    def set_interval(self, step):
        now = self.sampler.interval
        if step > 0:
            now = next((i for i in INTERVALS if i > now), now)
        else:
            now = next((i for i in reversed(INTERVALS) if i < now), now)
        self.sampler.tell(interval=now)

    def key(self, key):
        """@return whether to go on"""
        if key in (ord("q"), ord("Q")):
            return False
        if self.help:
            self.help = False
        elif key in (ord("h"), ord("?")):
            self.help = True
        elif key in (ord("p"), ord(" ")):
            self.sampler.tell(paused=not self.sampler.paused)
        elif key == ord("s"):
            names = list(top_view.SORTS)
            self.sort = names[(names.index(self.sort) + 1) % len(names)]
        elif key in (curses.KEY_DOWN, ord("j")):
            self.choose(1)
        elif key in (curses.KEY_UP, ord("k")):
            self.choose(-1)
        elif key in (ord("z"), ord("Z")):
            self.set_zero(key == ord("z"))
        elif key in (ord("+"), ord("-")):
            self.set_interval(-1 if key == ord("+") else 1)
        elif key == ord("\t") and self.sampler.watch.others:
            self.sampler.tell(switch=True, paused=False)
        return True

    def keys(self):
        """All keys that have come. @return whether to go on"""
        while True:
            key = self.window.getch()
            if key == -1:
                return True
            if not self.key(key):
                return False

    def loop(self, ended):
        """Until q, the end of the terminal, a signal, or of the one process that is followed."""
        poll = select.poll()
        poll.register(0, select.POLLIN)
        poll.register(self.reader, select.POLLIN)
        size = None
        while not ended() and not self.sampler.gone:
            try:
                now = terminal_size()
            except OSError:
                return
            if now != size:
                size = now
                curses.resizeterm(*size)
            self.draw()
            events = dict(poll.poll(1000))
            if self.reader in events:
                os.read(self.reader, 4096)
            if events.get(0, 0) & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
                return
            if 0 in events and not self.keys():
                return

    def run(self, ended):
        signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)
        self.sampler.start()
        try:
            self.loop(ended)
        finally:
            signal.set_wakeup_fd(-1)
            self.sampler.tell(ending=True)
            self.sampler.join(ANSWER_S + 1)


def terminal_size():
    columns, lines = os.get_terminal_size(0)
    return max(lines, 2), max(columns, 10)


def wrap(text, width):
    return [text[i:i + width] for i in range(0, len(text), max(width, 1))]


def run(watch, interval, ended):
    """@return what was said last, for people, when the terminal is theirs again"""
    def start(window):
        curses.curs_set(0) if curses.tigetstr("civis") else None
        window.nodelay(True)
        window.keypad(True)
        screen = Screen(window, watch, interval)
        screen.run(ended)
        return screen.sampler.said if screen.sampler.gone else None

    os.environ.setdefault("ESCDELAY", "25")
    # A resize is seen in the loop: the signal only has to end the wait.
    signal.signal(signal.SIGWINCH, lambda number, frame: None)
    try:
        return curses.wrapper(start)
    except curses.error as error:
        # A terminal that is gone takes no last words.
        if not ended():
            raise ToolError(f"the terminal: {error}") from None
    return None
