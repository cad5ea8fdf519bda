#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
#
# usage: demo-guest.sh TOOLS DRIVER PROGRAM [ARGUMENT...]
#
# The demo's part in the guest: binds the ports, runs the forwarder until a line comes on standard
# input, and reports each stage on a line of its own that starts with "@". TOOLS is the folder of
# igbx-devbind, DRIVER the plugin to load ("-": those that DPDK brings).
set -u
tools=$1 driver=$2 program=$3
shift 3

stage=/run/igbx/demo
mkdir -p "$stage" || exit
eal="-l 0,1 --in-memory"
if [ "$driver" != - ]; then
	# EAL takes no plugin from below a folder that everyone may write to, as a checkout's may be.
	cp "$driver" "$stage/" || exit
	eal="$eal -d $stage/${driver##*/}"
fi
for port in $IGBX_PORTS; do
	eal="$eal -a $port"
done

"$tools/igbx-devbind" bind --driver vfio-pci $IGBX_PORTS || exit
echo "@bound $IGBX_PORTS"

exec 3<&0
# testpmd ends at the end of its standard input, so it gets one that has none.
mkfifo "$stage/idle" && exec 4<> "$stage/idle" || exit
"$program" $eal -- "$@" <&4 3<&- &
forwarder=$!
{ read -r _ && kill -TERM $forwarder; } <&3 &
wait $forwarder
status=$?
[ ! -s "$stage/report.json" ] || echo "@report $(tr -d '\n' < "$stage/report.json")"
echo "@ended $status"
exit $status
