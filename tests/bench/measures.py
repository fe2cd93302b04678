# SPDX-License-Identifier: GPL-3.0-or-later
"""The measurements, one function each: alternating rounds of what is compared, medians of the rounds, and goals on their
ratios. A bench (run) brings the servers' surroundings; what a function finds goes into its Report."""

import contextlib
import json
import resource
import signal
import statistics
import subprocess
import time

import past
import servers
from servers import DATABASE_LOAD, GENERATOR, TEAMS, cpu_seconds, generate, memory_of


class Measured:
    """What one run of the generator gave. The rate and the latencies are those of the time after the warm-up; the CPU time of
    server, PostgreSQL and generator is that of the whole run, for each request that was answered in it."""

    def __init__(self, answer, server_cpu, database_cpu, stored=0):
        self.answer = answer
        self.stored = stored
        self.requests = answer["requests"]
        self.rate = self.requests / answer["seconds"]
        answered = max(answer["answered"], 1)
        self.server_us = 1e6 * server_cpu / answered
        self.database_us = 1e6 * database_cpu / answered
        self.generator_us = 1e6 * answer["cpu_seconds"] / answered
        latency = answer["latency_us"] or answer["refused_latency_us"] or {"p50": 0, "p99": 0}
        self.p50, self.p99 = latency["p50"], latency["p99"]


def drive(bench, server, **options):
    """One run against a server; pulssid and its peers get the same bodies. What the server says that it stored must be there."""
    rows = bench.postgres.count(server.table)
    before = cpu_seconds(server.pid), cpu_seconds(bench.postgres.pid)
    answer = generate(server, bench.ca, key=bench.organisation.key, day=bench.organisation.day,
                      path="/v1/submissions", **{"warm": bench.warm, **options})
    after = cpu_seconds(server.pid), cpu_seconds(bench.postgres.pid)
    stored = bench.postgres.count(server.table) - rows
    return expect_stored(server, Measured(answer, after[0] - before[0], after[1] - before[1], stored), options["batch"])


def expect_stored(server, measured, batch):
    """A sequence is answered with 200 whatever becomes of its submissions."""
    statuses = measured.answer["status"]
    good = batch * sum(n for status, n in statuses.items() if status in ("200", "201"))
    # A submission can be stored after its client was told that this took too long.
    most = good + batch * statuses.get("503", 0)
    if server.table is not None and not good <= measured.stored <= most:
        raise RuntimeError(f"{measured.stored} submissions stored, and {good} accepted")
    return measured


def expect(measured, *statuses):
    """A benchmark of errors would be worth nothing, nor would one that forgets what was never answered."""
    answer = measured.answer
    others = {status: n for status, n in answer["status"].items() if status not in statuses}
    if others or answer["lost"] or answer["unanswered"] or answer["reconnected"]:
        raise RuntimeError(f"unexpected answers: {others}, connections lost: {answer['lost']}, closed between requests:"
                           f" {answer['reconnected']}, requests unanswered: {answer['unanswered']}")
    return measured


def median(values):
    return statistics.median(values)


def note(report, name, rounds, batch=1):
    """Rate and CPU by request, or by submission in bodies of so many."""
    report.row(name, rate=batch * median(m.rate for m in rounds), p50=median(m.p50 for m in rounds),
               p99=median(m.p99 for m in rounds), server=median(m.server_us for m in rounds) / batch,
               database=median(m.database_us for m in rounds) / batch,
               generator=median(m.generator_us for m in rounds) / batch)


