#!/usr/bin/env python3
"""Measures tocsin beside the least a durable intake can do; scripts/bench calls it.

Prints one JSON object a line for each figure:

    {"name", "value", "unit", "ratio", "ceiling", "against", "goal", "met", …the point measured}

`ceiling` is the same figure of what `against` names, in the same run, and `ratio` value over
ceiling.  Mostly that is ceiling_ack of ../shared/perf; where it is not, both are null and goals
that are ratios are not judged.  What is measured and why: docs/performance.md.
Every part is bounded in time, and what no longer fits is said and left out.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from servers import SERVICES, Acks, Ceiling, Emulator, Tocsin


class Bench:
    """One run: its programs, its limits, and where its figures go."""

    def __init__(self, options):
        self.options = options
        self.quick = options.quick
        self.deadline = time.monotonic() + options.seconds_max
        self.builds = options.build
        self.work = options.work
        self.serial = 1
        os.makedirs(self.work, exist_ok=True)

    def program(self, name):
        return os.path.join(self.builds, name)

    def folder(self, name):
        return os.path.join(self.work, name)

    def late(self, what):
        """Whether there is no time for `what` any more; says so if there is none."""
        if time.monotonic() < self.deadline:
            return False
        print(f"bench: no time left for {what}", file=sys.stderr)
        return True

    def say(self, name, value, unit, ceiling=None, goal=None, met=None, against="ceiling_ack",
            **where):
        ratio = round(value / ceiling, 3) if ceiling else None
        print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "ratio": ratio,
                          "ceiling": round(ceiling, 3) if ceiling else None,
                          "against": against if ceiling else None, "goal": goal, "met": met,
                          **where}), flush=True)

    def load(self, server, **flags):
        """One run of bench_load against a server."""
        arguments = [self.program("tests/bench/bench_load"), f"--port={server.port}",
                     f"--path={server.path}", f"--pid={server.process.pid}",
                     f"--serial={self.serial}"]
        arguments += ["--header=" + header for header in server.headers]
        for name, values in flags.items():
            for value in values if isinstance(values, list) else [values]:
                arguments.append(f"--{name}={value}")
        result = json.loads(subprocess.run(arguments, check=True, timeout=400,
                                           stdout=subprocess.PIPE).stdout)
        self.serial = result["next_serial"]
        return result

    # The servers by name: tocsin as far as the acknowledgement, tocsin that applies rules and
    # keeps the record, and tocsin with a page to keep up as well.
    def server(self, name):
        if name == "ceiling":
            return Ceiling(self.folder("ceiling"), self.options.ceiling)
        if name == "acks":
            return Acks(self.folder("acks"), self.program("tests/bench/bench_ack"))
        if name == "recorded":
            return Tocsin(self.folder("recorded"), self.program("tocsin"))
        assert name == "whole", name
        return Tocsin(self.folder("whole"), self.program("tocsin"), self.emulator)

    def server_names(self):
        return (["ceiling"] if self.options.ceiling else []) + ["acks", "recorded", "whole"]


def median(rounds, name):
    return statistics.median(one[name] for one in rounds)


def ratio_of(rounds, ceilings, name):
    """The median of the ratios of each round to its neighbour; nothing without a ceiling."""
    ratios = [a[name] / b[name] for a, b in zip(rounds, ceilings) if b[name]]
    return statistics.median(ratios) if ratios else None


# name, unit, and per server: the goal's name, its bound, whether the ratio must be above it.
POINT_FIGURES = [
    ("acks_per_second", "1/s", {"acks": ("P1", 0.8, True), "whole": ("P1", 0.5, True)}),
    ("p50_us", "us", {}),
    ("p99_us", "us", {"acks": ("P2", 1.5, False), "whole": ("P2", 1.5, False)}),
    ("cpu_us_per_request", "us", {"acks": ("P3", 1.5, False), "whole": ("P3", 2.5, False)}),
    ("written_per_body_byte", "bytes/byte", {"acks": ("P11", 1.3, False)}),
    ("refused", "requests", {}),
    ("other_cpu", "cores", {}),
]


# The goals speak of webhooks of three alerts, and of more than one connection.
GOAL_ALERTS = 3


def measure_acks(bench):
    """Acknowledgements, latency, CPU and bytes written, by connections and size."""
    points = [(16, GOAL_ALERTS)] if bench.quick else [
        (connections, alerts) for alerts in (GOAL_ALERTS, 10, 1, 100)
        for connections in (16, 64, 256, 1)]
    seconds = 1 if bench.quick else 1.5
    for connections, alerts in points:
        if bench.late(f"{connections} connections with {alerts} alerts"):
            return
        results = {name: [] for name in bench.server_names()}
        for _ in range(1 if alerts != GOAL_ALERTS else bench.options.rounds):
            for name in bench.server_names():
                with bench.server(name) as server:
                    results[name].append(bench.load(
                        server, connections=connections, alerts=alerts, seconds=seconds,
                        services=SERVICES))
        ceilings = results.get("ceiling", [])
        for lines in ("acks", "recorded", "whole"):
            for name, unit, goals in POINT_FIGURES:
                ratio = ratio_of(results[lines], ceilings, name)
                goal, bound, above = goals.get(lines, (None, None, True))
                met = None
                if alerts != GOAL_ALERTS or connections == 1:
                    goal = None
                if goal and ratio is not None:
                    met = ratio >= bound if above else ratio <= bound
                bench.say(name, median(results[lines], name), unit,
                          median(ceilings, name) if ceilings else None,
                          f"{goal} {'>=' if above else '<='} {bound}" if goal else None, met,
                          lines=lines, connections=connections, alerts=alerts)


def measure_hang(bench):
    """P2: latency at a fixed rate, and whether a page that hangs shows in it."""
    flags = {"connections": 16, "rate": 500, "alerts": 3, "services": SERVICES,
             "seconds": 1.5 if bench.quick else 4}
    ceiling = None
    if bench.options.ceiling:
        with bench.server("ceiling") as server:
            ceiling = bench.load(server, **flags)["p99_us"]
    with bench.server("whole") as server:
        calm = bench.load(server, **flags)["p99_us"]
    bench.say("p99_us_at_500_per_second", calm, "us", ceiling, "P2 <= 1.5",
              calm <= 1.5 * ceiling if ceiling else None, lines="whole", connections=16,
              alerts=3)
    bench.emulator.hang()
    with bench.server("whole") as server:
        hung = bench.load(server, **flags)["p99_us"]
    bench.emulator.set("/faults", [])
    bench.say("p99_us_while_the_page_hangs", hung, "us", calm, "P2 <= 1.2 of its own",
              hung <= 1.2 * calm, "the same, calm", lines="whole, the page hangs", connections=16, alerts=3)


def run_benchmark(bench, program, pattern):
    """Google Benchmark's results, by name."""
    seconds = "0.02" if bench.quick else "0.2"
    output = subprocess.run([program, f"--benchmark_filter={pattern}", "--benchmark_format=json",
                             f"--benchmark_min_time={seconds}"], check=True, timeout=120,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return {one["name"]: one for one in json.loads(output)["benchmarks"]}


def measure_judgement(bench):
    """P5: nanoseconds an alert of decode and match, by the number of rules."""
    # A thousand regular expressions are compiled for `patterns`: not in a minute's run.
    pattern = "^(decode|decode_match|match_hit|match_miss)/" if bench.quick else "."
    results = run_benchmark(bench, bench.program("tests/bench/bench_decode_match"), pattern)
    for name, result in results.items():
        what, _, size = name.partition("/")
        if what.startswith("build"):
            bench.say(what + "_ms", result["cpu_time"], "ms", rules=int(size))
            continue
        nanoseconds = result["per_alert"] * 1e9
        if what in ("decode", "decode_generic"):
            bench.say(what + "_ns_per_alert", nanoseconds, "ns", alerts=int(size))
            continue
        base = results[what + "/100"]["per_alert"] * 1e9
        judged = size == "10000" and "spread" not in what
        bench.say(what + "_ns_per_alert", nanoseconds, "ns", base,
                  "P5 <= 2 of 100 rules" if judged else None,
                  nanoseconds <= 2 * base if judged else None, "100 rules", rules=int(size))


def wait_applied(server, seconds):
    """Until tocsin burns no CPU any more: all that was recorded has been judged."""
    end = time.monotonic() + seconds
    before = server.cpu_seconds()
    while time.monotonic() < end:
        time.sleep(0.5)
        now = server.cpu_seconds()
        if now - before < 0.03:
            return True
        before = now
    return False


def measure_start_and_memory(bench):
    """P7 and P8: memory idle and full, and how long both take to start."""
    starts, ceilings, idle = [], [], 0.0
    for _ in range(3):
        with Tocsin(bench.folder("start"), bench.program("tocsin"), rules_before=1000) as server:
            starts.append(server.start_ms)
        if bench.options.ceiling:
            with bench.server("ceiling") as server:
                ceilings.append(server.start_ms)
    start, ceiling = statistics.median(starts), statistics.median(ceilings) if ceilings else None
    bench.say("start_ms", start, "ms", ceiling, "P8 <= 10", start <= 10 * ceiling if ceiling
              else None, rules=1000)

    alerts = 10_000 if bench.quick else 100_000
    server = bench.server("recorded")
    try:
        time.sleep(0.5)
        idle = server.rss_mib()
        bench.say("rss_idle_mib", idle, "MiB", goal="P7 <= 25 MiB", met=idle <= 25)
        result = bench.load(server, connections=8, alerts=100, requests=alerts // 100,
                            services=SERVICES)
        applied = wait_applied(server, 60)
        full = server.rss_mib()
        bench.say("rss_full_mib", full, "MiB", goal="P7 <= idle + 100 MiB",
                  met=full <= idle + 100 if applied else None, alerts=alerts, applied=applied,
                  acknowledged=result["acknowledged"] * 100, firing=server.metric("tocsin_alerts"))
        bench.say("rss_bytes_per_alert", (full - idle) * 1048576 / alerts, "bytes", alerts=alerts)
        bench.say("store_log_mib", server.log_bytes() / 1048576, "MiB", goal="P11 <= 16 MiB",
                  met=server.log_bytes() <= 16 * 1048576, alerts=alerts)
        server.stop(remove=False)
        server = Tocsin(bench.folder("recorded"), bench.program("tocsin"), keep=True)
        bench.say("start_full_ms", server.start_ms, "ms", goal="P8 <= 1000 ms",
                  met=server.start_ms <= 1000, alerts=alerts)
    finally:
        server.stop()


def measure_storm(bench):
    """P9: 5,000 alerts of 10 services at the page's real limit; what reaches the page."""
    webhooks, rate = (500, 100) if bench.quick else (500, 25)
    with Emulator(bench.folder("storm-page"), bench.program("tocsin-emulator")) as page:
        with Tocsin(bench.folder("storm"), bench.program("tocsin"), page) as server:
            time.sleep(0.5)
            before = len(page.read("/journal")["requests"])
            result = bench.load(server, connections=8, rate=rate, requests=webhooks, alerts=10,
                                services=SERVICES, severity=["warning", "critical"])
            ended = time.monotonic()
            wanted, settled, quiet = 0, 0.0, 6 if bench.quick else 20
            while time.monotonic() < ended + min(settled + quiet, 60):
                requests = page.read("/journal")["requests"][before:]
                writes = [one for one in requests if one["method"] != "GET"]
                if len(writes) != wanted:
                    wanted, settled = len(writes), time.monotonic() - ended
                time.sleep(0.5)
            requests = page.read("/journal")["requests"][before:]
            creates = [one for one in requests if one["method"] == "POST"]
            bench.say("storm_page_calls", len(requests), "calls", goal="P9 <= 20",
                      met=len(requests) <= 20, creates=len(creates), writes=wanted,
                      reads=len(requests) - wanted, alerts=result["acknowledged"] * 10)
            bench.say("storm_last_call_after_seconds", settled, "s", goal="P9 <= 30 s",
                      met=settled <= 30)
            bench.say("storm_p99_us", result["p99_us"], "us", alerts=10, rate=rate)


def measure_flood(bench):
    """R18: 100,000 alerts within a minute, each new; nothing lost, acks and memory within bounds."""
    alerts = 10_000 if bench.quick else 100_000
    with Tocsin(bench.folder("flood"), bench.program("tocsin"), bench.emulator) as server:
        result = bench.load(server, connections=16, rate=alerts // 600, requests=alerts // 10,
                            alerts=10, services=SERVICES, severity=["warning", "critical"])
        at_most = server.rss_mib("VmHWM")
        bench.say("flood_p99_us", result["p99_us"], "us", goal="R18 <= 250 ms",
                  met=result["p99_us"] <= 250_000, alerts=alerts)
        bench.say("flood_rss_mib", at_most, "MiB", goal="R18 <= 256 MiB", met=at_most <= 256)
        bench.say("flood_refused", result["refused"], "webhooks", goal="R18 0",
                  met=result["refused"] == 0)


PARTS = {"judgement": measure_judgement, "storm": measure_storm, "flood": measure_flood,
         "memory": measure_start_and_memory, "hang": measure_hang, "acks": measure_acks}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--build", required=True, help="folder of the build that is measured")
    parser.add_argument("--work", required=True, help="folder on the disk that is measured")
    parser.add_argument("--ceiling", default="", help="program of ../shared/perf, if there is one")
    parser.add_argument("--quick", action="store_true", help="one point of each, in a minute")
    parser.add_argument("--rounds", type=int, default=3, help="of the points with 10 alerts")
    parser.add_argument("--seconds-max", type=float, default=420)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part of the whole")
    bench = Bench(parser.parse_args())
    with Emulator(bench.folder("page"), bench.program("tocsin-emulator"),
                  rate_limited=False) as bench.emulator:
        for name, measure in PARTS.items():
            if bench.options.only and name not in bench.options.only:
                continue
            if not bench.late(name):
                measure(bench)


if __name__ == "__main__":
    main()
