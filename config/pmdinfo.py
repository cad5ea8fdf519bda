#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Writes the C source of a driver's PMD_INFO_STRING, which dpdk-pmdinfo.py prints.

usage: pmdinfo.py OUTPUT OBJECT...

The objects name their driver in symbols that RTE_PMD_EXPORT_NAME,
RTE_PMD_REGISTER_PCI_TABLE, _PARAM_STRING and _KMOD_DEP leave behind.
"""

import json
import re
import struct
import sys

from elftools.elf.elffile import ELFFile

ANY_ID = 0xFFFF
NAME_PREFIX = "this_pmd_name"


class Object:
    """The symbols of one relocatable object and the bytes they stand for."""

    def __init__(self, path):
        with open(path, "rb") as stream:
            elf = ELFFile(stream)
            self.big_endian = not elf.little_endian
            self.sections = [section.data() for section in elf.iter_sections()]
            table = elf.get_section_by_name(".symtab")
            self.symbols = {s.name: s for s in table.iter_symbols() if s.name} if table else {}

    def find(self, prefix):
        return [name for name in self.symbols if name.startswith(prefix)]

    def data(self, name):
        symbol = self.symbols[name]
        start = symbol["st_value"]
        return self.sections[symbol["st_shndx"]][start : start + symbol["st_size"]]

    def text(self, name):
        return self.data(name).split(b"\0")[0].decode("ascii")


def pci_ids(obj, table):
    """struct rte_pci_id: class, vendor, device, subsystem vendor, subsystem device; 0 ends."""
    entry = struct.Struct((">" if obj.big_endian else "<") + "IHHHH")
    rows = []
    data = obj.data(table)
    for offset in range(0, len(data) - entry.size + 1, entry.size):
        _, *ids = entry.unpack_from(data, offset)
        if ids[0] == 0:
            break
        rows.append(ids)
    return rows


def driver_info(obj, symbol):
    # From 25.07 the symbol carries the driver's name; before, a number.
    name = obj.text(symbol)
    info = {"name": name, "pci_ids": []}
    for key, tag in (("params", "param_string_export"), ("kmod", "kmod_dep_export")):
        exported = f"__{name}_{tag}"
        if exported in obj.symbols:
            info[key] = obj.text(exported)
    exported = f"__{name}_pci_tbl_export"
    if exported in obj.symbols:
        table = obj.text(exported)
        if table not in obj.symbols:
            sys.exit(f"pmdinfo.py: {name}: its PCI table {table} is not in the same file")
        info["pci_ids"] = pci_ids(obj, table)
    return info


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    output, *paths = sys.argv[1:]
    drivers = []
    for path in paths:
        obj = Object(path)
        drivers += [driver_info(obj, symbol) for symbol in obj.find(NAME_PREFIX)]
    if not drivers:
        sys.exit("pmdinfo.py: no object exports a driver's name (RTE_PMD_EXPORT_NAME)")

    with open(output, "w", encoding="ascii") as out:
        for driver in drivers:
            symbol = re.sub(r"\W", "_", driver["name"]) + "_pmd_info"
            text = json.dumps("PMD_INFO_STRING= " + json.dumps(driver))
            # Declared first: an external definition without one draws a warning.
            out.write(f"extern const char {symbol}[];\n")
            out.write(f"const char {symbol}[] __attribute__((used)) =\n\t{text};\n")


if __name__ == "__main__":
    main()
