/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the orders are read. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "faults.h"

static struct fault_orders own_orders;
static struct fault_orders *orders = &own_orders;

/* Runs before main, so that no thread reads while this writes. */
__attribute__((constructor)) static void map_orders(void)
{
    const char *path = getenv("PULSSID_FAULTS_ORDERS");
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) {
        return;
    }
    void *mapped = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) {
        orders = mapped;
    }
    close(fd);
}

struct fault_orders *fault_orders(void)
{
    return orders;
}
