/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop of one generating thread. */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS 1000000000
#define EVENTS_MAX 256
/* Handshakes under way at once while connections are made, so that a backlog of the kernel's holds them. */
#define OPENING_MAX 64

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void open_client(struct load *load, struct client *client)
{
    unsigned source = (unsigned)(client - load->clients) % load->plan->sources;
    if (!client_open(client, load->plan, load->context, load->epoll, source)) {
        perror("generator: connection");
        load->failed = true;
    }
    client->opened_ns = now_ns();
}

/* Takes it off the list of those who have nothing to do. */
static void forget_idle(struct load *load, const struct client *client)
{
    size_t kept = 0;
    for (size_t i = 0; client->idle && i < load->n_idle; i++) {
        if (load->idle[i] != client) {
            load->idle[kept++] = load->idle[i];
        }
    }
    load->n_idle = client->idle ? kept : load->n_idle;
}

static void lose(struct load *load, struct client *client, enum client_step step)
{
    load->tally.lost += step == CLIENT_LOST;
    load->tally.reconnected += step == CLIENT_CLOSED;
    load->n_established -= client->established;
    forget_idle(load, client);
    bool again = load->plan->mode != PLAN_HOLD && client->established;
    client_close(client);
    if (again && now_ns() < load->end_ns) {
        open_client(load, client);
    }
}

static void send_request(struct load *load, struct client *client, int64_t due_ns)
{
    request_write(load->request, &load->draw, &client->out);
    load->sent++;
    enum client_step step = client_send(client, due_ns);
    if (step == CLIENT_LOST) {
        lose(load, client, step);
    }
}

/* OPEN: from one request to the next, of this thread. */
static int64_t due_interval(const struct load *load)
{
    return (int64_t)(SECOND_NS * load->plan->threads / load->plan->rate);
}

/* OPEN: whoever has nothing to do takes what is due. */
static void send_due(struct load *load)
{
    int64_t interval = due_interval(load);
    int64_t now = now_ns();
    while (load->n_idle > 0 && load->due_ns <= now && load->due_ns < load->end_ns) {
        struct client *client = load->idle[--load->n_idle];
        client->idle = false;
        send_request(load, client, load->due_ns);
        load->due_ns += interval;
    }
}

static void rest(struct load *load, struct client *client)
{
    if (!client->idle) {
        client->idle = true;
        load->idle[load->n_idle++] = client;
    }
}

static void on_established(struct load *load, struct client *client)
{
    load->n_established++;
    switch (load->plan->mode) {
    case PLAN_CLOSED:
        for (unsigned i = 0; i < load->plan->in_flight && client->fd >= 0; i++) {
            send_request(load, client, now_ns());
        }
        break;
    case PLAN_OPEN:
        rest(load, client);
        break;
    case PLAN_HANDSHAKES:
    case PLAN_HOLD:
        send_request(load, client, client->opened_ns);
        break;
    }
}

static void count_answer(struct load *load, const struct client *client, int64_t now)
{
    int64_t when = load->plan->mode == PLAN_OPEN ? client->due_ns : now;
    tally_count(&load->tally, client->status);
    if (load->running && load->start_ns <= when && when < load->end_ns) {
        tally_time(&load->tally, client->status, now - client->due_ns);
    }
}

static void on_answered(struct load *load, struct client *client)
{
    int64_t now = now_ns();
    count_answer(load, client, now);
    switch (load->plan->mode) {
    case PLAN_CLOSED:
        if (now < load->end_ns) {
            send_request(load, client, now);
        }
        break;
    case PLAN_OPEN:
        rest(load, client);
        break;
    case PLAN_HANDSHAKES:
        load->n_established--;
        client_close(client);
        if (now < load->end_ns) {
            open_client(load, client);
        }
        break;
    case PLAN_HOLD:
        buffer_free(&client->in);
        buffer_free(&client->out);
        break;
    }
}

static void on_event(struct load *load, struct client *client)
{
    enum client_step step;
    do {
        step = client_step(client);
        if (step == CLIENT_READY) {
            on_established(load, client);
        } else if (step == CLIENT_ANSWERED) {
            on_answered(load, client);
        } else if (step != CLIENT_WAITING) {
            lose(load, client, step);
        }
    } while (step == CLIENT_ANSWERED && client->fd >= 0 && client->established && client->in.len > 0);
}

