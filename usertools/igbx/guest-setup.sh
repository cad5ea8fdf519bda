# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
#
# Second stage of the guest, process 1 on the host's root: mounts what programs expect, readies
# the ports, runs the command with its streams to the host, reports its exit status, powers off.
# /run/igbx/job holds the settings of this run, /run/igbx/command the command.

bb=/run/igbx/busybox
export PATH=/run/igbx/applets:/usr/sbin:/usr/bin:/sbin:/bin
$bb mkdir /run/igbx/applets
$bb --install -s /run/igbx/applets
. /run/igbx/job

fail()
{
	echo "fail $*" >&3
	poweroff -f
}

# mount_on FOLDER ARGUMENTS: make the folder and mount there.
mount_on()
{
	folder=$1
	shift
	mkdir -p "$folder" && mount "$@" "$folder"
}

# Only the PMDs that are asked for: EAL loads each library of its plugin folder, and each costs
# time over 9p. The whole folder stays reachable, for the others are symbolic links into it.
trim_plugins()
{
	for folder in /usr/lib/*/dpdk/pmds-* /usr/local/lib/*/dpdk/pmds-*; do
		[ -d "$folder" ] || continue
		all=/run/igbx/plugins-all$folder
		few=/run/igbx/plugins$folder
		mkdir -p "$few"
		mount_on "$all" --bind "$folder"
		for name in $plugins; do
			for file in "$all/librte_$name".so*; do
				[ ! -e "$file" ] || ln -s "$file" "$few/"
			done
		done
		mount --bind "$few" "$folder"
	done
}

# The ports in bus order, which is the order of the root ports they sit behind.
list_ports()
{
	for device in /sys/bus/pci/devices/*; do
		if [ "$(cat "$device/vendor" "$device/device" | tr '\n' ' ')" = "0x8086 0x10c9 " ]; then
			echo "${device##*/}"
		fi
	done | sort | tr '\n' ' '
}

bind_port()
{
	echo "$2" > "/sys/bus/pci/devices/$1/driver_override"
	echo "$1" > /sys/bus/pci/drivers_probe
	[ "$(readlink "/sys/bus/pci/devices/$1/driver")" ] || fail "cannot bind $1 to $2"
}

mount_on /dev/pts -t devpts -o mode=620,ptmxmode=666 devpts
mount_on /dev/shm -t tmpfs -o mode=1777 shm
ln -sf /proc/self/fd /dev/fd
ln -sf /proc/self/fd/0 /dev/stdin
ln -sf /proc/self/fd/1 /dev/stdout
ln -sf /proc/self/fd/2 /dev/stderr
mount_on /sys/fs/cgroup -t cgroup2 cgroup2
mkdir -p /run/lock /run/user/0
chmod 700 /run/user/0
hostname guest
ip link set lo up

if [ "$hugepages" -gt 0 ]; then
	have=$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages)
	[ "$have" -eq "$hugepages" ] ||
		fail "only $have of $hugepages huge pages fit into the guest's memory"
	mount_on /dev/hugepages -t hugetlbfs -o pagesize=2M huge
fi
mount_on "/lib/modules/$(uname -r)" --bind "$modules" || fail "cannot reach $modules"
index=0
while read -r folder; do
	mount_on "$folder" -t 9p -o trans=virtio,version=9p2000.L,rw,cache=none,msize=262144 \
		"share$index" || fail "cannot mount the share $folder"
	index=$((index + 1))
done < /run/igbx/shares
[ "$plugins" = all ] || trim_plugins

IGBX_PORTS=$(list_ports)
IGBX_PORTS=${IGBX_PORTS% }
set -- $IGBX_PORTS
[ $# -eq "$ports" ] || fail "$# of $ports ports found"
if [ "$driver" ]; then
	/sbin/modprobe "$driver" || fail "cannot load the driver $driver"
	for port in $IGBX_PORTS; do
		bind_port "$port" "$driver"
	done
fi

# The streams go through pipes: a virtio port has one opener at a time, but a command may well
# open /dev/stdout again.
cd /run/igbx
mkfifo in out err
sh -c 'until [ "$(dd bs=1 count=1 2> /dev/null)" = + ]; do usleep 20000; done; exec cat' \
	< /dev/igbx.in > in 2> /dev/null 3>&- &
{ cat < out > /dev/igbx.out; : > out.done; } 3>&- &
{ cat < err > /dev/igbx.err; : > err.done; } 3>&- &
export IGBX_PORTS
setsid /bin/sh /run/igbx/command < in > out 2> err 3>&-
status=$?

# The copies end with the last writer; a process that the command left behind must not hold up
# the report, so they have a limit.
tries=0
while [ $tries -lt 100 ] && ! { [ -e out.done ] && [ -e err.done ]; }; do
	tries=$((tries + 1))
	usleep 20000
done
echo "exit $status" >&3
sync
poweroff -f
# Process 1 must not end before the power is off.
sleep 60
