"""What stands for systemd beside tocsin: its notify socket, its journal, its units read as text.

PID 1 of a test machine is seldom systemd, and never the test's.
"""

import array
import contextlib
import os
import socket
import subprocess
import threading

from harness import PATIENCE_SECONDS, Case, until

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UNITS = os.path.join(SOURCE, "systemd")
# In which something would have come several times if it came at all.
SILENCE_SECONDS = 1.5
WATCHDOG_USEC = "300000"


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          timeout=PATIENCE_SECONDS)


def settings(unit):
    """The lines KEY=VALUE of a unit, in their order."""
    with open(os.path.join(UNITS, unit), encoding="utf-8") as file:
        return [line.rstrip("\n").split("=", 1) for line in file
                if "=" in line and not line.startswith("#")]


class Systemd:
    """The socket that systemd would listen on, and what was said there."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o666)
        self.socket.settimeout(PATIENCE_SECONDS)

    def next(self, *unless):
        """What is said next; what begins with one of `unless` is passed over."""
        while True:
            said = self.socket.recv(4096).decode()
            if not unless or not said.startswith(unless):
                return said

    def forget(self):
        self.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while self.socket.recv(4096):
                pass
        self.socket.settimeout(PATIENCE_SECONDS)

    def is_silent(self):
        """Whether nothing comes for a while."""
        self.socket.settimeout(SILENCE_SECONDS)
        try:
            return self.socket.recv(4096) == b""
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(PATIENCE_SECONDS)


def fields_of(entry):
    """A datagram of the journal's native protocol, by field."""
    fields = {}
    while entry:
        line, _, rest = entry.partition(b"\n")
        if b"=" in line:
            name, value = line.split(b"=", 1)
            entry = rest
        else:
            # A value of several lines: its length, then itself.
            size = array.array("Q", rest[:8])[0]
            name, value, entry = line, rest[8:8 + size], rest[8 + size + 1:]
        fields[name.decode()] = value.decode()
    return fields


class BesideAJournal(Case):
    """The journal's socket is put over the machine's own, for tocsin alone."""

    def setUp(self):
        super().setUp()
        self.place = os.path.join(self.folder, "journal")
        os.mkdir(self.place)
        self.entries = []
        taking = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        taking.bind(os.path.join(self.place, "socket"))
        os.chmod(os.path.join(self.place, "socket"), 0o666)
        # A journal that takes nothing holds up whoever writes.
        reader = threading.Thread(target=self.take, args=(taking,))
        reader.start()
        self.addCleanup(taking.close)
        self.addCleanup(reader.join)
        self.addCleanup(taking.shutdown, socket.SHUT_RDWR)

    def take(self, taking):
        while entry := taking.recv(1 << 20):
            self.entries.append(fields_of(entry))

    def wrapper(self):
        script = ("mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal && "
                  f"mount --bind {self.place} /run/systemd/journal && exec \"$0\" \"$@\"")
        return ("unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]),
                "sh", "-c", script)

    def entry_with(self, **wanted):
        """The first that has these fields."""
        return until(f"an entry with {wanted}", lambda: next(
            (entry for entry in list(self.entries) if wanted.items() <= entry.items()), None))
