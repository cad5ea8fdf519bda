/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#define _GNU_SOURCE /* memfd_create(), posix_spawn_file_actions_addclosefrom_np() */

#include "tui.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "idle.h"
#include "log.h"

#define NAME "igbx-top"

/** How long the view may take to end: it waits for an answer that it asked for. */
#define END_MS	8000
#define TICK_US 10000

static struct {
	pid_t pid; /**< 0: there is none */
	int messages;
	int out;
	int err;
	struct termios modes;
} tui;

int
fwd_tui_check(int argc, char **argv)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fwd_err("--tui: standard input and output are no terminal; " NAME
			" shows a run that is elsewhere");
		return -EINVAL;
	}
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--no-telemetry") != 0)
			continue;
		fwd_err("--tui asks EAL's telemetry: leave --no-telemetry out");
		return -EINVAL;
	}
	return 0;
}

/** Beside the executable, or where a build has it. @return false: it may be in PATH. */
static bool
find_beside(char *path, size_t size)
{
	static const char *const places[] = {"", "../../../usertools/"};
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len <= 0)
		return false;
	self[len] = '\0';
	*(strrchr(self, '/') + 1) = '\0';
	for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if ((size_t)snprintf(path, size, "%s%s" NAME, self, places[i]) < size &&
			access(path, X_OK) == 0)
			return true;
	}
	return false;
}

static int
spawn(void)
{
	char path[PATH_MAX], pid[16];
	char *argv[] = {(char[]){NAME}, (char[]){"--pid"}, pid, NULL};
	posix_spawn_file_actions_t actions;
	int ret;

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	ret = posix_spawn_file_actions_init(&actions);
	if (ret != 0)
		return -ret;
	/* The view must not hold devices and memory of this process. */
	ret = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	if (ret == 0 && find_beside(path, sizeof(path)))
		ret = posix_spawn(&tui.pid, path, &actions, NULL, argv, environ);
	else if (ret == 0)
		ret = posix_spawnp(&tui.pid, NAME, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (ret == ENOENT)
		fwd_err("--tui: " NAME
			" and its python3 are neither beside this program nor in PATH");
	else if (ret != 0)
		fwd_err("--tui: " NAME ": %s", strerror(ret));
	return -ret;
}

/** Keep what is printed until the terminal is free. */
static void
keep_messages(void)
{
	fflush(stdout);
	tui.messages = memfd_create("igbx-fwd messages", MFD_CLOEXEC);
	tui.out = dup(STDOUT_FILENO);
	tui.err = isatty(STDERR_FILENO) ? dup(STDERR_FILENO) : -1;
	if (tui.messages < 0)
		return;
	if (tui.out >= 0)
		dup2(tui.messages, STDOUT_FILENO);
	if (tui.err >= 0)
		dup2(tui.messages, STDERR_FILENO);
}

static void
restore(int kept, int fd)
{
	if (kept < 0)
		return;
	dup2(kept, fd);
	close(kept);
}

static void
print_messages(void)
{
	char text[4096];
	ssize_t nb;

	fflush(stdout);
	restore(tui.out, STDOUT_FILENO);
	restore(tui.err, STDERR_FILENO);
	if (tui.messages < 0)
		return;
	lseek(tui.messages, 0, SEEK_SET);
	while ((nb = read(tui.messages, text, sizeof(text))) > 0)
		fwrite(text, 1, (size_t)nb, stderr);
	close(tui.messages);
}

int
fwd_tui_start(void)
{
	int ret;

	/* Ctrl-Z would stop the forwarding lcores; the view inherits that it means nothing. */
	signal(SIGTSTP, SIG_IGN);
	/* Who is no longer in the foreground may still give the terminal back. */
	signal(SIGTTOU, SIG_IGN);
	tcgetattr(STDIN_FILENO, &tui.modes);
	ret = spawn();
	if (ret < 0) {
		tui.pid = 0;
		return ret;
	}
	keep_messages();
	return 0;
}

/** The view has ended by itself, or was ended. */
static void
take_terminal_back(int status)
{
	static const char leave[] = "\x1b[?1049l\x1b[?25h\x1b[0m\r\n";

	tui.pid = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &tui.modes);
	print_messages();
	if (!WIFSIGNALED(status))
		return;
	/* It could not do so itself. */
	fputs(leave, stdout);
	fflush(stdout);
}

bool
fwd_tui_quit(void)
{
	int status;

	if (tui.pid == 0 || waitpid(tui.pid, &status, WNOHANG) != tui.pid)
		return false;
	take_terminal_back(status);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	fwd_warn("--tui: " NAME " has ended (%s %d); forwarding goes on, Ctrl-C ends it",
		WIFSIGNALED(status) ? "signal" : "status",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return false;
}

void
fwd_tui_stop(void)
{
	int status = 0;

	if (tui.pid == 0)
		return;
	kill(tui.pid, SIGTERM);
	for (unsigned int us = 0; us < END_MS * 1000; us += TICK_US) {
		if (waitpid(tui.pid, &status, WNOHANG) == tui.pid) {
			take_terminal_back(status);
			return;
		}
		/* It may wait for an answer of this process. */
		fwd_idle_us(TICK_US);
	}
	kill(tui.pid, SIGKILL);
	waitpid(tui.pid, &status, 0);
	take_terminal_back(status);
}