def single(bench, report):
    """One submission a request, 64 keep-alive connections."""
    rounds = {"nginx": [], "pulssid": [], "fastify": []}
    load = {"mode": "closed", "connections": 64, "batch": 1, "seconds": bench.seconds}
    with bench.nginx() as nginx, bench.pulssid() as pulssid, bench.fastify() as fastify:
        for _ in range(bench.many_rounds):
            rounds["nginx"].append(expect(drive(bench, nginx, **load), "200"))
            bench.postgres.empty()
            rounds["pulssid"].append(expect(drive(bench, pulssid, **load), "201"))
            bench.postgres.empty()
            rounds["fastify"].append(expect(drive(bench, fastify, **load), "201"))
    for name, of_server in rounds.items():
        note(report, f"single, 64 connections: {name}", of_server)
    own = rounds["pulssid"]
    report.goal("single_of_nginx", median(p.rate / n.rate for p, n in zip(own, rounds["nginx"])), ">=", 0.45)
    report.goal("single_of_fastify", median(p.rate / f.rate for p, f in zip(own, rounds["fastify"])), ">=", 5)
    bench.best_single = median(p.rate for p in own)


def bare(bench, shape, batch):
    """Rows a second of the database alone. COPY is refused to a role that row-level security holds for."""
    bench.postgres.empty()
    role = "postgres" if shape == "copy" else "pulssid_ingest"
    done = subprocess.run([DATABASE_LOAD, bench.postgres.conninfo(role), shape, str(batch),
                           str(bench.lanes), str(bench.warm), str(bench.seconds)], check=True, stdout=subprocess.PIPE, text=True)
    answer = json.loads(done.stdout)
    return answer["rows"] / answer["seconds"]


def batched(bench, report):
    """Bodies of 1,000 submissions, against the insert alone at its best batch size, and against COPY."""
    sizes = (1000, 10000) if bench.quick else (300, 1000, 3000, 10000, 30000, 100000)
    rounds, insert, plain, copy = [], {size: [] for size in sizes}, [], []
    with bench.pulssid() as pulssid:
        bench.open_period(pulssid)
        for _ in range(bench.rounds):
            bench.postgres.empty()
            rounds.append(expect(drive(bench, pulssid, mode="closed", connections=40, batch=1000,
                                       seconds=bench.seconds), "200"))
            for size in sizes:
                insert[size].append(bare(bench, "insert", size))
            plain.append(bare(bench, "plain", sizes[-1]))
            copy.append(bare(bench, "copy", 1000))
    best = max(sizes, key=lambda size: median(insert[size]))
    note(report, "bodies of 1,000, submissions: pulssid", rounds, 1000)
    for size in sizes:
        report.row(f"bare insert, {bench.lanes} connections, batches of {size}", rate=median(insert[size]))
    report.row(f"the same without ON CONFLICT, batches of {sizes[-1]}", rate=median(plain))
    report.row(f"bare COPY BINARY, {bench.lanes} connections, batches of 1000", rate=median(copy))
    report.goal("batched_of_bare_insert", median(1000 * m.rate / i for m, i in zip(rounds, insert[best])), ">=", 0.8)


def latency(bench, report):
    """Open loop: requests fall due at a rate, however slow the answers are."""
    rounds = {"pulssid": [], "fastify": []}
    load = {"mode": "open", "connections": 16, "batch": 1, "rate": 2000, "seconds": bench.seconds, "threads": 1}
    with bench.pulssid() as pulssid, bench.fastify() as fastify:
        for _ in range(bench.many_rounds):
            for name, server in ("pulssid", pulssid), ("fastify", fastify):
                bench.postgres.empty()
                rounds[name].append(expect(drive(bench, server, **load), "201"))
        half = {**load, "connections": 64, "rate": int(best_single(bench, pulssid) / 2)}
        bench.postgres.empty()
        halves = [expect(drive(bench, pulssid, **half), "201") for _ in range(bench.many_rounds)]
    for name, of_server in rounds.items():
        note(report, f"open loop, 2,000/s: {name}", of_server)
    note(report, f"open loop, {half['rate']}/s: pulssid", halves)
    pairs = zip(rounds["pulssid"], rounds["fastify"])
    report.goal("p99_of_fastify_at_2000", median(p.p99 / f.p99 for p, f in pairs), "<=", 0.35)
    report.goal("p99_of_median_at_half", median(m.p99 / m.p50 for m in halves), "<=", 10)


