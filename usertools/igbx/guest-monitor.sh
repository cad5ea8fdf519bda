#!/run/igbx/busybox sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
#
# qemu-monitor COMMAND...: send a command to the monitor of the QEMU that runs this guest, print
# the answer. Examples: qemu-monitor set_link net0 off; qemu-monitor device_del port0

bb=/run/igbx/busybox
end="igbx_end_$$"
exec 5<> /dev/igbx.mon
printf '%s\n%s\n' "$*" "$end" >&5
# An unknown command is answered with its name: the mark that the answer before it is complete.
while IFS= read -r line <&5; do
	line=$(printf '%s\n' "$line" | $bb sed 's/\x1b\[[0-9;]*[A-Za-z]//g; s/\r//g; s/[^\n]\x08//g')
	case $line in
	*"unknown command: '$end'"*) break ;;
	*"(qemu)"* | QEMU\ *monitor*) ;;
	*) printf '%s\n' "$line" ;;
	esac
done
