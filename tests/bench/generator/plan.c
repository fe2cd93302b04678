/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator's command line. */
#include "plan.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
    {"mode", required_argument, NULL, 'm'},    {"port", required_argument, NULL, 'p'},
    {"ca", required_argument, NULL, 'a'},      {"path", required_argument, NULL, 'u'},
    {"key", required_argument, NULL, 'k'},     {"day", required_argument, NULL, 'd'},
    {"threads", required_argument, NULL, 't'}, {"connections", required_argument, NULL, 'c'},
    {"flight", required_argument, NULL, 'f'},  {"batch", required_argument, NULL, 'b'},
    {"teams", required_argument, NULL, 'o'},   {"sources", required_argument, NULL, 'i'},
    {"rate", required_argument, NULL, 'r'},    {"warm", required_argument, NULL, 'w'},
    {"seconds", required_argument, NULL, 's'}, {NULL, 0, NULL, 0},
};

static bool read_mode(const char *name, enum plan_mode *ret_mode)
{
    static const char *const names[] = {"closed", "open", "handshakes", "hold"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            *ret_mode = (enum plan_mode)i;
            return true;
        }
    }
    return false;
}

static bool read_count(const char *text, unsigned most, unsigned *ret_count)
{
    char *end;
    unsigned long count = strtoul(text, &end, 10);
    *ret_count = (unsigned)count;
    return *text != '\0' && *end == '\0' && count <= most;
}

static bool read_real(const char *text, double *ret_real)
{
    char *end;
    *ret_real = strtod(text, &end);
    return *text != '\0' && *end == '\0' && *ret_real >= 0;
}

static bool read_port(const char *text, struct plan *plan)
{
    unsigned port;
    bool ok = read_count(text, UINT16_MAX, &port);
    plan->address.sin_port = htons((uint16_t)port);
    return ok;
}

static bool read_text(const char *text, const char **ret_text)
{
    *ret_text = text;
    return true;
}

static bool read_option(int option, const char *value, struct plan *plan)
{
    switch (option) {
    case 'm':
        return read_mode(value, &plan->mode);
    case 'p':
        return read_port(value, plan);
    case 'a':
        return read_text(value, &plan->ca);
    case 'u':
        return read_text(value, &plan->path);
    case 'k':
        return read_text(value, &plan->key);
    case 'd':
        return read_text(value, &plan->day);
    case 't':
        return read_count(value, 64, &plan->threads);
    case 'c':
        return read_count(value, 100000, &plan->connections);
    case 'f':
        return read_count(value, PLAN_IN_FLIGHT_MAX, &plan->in_flight);
    case 'b':
        return read_count(value, 10000, &plan->batch);
    case 'o':
        return read_count(value, 9999, &plan->teams);
    case 'i':
        return read_count(value, 254, &plan->sources);
    case 'r':
        return read_real(value, &plan->rate);
    case 'w':
        return read_real(value, &plan->warm);
    case 's':
        return read_real(value, &plan->seconds);
    default:
        return false;
    }
}

bool plan_read(int argc, char **argv, struct plan *ret_plan)
{
    struct plan plan = {.path = "/",
                        .day = "",
                        .threads = 1,
                        .connections = 1,
                        .in_flight = 1,
                        .teams = 1,
                        .sources = 1,
                        .rate = 1,
                        .seconds = 1};
    plan.address.sin_family = AF_INET;
    plan.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        const char *word = argv[optind - 1];
        if (!read_option(option, optarg, &plan)) {
            fprintf(stderr, "generator: %s is not understood\n", word);
            return false;
        }
    }
    if (plan.threads == 0 || plan.connections < plan.threads || plan.in_flight == 0 || plan.sources == 0) {
        fprintf(stderr, "generator: at least one thread, and a connection for each\n");
        return false;
    }
    *ret_plan = plan;
    return true;
}
