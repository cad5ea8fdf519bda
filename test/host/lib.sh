# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
#
# For the tests that load the driver on this machine, without a device. Source it.

igbx_nb_points=0

# point NAME CONDITION_STATUS [LINE...]: one result; the lines explain a failure.
point()
{
	local name=$1 status=$2
	shift 2
	igbx_nb_points=$((igbx_nb_points + 1))
	if [ "$status" -eq 0 ]; then
		echo "ok $igbx_nb_points - $name"
		return 0
	fi
	echo "not ok $igbx_nb_points - $name"
	[ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/# /'
	return 1
}

plan()
{
	echo "1..$igbx_nb_points"
}

# A folder into which EAL accepts plugins: none of its parents is writable for everyone,
# which a checkout below /tmp cannot promise.
make_stage()
{
	local base=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/igbx
	mkdir -p "$base"
	mktemp -d "$base/stage.XXXXXX"
}

# fake_sysfs DIR VENDOR DEVICE: a PCI bus as sysfs shows it, with one function. EAL scans it
# when SYSFS_PCI_DEVICES names it. Its kernel driver gives no access to userspace: EAL
# offers the device to one driver after the other and none of them gets as far as a probe.
fake_sysfs()
{
	local dir=$1/0000:05:00.0
	mkdir -p "$dir" "$1/drivers/pci-stub"
	ln -s ../drivers/pci-stub "$dir/driver"
	echo "$2" >"$dir/vendor"
	echo "$3" >"$dir/device"
	echo 0x8086 >"$dir/subsystem_vendor"
	echo 0xa02c >"$dir/subsystem_device"
	echo 0x020000 >"$dir/class"
	echo -1 >"$dir/numa_node"
	{
		echo "0x00000000fe000000 0x00000000fe01ffff 0x0000000000040200"
		for _ in 1 2 3 4 5; do
			echo "0x0000000000000000 0x0000000000000000 0x0000000000000000"
		done
	} >"$dir/resource"
}

# EAL arguments that need neither hugepages nor rights, and disturb no other process.
igbx_eal_args=(--no-huge -m 128 --no-shconf --no-telemetry --log-level=lib.eal:debug
	--log-level=bus.pci:debug --log-level=pmd.net.igbx:debug)

# Names of the drivers that EAL offered the device to, in order, from its log.
drivers_tried()
{
	sed -n -E 's/.*probe driver: 8086:[0-9a-f]{4} ([a-z0-9_]+).*/\1/p' <<<"$1" | paste -sd' '
}
