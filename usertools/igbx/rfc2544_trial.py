# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""One trial: what is asked for, what came of it, and whether that can be believed."""

from dataclasses import asdict, dataclass, field

from igbx import ToolError
from igbx.rfc2544_units import si

# Which ports send.
BOTH, FORWARD, BACK = "both", "forward", "back"
# Of a flow, in nanoseconds.
LATENCIES = ("min", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max")


class TesterError(ToolError):
    """The tester ended or lost a port: a trial is lost, and a fresh tester may go on."""


@dataclass(frozen=True)
class Spec:
    """A trial's identity: a resumed run finds what was measured by it."""

    test: str
    frame: str
    pps: int
    seconds: float = 0
    # A burst of so many frames in each direction, rather than a time.
    frames: int = 0
    number: int = 1
    way: str = BOTH

    def key(self):
        return (f"{self.test}/{self.frame}/{self.pps}pps/"
                + (f"{self.frames}frames" if self.frames else f"{self.seconds:g}s")
                + f"/{self.way}/{self.number}")

    def nb_frames(self):
        """In each direction: a trial of some time is a number of frames at a rate, too."""
        return self.frames or max(1, round(self.pps * self.seconds))


@dataclass
class Flow:
    """What went from one port to the other."""

    source: int
    sink: int
    sent: int
    received: int
    # Measured by the tester while it sent; 0: too short for that.
    pps: float = 0
    duplicates: int = 0
    reordered: int = 0
    corrupted: int = 0
    # By the names of LATENCIES; None when nothing was received.
    latency: dict | None = None

    @property
    def lost(self):
        return max(0, self.sent - self.received)

    @property
    def loss(self):
        return self.lost / self.sent if self.sent else 0.0


@dataclass
class Outcome:
    """What a trial found. seconds: how long the run took."""

    flows: list
    seconds: float
    # Frames that the tester's own ports did not take, damaged, or did not send.
    rx_missed: int = 0
    rx_errors: int = 0
    tx_errors: int = 0
    # Not offered because the port's queue was full.
    tx_dropped: int = 0
    # Cycles per packet by program: "tester", "dut".
    cycles: dict = field(default_factory=dict)

    @property
    def sent(self):
        return sum(flow.sent for flow in self.flows)

    @property
    def received(self):
        return sum(flow.received for flow in self.flows)

    @property
    def loss(self):
        """Of the direction that lost most."""
        return max(flow.loss for flow in self.flows)

    @property
    def lost(self):
        return sum(flow.lost for flow in self.flows)


def problems(spec, outcome, tolerance):
    """Why the trial says nothing about the device under test: (kind, text) pairs."""
    found = []
    if outcome.tx_errors:
        found.append(("tx", f"the tester's ports failed to send {outcome.tx_errors} frames"))
    nb = spec.nb_frames()
    for flow in outcome.flows:
        # Two ports share the count, and may end some frames apart.
        if abs(flow.sent - nb) > (0 if len(outcome.flows) == 1 else max(1, nb * tolerance)):
            found.append(("rate", f"port {flow.source} sent {flow.sent} of {nb} frames"))
        if flow.pps and flow.pps < spec.pps * (1 - tolerance):
            found.append(("rate", f"port {flow.source} sent at {si(flow.pps, 'pps')} "
                                  f"instead of {si(spec.pps, 'pps')}"))
    if outcome.rx_missed and outcome.lost:
        found.append(("rx", f"the tester's ports missed {outcome.rx_missed} frames"))
    return found


@dataclass
class Trial:
    """A trial that is over, with the reasons why earlier attempts were thrown away."""

    spec: Spec
    outcome: Outcome
    started_at: str
    # [{"reason": ..., "outcome": ...}]; outcome is None when there was none.
    restarts: list = field(default_factory=list)
    # What is still wrong after the last attempt.
    problems: list = field(default_factory=list)

    @property
    def off_rate(self):
        """The tester could not offer what was asked for."""
        return any(kind in ("rate", "tx") for kind, _ in self.problems)

    def as_dict(self):
        return asdict(self)

    @classmethod
    def from_dict(cls, data):
        outcome = dict(data["outcome"])
        outcome["flows"] = [Flow(**flow) for flow in outcome["flows"]]
        return cls(Spec(**data["spec"]), Outcome(**outcome), data["started_at"],
                   data["restarts"], [tuple(problem) for problem in data["problems"]])