static bool is_busy(const struct load *load)
{
    for (size_t i = 0; i < load->n_clients; i++) {
        if (load->clients[i].fd >= 0 && load->clients[i].n_in_flight > 0) {
            return true;
        }
    }
    return false;
}

/* What fell due and was never sent, because nobody had become free. */
static uint64_t count_unsent(const struct load *load)
{
    int64_t interval = due_interval(load);
    bool all = load->plan->mode != PLAN_OPEN || load->due_ns >= load->end_ns;
    return all ? 0 : (uint64_t)((load->end_ns - load->due_ns + interval - 1) / interval);
}

/* Until the next request falls due, or for ten milliseconds. */
static struct timespec patience(const struct load *load)
{
    int64_t wait = 10000000;
    if (load->plan->mode == PLAN_OPEN && load->running && load->n_idle > 0) {
        int64_t left = load->due_ns - now_ns();
        wait = left < 0 ? 0 : left < wait ? left : wait;
    }
    return (struct timespec){.tv_nsec = wait};
}

static void turn(struct load *load)
{
    struct epoll_event events[EVENTS_MAX];
    struct timespec wait = patience(load);
    int n = epoll_pwait2(load->epoll, events, EVENTS_MAX, &wait, NULL);
    for (int i = 0; i < n; i++) {
        on_event(load, events[i].data.ptr);
    }
    if (load->plan->mode == PLAN_OPEN && load->running) {
        send_due(load);
    }
}

/* Some at a time, until all are. */
static void open_all(struct load *load)
{
    const int64_t patience_ns = 120L * SECOND_NS;
    int64_t give_up = now_ns() + patience_ns;
    load->end_ns = INT64_MAX;
    while (!load->failed && load->n_established < load->n_clients && now_ns() < give_up) {
        while (!load->failed && load->n_opened < load->n_clients &&
               load->n_opened < load->n_established + OPENING_MAX) {
            open_client(load, &load->clients[load->n_opened++]);
        }
        turn(load);
        if (load->plan->mode == PLAN_HANDSHAKES && load->n_opened == load->n_clients) {
            break;
        }
    }
}

/* One thread of the program, which has no more to do then: until somebody closes its standard input. */
static void hold(struct load *load)
{
    while (is_busy(load)) {
        turn(load);
    }
    printf("{\"held\": %zu}\n", load->n_established);
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(load->epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    for (;;) {
        struct epoll_event events[1];
        if (epoll_wait(load->epoll, events, 1, -1) == 1 && events[0].data.ptr == NULL) {
            break;
        }
        on_event(load, events[0].data.ptr);
    }
    load->n_held = (unsigned)load->n_established;
}

static void run(struct load *load)
{
    open_all(load);
    bool all = load->plan->mode == PLAN_HANDSHAKES || load->n_established == load->n_clients;
    load->failed = load->failed || !all;
    if (load->failed) {
        fprintf(stderr, "generator: %zu of %zu connections\n", load->n_established, load->n_clients);
        return;
    }
    if (load->plan->mode == PLAN_HOLD) {
        hold(load);
        return;
    }
    load->due_ns = now_ns();
    load->start_ns = load->due_ns + (int64_t)(load->plan->warm * SECOND_NS);
    load->end_ns = load->start_ns + (int64_t)(load->plan->seconds * SECOND_NS);
    load->running = true;
    const int64_t patience_ns = 60L * SECOND_NS;
    while (now_ns() < load->end_ns || (is_busy(load) && now_ns() < load->end_ns + patience_ns)) {
        turn(load);
    }
    load->tally.unanswered = load->sent - load->tally.answered + count_unsent(load);
}

void *load_run(void *ctx)
{
    struct load *load = ctx;
    unsigned threads = load->plan->threads;
    load->n_clients = load->plan->connections / threads + (load->index < load->plan->connections % threads);
    load->clients = calloc(load->n_clients, sizeof *load->clients);
    load->idle = calloc(load->n_clients, sizeof *load->idle);
    load->epoll = epoll_create1(0);
    load->draw.state = (uint64_t)now_ns() ^ (uint64_t)load->index << 60;
    if (load->clients == NULL || load->idle == NULL || load->epoll < 0) {
        load->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < load->n_clients; i++) {
        load->clients[i].fd = -1;
    }
    run(load);
    for (size_t i = 0; i < load->n_clients; i++) {
        client_close(&load->clients[i]);
    }
    close(load->epoll);
    free(load->clients);
    free(load->idle);
    return NULL;
}
