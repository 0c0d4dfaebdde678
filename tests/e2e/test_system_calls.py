"""What tocsin asks of the kernel, beside what its unit allows."""

import contextlib
import os
import pwd
import re
import shutil
import signal

from harness import PATIENCE_SECONDS, TOCSIN, ask, until
from payloads import daemon, down
from systemd_stand_ins import WATCHDOG_USEC, BesideAJournal, Systemd, run, settings


def child_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        return int(file.read().split()[0])


def kill_if_there(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class SystemCalls(BesideAJournal):
    """What tocsin asks of the kernel, beside what its unit allows."""

    @staticmethod
    def members(name):
        """The system calls of a set, with the sets in it."""
        if not name.startswith("@"):
            return {name}
        listed = run("systemd-analyze", "syscall-filter", name).stdout.splitlines()[1:]
        names = {line.strip() for line in listed if line.strip() and "#" not in line}
        return set().union(*(SystemCalls.members(one) for one in names))

    def allowed(self):
        # Those that every list allows (systemd.exec(5)).
        allowed = self.members("@default")
        for key, value in settings("tocsin.service"):
            if key != "SystemCallFilter":
                continue
            listed = set().union(*(self.members(one) for one in value.removeprefix("~").split()))
            allowed = allowed - listed if value.startswith("~") else allowed | listed
        return allowed

    def unprivileged(self, *paths):
        """Gives `paths` to somebody who is not root, and says how strace becomes that user."""
        if os.geteuid() != 0:
            return ()
        nobody = pwd.getpwnam("nobody")
        for path in paths:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
            for folder, folders, files in os.walk(path):
                for name in folders + files:
                    os.chown(os.path.join(folder, name), nobody.pw_uid, nobody.pw_gid)
        return ("-u", "nobody")

    def test_a_whole_life_stays_within_the_filter_of_the_unit(self):
        systemd = Systemd(self.folder)
        self.addCleanup(systemd.socket.close)
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        counts = os.path.join(self.folder, "calls")
        program = shutil.copy(TOCSIN, self.folder)
        user = self.unprivileged(self.folder)
        tracing = ("strace", "-f", "-c", "-U", "name", "-o", counts, *user)
        environment = {"NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": WATCHDOG_USEC}
        tocsin.start([*self.wrapper(), *tracing, program, "serve", "--log.format=journal",
                      "--config.file=" + tocsin.config_file], env=dict(os.environ, **environment))
        tocsin.wait_ready()
        traced = child_of(tocsin.process.pid)
        # strace that is killed lets go of what it traces.
        self.addCleanup(kill_if_there, traced)
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(ask(tocsin.admin, "POST", "/-/reload").status, 200)
        self.assertIn(b"tocsin_rules", ask(tocsin.admin, "GET", "/metrics").body)
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: page.has("website", "resolved"))
        until("the watchdog", lambda: systemd.next() == "WATCHDOG=1")
        self.entry_with(TOCSIN_COMPONENT="delivery")
        os.kill(traced, signal.SIGTERM)
        self.assertEqual(tocsin.process.wait(PATIENCE_SECONDS), 0)
        with open(counts, encoding="utf-8") as file:
            used = {line.strip() for line in file if re.fullmatch(r"\s*[a-z_0-9]+\s*", line)}
        used -= {"syscall", "total"}
        self.assertLessEqual({"sendmsg", "connect", "accept", "fdatasync"}, used)
        self.assertEqual(used - self.allowed(), set())
