#!/bin/busybox sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
#
# First program of the guest, run from the initramfs: loads the early modules, reports to the
# host, puts the host's root under an overlay in memory and goes on there with guest-setup.sh.
#
# Ports to the host (virtio-serial): igbx.ctl carries "up", "fail TEXT" and "exit STATUS";
# igbx.in, igbx.out and igbx.err are the command's standard streams; igbx.mon is QEMU's monitor.

export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev

fail()
{
	echo "igbx-guest: $*" > /dev/console
	[ ! -e /dev/igbx.ctl ] || echo "fail $*" >&3
	poweroff -f
}

# find_port NAME: make /dev/NAME point to the virtio port of that name, once it is there.
find_port()
{
	tries=0
	while [ $tries -lt 200 ]; do
		for port in /sys/class/virtio-ports/*; do
			if [ "$(cat "$port/name" 2> /dev/null)" = "$1" ]; then
				ln -s "${port##*/}" "/dev/$1"
				return
			fi
		done
		tries=$((tries + 1))
		usleep 50000
	done
	fail "no port $1 to the host"
}

while read -r module; do
	insmod "/modules/$module" || fail "cannot load $module"
done < /modules.order

for name in igbx.ctl igbx.in igbx.out igbx.err igbx.mon; do
	find_port "$name"
done
exec 3<> /dev/igbx.ctl
echo up >&3
grep -q igbx.probe /proc/cmdline && poweroff -f

mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 root /lower ||
	fail "cannot mount the host's root"
mount -t tmpfs -o mode=755 memory /memory
mkdir /memory/upper /memory/work
mount -t overlay -o lowerdir=/lower,upperdir=/memory/upper,workdir=/memory/work overlay /newroot ||
	fail "cannot mount the overlay"

for folder in dev proc sys; do
	mkdir -p /newroot/$folder
	mount --move /$folder /newroot/$folder
done
mkdir -p /newroot/run
mount -t tmpfs -o mode=755 run /newroot/run
mkdir -p /newroot/run/igbx/bin
cp -r /job/. /newroot/run/igbx/
cp /bin/busybox /newroot/run/igbx/busybox
exec switch_root /newroot /run/igbx/busybox sh /run/igbx/setup
