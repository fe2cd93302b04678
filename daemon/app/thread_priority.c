/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By the system call itself: glibc has no function for it before 2.41. */
#include "thread_priority.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

bool thread_priority_lower(void)
{
    struct sched_attr attr = {
        .size = sizeof attr,
        .sched_policy = SCHED_BATCH,
        .sched_nice = 19,
        .sched_runtime = 100000000, /* nanoseconds */
    };
    return syscall(SYS_sched_setattr, 0, &attr, 0) == 0;
}