class Held(subprocess.Popen):
    """A generator that ends with its block, whatever happens in there."""

    def __exit__(self, *error):
        self.kill()
        super().__exit__(*error)


def best_single(bench, pulssid):
    """Requests a second of one submission each: as `single` has found, or found here."""
    if bench.best_single is None:
        bench.postgres.empty()
        found = drive(bench, pulssid, mode="closed", connections=64, batch=1, seconds=bench.seconds)
        bench.best_single = expect(found, "201").rate
    return bench.best_single


def hold(bench, server, connections):
    """The generator, holding that many connections until its input is closed."""
    words = {"mode": "hold", "port": server.port, "ca": bench.ca, "threads": 1, "sources": 8, "batch": 1,
             "teams": TEAMS, "connections": connections, "key": bench.organisation.key,
             "day": bench.organisation.day, "path": "/v1/submissions"}
    process = Held([GENERATOR, *(f"--{name}={value}" for name, value in words.items())],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, json.loads(process.stdout.readline())["held"]


def release(process):
    """Ends a hold; how many connections were still there."""
    output, _ = process.communicate(timeout=120)
    return json.loads(output.splitlines()[-1])["held"]


def idle_memory(bench, start):
    """Private bytes for each of 5,000 connections that have sent one request and wait."""
    with start() as server:
        drive(bench, server, mode="closed", connections=64, batch=1, seconds=1)
        before = memory_of(server.pid)
        process, held = hold(bench, server, 5000)
        with process:
            time.sleep(1)
            after = memory_of(server.pid)
            release(process)
    return (after - before) / held


def idle(bench, report):
    """Idle TLS connections: their memory, and how many can be there while others submit."""
    rounds = [(idle_memory(bench, bench.pulssid), idle_memory(bench, bench.nginx)) for _ in range(1 if bench.quick else bench.rounds)]
    own, nginx = (median(values) for values in zip(*rounds))
    report.row("idle TLS connection, bytes of private memory: pulssid", value=own)
    report.row("idle TLS connection, bytes of private memory: nginx", value=nginx)
    report.goal("idle_kilobytes", own / 1000, "<=", 17)
    hold_many(bench, report)


def hold_many(bench, report):
    """20,000 connections while others submit; in two daemons on one database where a process may not have so many files."""
    wanted = 5000 if bench.quick else 20000
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    daemons = 1 if files > wanted + 500 else 2
    each = {"max_connections": wanted // daemons + 100}
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(bench.pulssid(server=each, name=f"pulssid{i}")) for i in range(daemons)]
        holds = [stack.enter_context(held) for held, _ in (hold(bench, pulssid, wanted // daemons) for pulssid in started)]
        bench.postgres.empty()
        busy = [expect(drive(bench, pulssid, mode="closed", connections=64, batch=1, seconds=bench.seconds), "201")
                for pulssid in started]
        still = sum(release(process) for process in holds)
    note(report, f"single, 64 connections beside {still} idle ones, {daemons} daemons in turn: pulssid", busy)
    report.goal("connections_held", still, ">=", wanted)


def handshakes(bench, report):
    """Connect, full handshake, one small request, close."""
    rounds = {"nginx": [], "pulssid": []}
    with bench.nginx() as nginx, bench.pulssid() as pulssid:
        for _ in range(bench.rounds):
            for name, server in ("nginx", nginx), ("pulssid", pulssid):
                before = cpu_seconds(server.pid)
                answer = generate(server, bench.ca, mode="handshakes", connections=16, sources=8, batch=0, path="/",
                                  seconds=bench.seconds, warm=bench.warm)
                measured = Measured(answer, cpu_seconds(server.pid) - before, 0)
                rounds[name].append(expect(measured, "200" if name == "nginx" else "404"))
    for name, of_server in rounds.items():
        note(report, f"full handshakes: {name}", of_server)
    pairs = list(zip(rounds["pulssid"], rounds["nginx"]))
    report.goal("handshakes_of_nginx", median(p.rate / n.rate for p, n in pairs), ">=", 0.9)
    report.goal("handshake_cpu_of_nginx", median(p.server_us / n.server_us for p, n in pairs), "<=", 1.1)


def overload(bench, report):
    """Ten times what a slow database takes: each row makes it wait as a bad disk would. The daemon has one worker."""
    seconds = 10 if bench.quick else 60
    slow = ("CREATE FUNCTION pulssid.bench_wait() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_sleep(0.001); RETURN NEW; END';"
            "CREATE TRIGGER bench_wait BEFORE INSERT ON pulssid.submission"
            " FOR EACH ROW EXECUTE FUNCTION pulssid.bench_wait()")
    fast = "DROP TRIGGER bench_wait ON pulssid.submission; DROP FUNCTION pulssid.bench_wait()"
    with bench.pulssid(server={"workers": 1}) as pulssid:
        bench.open_period(pulssid)
        bench.postgres.run(slow)
        try:
            measured = drive(bench, pulssid, mode="open", connections=6000, batch=1, rate=12000, seconds=seconds, warm=0)
        finally:
            bench.postgres.run(fast)
        peak = peak_memory(pulssid.pid)
    expect(measured, "201", "503")
    accepted = measured.answer["status"].get("201", 0)
    report.row("overload: accepted, of those that fell due in a second", rate=accepted / seconds, p50=measured.p50,
               p99=measured.p99)
    report.row("overload: resident memory at most, bytes", value=peak)
    report.goal("overload_offered_of_accepted", measured.requests / max(accepted, 1), ">=", 10)
    report.goal("overload_accepted_of_stored", accepted / max(measured.stored, 1), ">=", 0.9)
    report.goal("overload_megabytes", peak / 1e6, "<=", 160)
    report.goal("overload_p99_seconds", measured.p99 / 1e6, "<=", 5)


def peak_memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def growth(bench, report):
    """The same rate into an empty partition and into a full one."""
    rows = 200_000 if bench.quick else 10_000_000
    load = {"mode": "closed", "connections": 64, "batch": 1, "seconds": bench.seconds}
    bodies = {**load, "connections": 40, "batch": 1000}
    with bench.pulssid() as pulssid:
        bench.open_period(pulssid)
        bench.postgres.empty()
        empty = [expect(drive(bench, pulssid, **load), "201") for _ in range(bench.rounds)]
        bench.postgres.empty()
        empty_bodies = expect(drive(bench, pulssid, **bodies), "200")
        bench.postgres.empty()
        bench.fill(rows)
        full = [expect(drive(bench, pulssid, **load), "201") for _ in range(bench.rounds)]
        full_bodies = expect(drive(bench, pulssid, **bodies), "200")
        bench.postgres.empty()
    note(report, "single, into an empty partition: pulssid", empty)
    note(report, f"single, into {rows} rows: pulssid", full)
    note(report, "bodies of 1,000 into an empty partition, submissions: pulssid", [empty_bodies], 1000)
    note(report, f"bodies of 1,000 into {rows} rows, submissions: pulssid", [full_bodies], 1000)
    cost = [m.server_us + m.database_us for m in full], [m.server_us + m.database_us for m in empty]
    report.goal("full_of_empty_rate", median(m.rate for m in full) / median(m.rate for m in empty), ">=", 0.8)
    report.row("CPU of server and database, full of empty", value=median(cost[0]) / median(cost[1]))


def workers(bench, report):
    """CPU of a submission with 1, 2 and 4 workers, each with as many connections, in bodies of 100. With one in a request, more
    workers than cores take turns on them, which is not what more cores would do; those rows are for comparison."""
    counts = (1, 2, 4)
    rounds = {count: [] for count in counts}
    singles = {count: [] for count in counts}
    load = {"mode": "closed", "seconds": bench.seconds}
    for _ in range(bench.rounds):
        for count in counts:
            with bench.pulssid(server={"workers": count}) as pulssid:
                bench.postgres.empty()
                rounds[count].append(expect(drive(bench, pulssid, connections=8 * count, batch=100, **load), "200"))
                bench.postgres.empty()
                singles[count].append(expect(drive(bench, pulssid, connections=64 * count, batch=1, **load), "201"))
    costs = [median(m.server_us for m in rounds[count]) / 100 for count in counts]
    for count in counts:
        note(report, f"bodies of 100, {count} workers: pulssid", rounds[count])
        note(report, f"single, {count} workers: pulssid", singles[count])
    report.goal("server_cpu_of_workers", max(costs) / min(costs), "<=", 1.15)


class Analysing:
    """While its block runs, an analysis is under way in the daemon: what the last one found is forgotten as soon as it is
    whole, and the daemon looks every second. `done`: how many analyses were, by the links that they have stored."""

    def __init__(self, bench):
        self.bench = bench
        self.before = self.forgetting = None
        self.done = None

    def written(self):
        time.sleep(1)  # what a session has written is known a second later
        return int(self.bench.postgres.run(past.written()))

    def __enter__(self):
        self.before = self.written()
        self.forgetting = self.bench.postgres.start(past.forget_on())
        time.sleep(2)
        return self

    def __exit__(self, *error):
        self.forgetting.send_signal(signal.SIGINT)  # psql takes its statement back
        said = self.forgetting.communicate(timeout=30)[1]
        if "canceling statement due to user request" not in said:
            raise RuntimeError(f"results were not forgotten any more: {said}")
        self.done = (self.written() - self.before) / len(past.LINKS)


def await_analysis(bench, seconds=300):
    """Until there is nothing left to analyse: a cycle that analyses is long, and others are over at once."""
    end = time.monotonic() + seconds
    free = 0
    while free < 5:
        if time.monotonic() > end:
            raise RuntimeError("the analysis does not end")
        time.sleep(0.3)
        busy = int(bench.postgres.run(past.cycles())) or int(bench.postgres.run(past.analysed())) < len(past.LINKS)
        free = 0 if busy else free + 1


ANALYSIS_SECONDS = 60


def analysis(bench, report):
    """Acknowledgements beside an analysis of 500 teams over 104 weeks, all employee against all customer dimensions. A round
    lasts about as long as an analysis, which rests most of the time: reading, computing and writing are all in it."""
    rounds, done = {"nothing to analyse": [], "analysing": []}, []
    load = {"mode": "open", "connections": 16, "batch": 1, "rate": 500, "seconds": ANALYSIS_SECONDS, "threads": 1}
    bench.postgres.run(past.publish(104))
    with bench.pulssid(stats={"cycle_interval_s": 1, "window_weeks": 104, "links": ",".join(past.LINKS)}) as pulssid:
        bench.open_period(pulssid)
        for _ in range(bench.rounds):
            await_analysis(bench)
            bench.postgres.empty()
            rounds["nothing to analyse"].append(expect(drive(bench, pulssid, **load), "201"))
            bench.postgres.empty()
            with Analysing(bench) as analysing:
                rounds["analysing"].append(expect(drive(bench, pulssid, **load), "201"))
            done.append(analysing.done)
    for name, of_state in rounds.items():
        note(report, f"open loop, 500/s, {name}: pulssid", of_state)
    pairs = zip(rounds["analysing"], rounds["nothing to analyse"])
    report.goal("p99_analysing", median(busy.p99 / idle.p99 for busy, idle in pairs), "<=", 1.5)
    report.goal("analyses_in_a_round", min(done), ">=", 0.5)


ALL = (single, batched, latency, idle, handshakes, overload, growth, workers)
APART = (analysis,)  # when it is named: an analysis between rounds takes a while
