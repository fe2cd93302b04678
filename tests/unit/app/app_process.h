/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_APP_PROCESS_H
#define PULSSID_TESTS_APP_PROCESS_H

/* The daemon in a process of its own, with the test in systemd's place. */

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "app/app.h"
#include "daemon_trial.h"
#include "notify_socket.h"

struct app_process {
    const struct fixture_pg *pg; /* the group's */
    struct daemon_trial trial;
    struct app_opts opts;
    int systemd; /* a socket in systemd's place */
    char heard[256];
    pid_t pid; /* 0: it does not run */
};

static inline void app_process_open(struct app_process *process, const struct fixture_pg *pg)
{
    *process = (struct app_process){.pg = pg};
    daemon_trial_open(&process->trial);
    daemon_trial_use_database(&process->trial, pg);
    process->opts = (struct app_opts){.config = process->trial.config,
                                      .log = &process->trial.log.log,
                                      .ingest = true,
                                      .stats = true,
                                      .query = true};
    process->systemd = notify_socket_open();
}

static inline void app_process_close(struct app_process *process)
{
    if (process->pid != 0) {
        kill(process->pid, SIGKILL);
        waitpid(process->pid, NULL, 0);
    }
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(process->systemd);
    daemon_trial_close(&process->trial);
}

/* Its exit status tells of an orderly end, and of what a sanitizer or valgrind has found until then. */
static inline void app_process_launch(struct app_process *process)
{
    fflush(NULL);
    process->pid = fork();
    assert_true(process->pid >= 0);
    if (process->pid == 0) {
        struct error err;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_DFL);
        exit(app_run(&process->opts, &err) ? 0 : 2);
    }
}

/* Its orderly end, within 20 seconds; fails the test when it is not. */
static inline void app_process_end(struct app_process *process)
{
    int status = -1;
    for (int i = 0; i < 2000 && waitpid(process->pid, &status, WNOHANG) == 0; i++) {
        usleep(10000);
    }
    assert_true(WIFEXITED(status));
    process->pid = 0;
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* What it says next; an empty string when it says nothing for 20 seconds. */
static inline const char *app_process_hear(struct app_process *process)
{
    ssize_t len = recv(process->systemd, process->heard, sizeof process->heard - 1, 0);
    process->heard[len < 0 ? 0 : len] = '\0';
    return process->heard;
}

#endif
