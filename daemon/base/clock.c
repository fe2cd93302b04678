/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monotonic time and the day of today. */
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t clock_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void)
{
    return clock_monotonic_us() / 1000;
}

int32_t clock_today(void)
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    struct tm midnight = {.tm_year = local.tm_year, .tm_mon = local.tm_mon, .tm_mday = local.tm_mday};
    return (int32_t)(timegm(&midnight) / 86400);
}

bool clock_set_zone(const char *name)
{
    char path[256];
    int len = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    bool known = strcmp(name, "UTC") == 0 || (name[0] != '\0' && strstr(name, "..") == NULL &&
                                              len < (int)sizeof path && access(path, R_OK) == 0);
    if (!known || setenv("TZ", name, 1) != 0) {
        return false;
    }
    tzset();
    return true;
}
