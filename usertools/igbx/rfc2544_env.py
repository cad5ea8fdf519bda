# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What a result depends on besides the device under test."""

import os
import re


# Of the kernel's command line: what changes how fast things go.
KERNEL_WORDS = ("isolcpus", "nohz_full", "rcu_nocbs", "mitigations", "iommu", "intel_iommu",
                "amd_iommu", "hugepages", "hugepagesz", "default_hugepagesz", "intel_pstate",
                "amd_pstate", "idle", "processor.max_cstate", "intel_idle.max_cstate")


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def cpu_model():
    found = re.search(r"^model name\s*:\s*(.*)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return found[1] if found else os.uname().machine


def numa_nodes():
    return len([name for name in os.listdir("/sys/devices/system/node")
                if re.fullmatch(r"node\d+", name)]) \
        if os.path.isdir("/sys/devices/system/node") else 1


def governors():
    base = "/sys/devices/system/cpu"
    found = {_read(f"{base}/{name}/cpufreq/scaling_governor") for name in os.listdir(base)
             if re.fullmatch(r"cpu\d+", name)}
    return ", ".join(sorted(found - {""})) or "not known"


def kernel_parameters():
    return " ".join(word for word in _read("/proc/cmdline").split()
                    if word.partition("=")[0] in KERNEL_WORDS) or "none that matter"


def machine():
    kernel = os.uname()
    return {
        "cpu": cpu_model(),
        "cpus": os.cpu_count(),
        "numa_nodes": numa_nodes(),
        "frequency_governor": governors(),
        "isolated_cpus": _read("/sys/devices/system/cpu/isolated") or "none",
        "kernel": f"{kernel.sysname} {kernel.release} {kernel.machine}",
        "kernel_parameters": kernel_parameters(),
        "hypervisor": "yes" if re.search(r"^flags.*\bhypervisor\b", _read("/proc/cpuinfo"),
                                         re.MULTILINE) else "no",
    }
