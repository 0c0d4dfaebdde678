"""The unit as systemd's own tools see it, and what systemd is told while tocsin lives."""

import contextlib
import ctypes
import os
import signal
import sqlite3
import threading

from harness import PATIENCE_SECONDS, Case, TOCSIN, ask, until, write_private
from payloads import RULES, daemon, down
from systemd_stand_ins import UNITS, WATCHDOG_USEC, Systemd, run, settings

PTRACE_ATTACH, PTRACE_DETACH = 16, 17
WALL = 0x40000000  # waitpid: threads, too


class Unit(Case):
    """The shipped files, as systemd reads them."""

    def test_the_units_are_what_systemd_understands(self):
        for unit in ("tocsin.service", "tocsin.socket"):
            with open(os.path.join(UNITS, unit), encoding="utf-8") as file:
                text = file.read().replace("/usr/bin/tocsin", TOCSIN)
            with open(os.path.join(self.folder, unit), "w", encoding="utf-8") as file:
                file.write(text)
        done = run("systemd-analyze", "verify", "--man=no",
                   os.path.join(self.folder, "tocsin.service"),
                   os.path.join(self.folder, "tocsin.socket"))
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_the_service_is_exposed_to_1_1_and_no_more(self):
        done = run("systemd-analyze", "security", "--offline=yes", "--threshold=11",
                   os.path.join(UNITS, "tocsin.service"))
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])

    def test_the_user_is_what_sysusers_understands(self):
        root = os.path.join(self.folder, "root")
        os.makedirs(os.path.join(root, "etc"))
        for name in ("passwd", "group"):
            open(os.path.join(root, "etc", name), "w", encoding="utf-8").close()
        done = run("systemd-sysusers", "--root=" + root, os.path.join(UNITS, "tocsin.sysusers"))
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(root, "etc", "passwd"), encoding="utf-8") as file:
            self.assertRegex(file.read(), "^tocsin:.*:/var/lib/tocsin:/usr/sbin/nologin\n$")

    def test_its_commands_are_commands_of_tocsin(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        commands = dict(settings("tocsin.service"))
        self.assertEqual(commands["ExecStart"],
                         "/usr/bin/tocsin serve --config.file=/etc/tocsin/tocsin.toml $ARGS")
        reloads = [value for key, value in settings("tocsin.service") if key == "ExecReload"]
        self.assertEqual(reloads[1], "/bin/kill -HUP $MAINPID")
        check = reloads[0].replace("/etc/tocsin/tocsin.toml", tocsin.config_file).split()
        self.assertEqual(run(TOCSIN, *check[1:]).returncode, 0)
        write_private(tocsin.rule_file, RULES + "\nbroken\n")
        self.assertEqual(run(TOCSIN, *check[1:]).returncode, 1, "a reload would not be refused")


class Notify(Case):
    def setUp(self):
        super().setUp()
        self.systemd = Systemd(self.folder)
        self.addCleanup(self.systemd.socket.close)

    def start(self, watchdog=False, **options):
        page = self.stage.emulator()
        env = {"NOTIFY_SOCKET": self.systemd.path}
        if watchdog:
            env["WATCHDOG_USEC"] = WATCHDOG_USEC
        return page, daemon(self.stage, page, **options).run(env=env)

    def test_systemd_is_told_of_the_start_the_reload_and_the_stop(self):
        _, tocsin = self.start()
        self.assertRegex(self.systemd.next(), r"^EXTEND_TIMEOUT_USEC=\d+$")
        self.assertEqual(self.systemd.next(), "READY=1")
        tocsin.process.send_signal(signal.SIGHUP)
        self.assertRegex(self.systemd.next(), r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
        self.assertEqual(self.systemd.next(), "READY=1")
        write_private(tocsin.rule_file, RULES + "\nbroken\n")
        self.assertEqual(ask(tocsin.admin, "POST", "/-/reload").status, 422)
        self.assertRegex(self.systemd.next(), r"^RELOADING=1\n")
        self.assertEqual(self.systemd.next(), "READY=1", "a refused reload ends, too")
        self.assertEqual(tocsin.stop(), 0)
        self.assertEqual(self.systemd.next(), "STOPPING=1")
        self.assertRegex(self.systemd.next(), r"^EXTEND_TIMEOUT_USEC=\d+$")

    def test_a_long_drain_asks_for_longer_again_and_again(self):
        page, tocsin = self.start(drain="10m")
        page.down(True)
        tocsin.accept(down("website"))
        tocsin.process.send_signal(signal.SIGTERM)
        while self.systemd.next() != "STOPPING=1":
            pass
        asked = [int(self.systemd.next().removeprefix("EXTEND_TIMEOUT_USEC=")) for _ in range(2)]
        self.assertGreaterEqual(min(asked), 15_000_000)
        tocsin.process.send_signal(signal.SIGTERM)
        tocsin.process.wait(PATIENCE_SECONDS)

    def test_a_migration_asks_for_longer_as_long_as_it_gets_on(self):
        page, tocsin = self.start()
        self.assertEqual(tocsin.stop(), 0)
        self.systemd.forget()
        with contextlib.closing(sqlite3.connect(self.folder + "/tocsin.db")) as store:
            columns = store.execute("SELECT name, type FROM pragma_table_info('incidents')")
            kinds = {"INTEGER": "i", "TEXT": "'x' || i", "BLOB": "x'00'"}
            values = ", ".join(kinds[kind] for _, kind in columns)
            # Version 2 and many incidents that were over long ago.
            store.executescript(f"""
                DROP INDEX entries_replay_until; ALTER TABLE entries DROP COLUMN headers;
                ALTER TABLE entries DROP COLUMN replay_mark;
                ALTER TABLE entries DROP COLUMN replay_until;
                ALTER TABLE rejected DROP COLUMN headers;
                DROP INDEX incidents_closed; DROP INDEX incidents_of_rule_version;
                PRAGMA user_version = 2;
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
                INSERT INTO incidents SELECT {values} FROM n;
                UPDATE incidents SET phase = 'closed';""")
        tocsin.run(env={"NOTIFY_SOCKET": self.systemd.path})
        self.assertIn("store migrated", tocsin.log())
        asked = [self.systemd.next(), self.systemd.next()]
        self.assertEqual(self.systemd.next(), "READY=1")
        self.assertEqual(asked[1], "EXTEND_TIMEOUT_USEC=60000000", "said by the migration alone")

    def test_the_watchdog_is_fed_well_within_its_time(self):
        _, tocsin = self.start(watchdog=True)
        while self.systemd.next() != "READY=1":
            pass
        for _ in range(10):
            self.assertEqual(self.systemd.next(), "WATCHDOG=1")
        self.assertEqual(tocsin.stop(), 0)

    def test_nobody_is_fed_where_no_watchdog_is(self):
        self.start()
        while self.systemd.next() != "READY=1":
            pass
        self.assertTrue(self.systemd.is_silent())

    def test_a_frozen_loop_starves_the_watchdog(self):
        _, tocsin = self.start(watchdog=True)
        until("the watchdog to be fed", lambda: self.systemd.next() == "WATCHDOG=1")
        # Of the threads only the first stops, which is the loop's.
        libc = ctypes.CDLL(None, use_errno=True)
        self.assertEqual(libc.ptrace(PTRACE_ATTACH, tocsin.process.pid, None, None), 0,
                         os.strerror(ctypes.get_errno()))
        os.waitpid(tocsin.process.pid, WALL)
        self.systemd.forget()
        self.assertTrue(self.systemd.is_silent())
        libc.ptrace(PTRACE_DETACH, tocsin.process.pid, None, None)
        self.assertEqual(self.systemd.next(), "WATCHDOG=1")

    def test_a_writer_that_hangs_starves_the_watchdog(self):
        _, tocsin = self.start(watchdog=True)
        until("the watchdog to be fed", lambda: self.systemd.next() == "WATCHDOG=1")
        with contextlib.closing(sqlite3.connect(self.folder + "/tocsin.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            # It waits for the lock; the loop goes on.
            threading.Thread(target=tocsin.post, args=(down("website"),), daemon=True).start()
            until("the writer to wait", self.systemd.is_silent)
            self.assertEqual(ask(tocsin.admin, "GET", "/-/healthy").status, 200)
            other.rollback()
        self.assertEqual(self.systemd.next(), "WATCHDOG=1")
