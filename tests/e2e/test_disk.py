"""Disks that are full, damaged or slow: nothing is answered 200 that is not on them."""

import os
import re
import resource
import shutil
import signal
import subprocess
import time
import unittest

import kill
from harness import Case, Program, ask, until
from payloads import daemon, down

RECOVERY_SECONDS_MAX = 5


class FullDisk(Case):
    """Sends until it is refused, and on; then there is room, and all goes on without a restart."""

    def start(self, *flags):
        self.page = self.stage.emulator()
        self.tocsin = daemon(self.stage, self.page, rules=kill.RULES).run(*flags)
        self.states = {}

    def send(self, key, **more):
        answer = self.tocsin.post(down(key, **more))
        if answer.status == 200:
            self.states[key] = "investigating"
        else:
            self.assertEqual(answer.status, 503, answer.body)
            self.assertGreater(int(answer.headers["Retry-After"]), 0)
        return answer.status

    def send_while_full(self, kind):
        process = self.tocsin.process.pid
        until("a refusal", lambda: self.send(f"full-{len(self.states)}", note="x" * 50_000) == 503)
        for number in range(20):
            self.send(f"while-{number}", note="x" * 50_000)
        self.assertEqual(self.tocsin.ready_status(), 503)
        self.assertGreater(self.tocsin.metric("tocsin_store_errors_total", kind=kind), 0)
        self.assertTrue(self.tocsin.is_running())
        return process

    def go_on(self, process):
        began = time.monotonic()
        self.tocsin.wait_ready()
        self.assertEqual(self.send("afterwards"), 200)
        self.assertLess(time.monotonic() - began, RECOVERY_SECONDS_MAX)
        self.assertEqual(self.tocsin.process.pid, process)
        kill.assert_page_agrees(self, self.page, self.states)
        # What was refused comes again, as its sender would send it.
        for number in range(20):
            self.assertEqual(self.send(f"while-{number}"), 200)
        kill.assert_page_agrees(self, self.page, self.states)
        self.assertEqual(self.tocsin.stop(), 0)

    def test_that_allows_no_larger_file_is_503_until_it_does(self):
        self.start()
        self.assertEqual(self.send("before"), 200)
        until("the first incident", lambda: self.page.has("before", "investigating"))
        # The log of the store is longer already and grows with each commit.
        limit = os.path.getsize(os.path.join(self.folder, "tocsin.db-wal")) // 2
        pid = self.tocsin.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, before[1]))
        process = self.send_while_full("io")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        self.go_on(process)

    def test_with_no_space_left_is_503_until_there_is_some(self):
        disk = os.path.join(self.folder, "disk")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk],
                          capture_output=True, check=False).returncode != 0:
            self.skipTest("only root may mount a small disk")
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=False)
        self.start("--store.path=" + os.path.join(disk, "tocsin.db"))
        self.assertEqual(self.send("before"), 200)
        ballast = os.path.join(disk, "ballast")
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                pass
        process = self.send_while_full("full")
        os.remove(ballast)
        self.go_on(process)


class DamagedDisk(Case):
    def test_a_damaged_store_is_refused_with_its_name_and_exit_75(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        for number in range(100):
            tocsin.accept(down(f"service-{number}"))
        self.assertEqual(tocsin.stop(), 0)
        path = os.path.join(self.folder, "tocsin.db")
        with open(path, "r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (os.path.getsize(path) - 4096))
        tocsin.launch()
        self.assertEqual(tocsin.process.wait(60), 75)
        self.assertRegex(tocsin.log(), r"malformed|corrupt")
        self.assertIn("tocsin.db", tocsin.log())

    def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        path = os.path.join(self.folder, "tocsin.db")
        with open(path, "wb") as file:
            file.write(b"Dear diary, " * 1000)
        tocsin.launch()
        self.assertEqual(tocsin.process.wait(60), 75)
        self.assertIn("file is not a database", tocsin.log())
        self.assertEqual(os.path.getsize(path), 12_000)


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class Traced(Case):
    def test_each_answer_leaves_after_a_sync_of_what_was_written(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        trace = os.path.join(self.folder, "trace")
        tracer = Program("strace", self.folder)
        self.stage.track(tracer)
        tracer.start(["strace", "-f", "-s", "16", "-o", trace, "-e",
                      "trace=pwrite64,fdatasync,fsync,sendmsg,sendto,write,writev",
                      "-p", str(tocsin.process.pid)])
        until("strace", lambda: "attached" in tracer.log())
        for number in range(20):
            tocsin.accept(down(f"service-{number}"))
        tracer.process.send_signal(signal.SIGINT)
        tracer.process.wait(60)
        with open(trace, encoding="utf-8", errors="replace") as file:
            self.assertEqual(answers_before_their_sync(file), [])
        self.assertTrue(tocsin.is_running())
        self.assertEqual(ask(tocsin.admin, "GET", "/-/ready").status, 200)


def answers_before_their_sync(lines):
    """Numbers of the answers 200 before which nothing was written and then synced to its end."""
    wrote = synced = False
    answers, wrong = 0, []
    for line in lines:
        if "pwrite64(" in line:
            wrote = True
        elif re.search(r"f(data)?sync.*= 0$", line.strip()):
            synced = wrote
        elif "HTTP/1.1 200" in line:
            answers += 1
            if not synced:
                wrong.append(answers)
            wrote = synced = False
    return wrong if answers >= 20 else [f"only {answers} answers were seen"]
