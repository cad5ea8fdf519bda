#!/run/igbx/busybox sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
#
# qemu-monitor COMMAND...: send a command to the monitor of the QEMU that runs this guest, print
# the answer; exit status 1 if it is an error.
# Examples: qemu-monitor set_link net0 off; qemu-monitor device_del port0; qemu-monitor info pci

end="igbx_end_$$"
escape=$(printf '\033')
status=0
exec 5<> /dev/igbx.mon
printf '%s\n%s\n' "$*" "$end" >&5
# An unknown command is answered with its name: the mark that the answer before it is complete.
while IFS= read -r line <&5; do
	line=${line%"$(printf '\r')"}
	case $line in
	"unknown command: '$end'"*) break ;;
	# The monitor edits its echo with escape sequences, answers have none.
	*"$escape["* | "(qemu) "* | "QEMU "*" monitor - "*) continue ;;
	"Error:"* | "unknown command:"*) status=1 ;;
	esac
	printf '%s\n' "$line"
done
exit $status
