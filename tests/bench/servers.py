"""The servers that are measured: tocsin, ceiling_ack of ../shared/perf, and the emulator.

Each runs in a folder of its own on the disk that is meant, is started until it answers, and is
stopped by its id.  Nothing listens on anything but 127.0.0.1.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 30
PAGE = "benchpage001"
SERVICES = 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, method, target, body=None):
    """Status and body of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, target, body=body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def write_private(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return path


class Server:
    """A process that answers on `port`; `start_ms` is how long that took."""

    def __init__(self, folder, keep=False):
        self.folder = folder
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, exist_ok=True)
        self.process, self.port, self.path, self.headers = None, None, "/", []

    def start(self, arguments):
        begun = time.monotonic()
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(arguments, cwd=self.folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - begun > START_SECONDS_MAX:
                raise SystemExit(f"{arguments[0]} did not start:\n" + self.last_words())
            time.sleep(0.002)
        self.start_ms = (time.monotonic() - begun) * 1000
        return self

    def is_ready(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def last_words(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as log:
            return log.read()[-2000:]

    def rss_mib(self, figure="VmRSS"):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(figure + ":"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, remove=True):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if remove:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Ceiling(Server):
    """What a durable intake costs at least: HTTP, JSON, one row, one commit for all that wait."""

    def __init__(self, folder, program):
        super().__init__(folder)
        self.port = free_port()
        self.start([program, "--port", str(self.port), "--dir", folder, "--threads", "2"])


class Emulator(Server):
    """Statuspage over TLS, with the rate limit of the real one unless `rate_limited` is false."""

    def __init__(self, folder, program, rate_limited=True):
        super().__init__(folder)
        components = [f"--component=benchsvc{i:04}:svc-{i:02}" for i in range(SERVICES)]
        self.start([program, "--state-dir=" + folder, "--page=" + PAGE, "--key=bench-key"]
                   + components)
        if not rate_limited:
            self.set("/options", {"rate_requests": 0})

    def is_ready(self):
        path = os.path.join(self.folder, "ports.json")
        if not os.path.exists(path):
            return False
        with open(path, encoding="ascii") as file:
            ports = json.load(file)
        self.port, self.control, self.ca_file = (
            ports["api"], ports["control"], os.path.join(self.folder, "ca.pem"))
        return super().is_ready()

    def set(self, path, value):
        status, body = ask(self.control, "POST", path, json.dumps(value))
        assert status == 200, body

    def read(self, path):
        status, body = ask(self.control, "GET", path)
        assert status == 200, body
        return json.loads(body)

    def hang(self):
        """From now on requests are read and never answered."""
        self.set("/faults", [{"fault": "never_answer", "times": 0}])


RECORD_RULE = """
[[rule]]
name      = "recorded"
catch_all = true
publish   = "record"
group_by  = ["alertname"]
"""

# Told at once and as often as the rule may: a storm has nothing that holds it back but tocsin.
PAGE_RULE = """
[[rule]]
name            = "service-errors"
matchers        = ['alertname = "RequestErrorsHigh"', 'service =~ "svc-.*"']
group_by        = ["service"]
for             = "0s"
incident_name   = '{{ .GroupLabels.service }}: many errors'
fallback_name   = "Many errors"
[[rule.component]]
from_label = "service"
[rule.open]
body = 'We are looking at {{ .GroupLabels.service }}: {{ len .Alerts.Firing }} checks fail.'
[rule.update]
on    = ["severity_up", "components"]
every = "15m"
body  = '{{ .GroupLabels.service }} fails, severity {{ .Severity }}.'
[rule.resolved]
body = 'It works again.'
"""


def many_rules(count):
    """Rules that match nothing of the load, before the one that takes it."""
    return "".join(f"""
[[rule]]
name          = "rule-{i}"
matchers      = ['service = "other-{i:05}"', 'cluster = "bench-west-2"']
for           = "1m"
incident_name = 'Trouble with {{{{ .GroupLabels.alertname }}}}'
fallback_name = "Trouble"
""" for i in range(count))


class Acks(Server):
    """Line one of tocsin, up to the acknowledgement; nobody judges what it stores."""

    def __init__(self, folder, program):
        super().__init__(folder)
        self.port, self.path, self.headers = (
            free_port(), "/webhooks/am", ["Authorization: Bearer bench-token"])
        self.start([program, f"--port={self.port}", f"--store={folder}/tocsin.db"])


class Tocsin(Server):
    """The daemon.  Without an emulator its page is `dry_run` and every rule only records."""

    def __init__(self, folder, program, emulator=None, rules_before=0, keep=False):
        super().__init__(folder, keep)
        self.port, self.path, self.headers = (
            free_port(), "/webhooks/am", ["Authorization: Bearer bench-token"])
        write_private(os.path.join(folder, "token"), "bench-token\n")
        write_private(os.path.join(folder, "key"), "bench-key\n")
        write_private(os.path.join(folder, "tocsin.toml"), self.config(emulator))
        write_private(os.path.join(folder, "rules.toml"), many_rules(rules_before)
                      + (PAGE_RULE if emulator else "") + RECORD_RULE)
        self.start([program, "serve", f"--config.file={folder}/tocsin.toml",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                    f"--store.path={folder}/tocsin.db"])

    def config(self, emulator):
        where = (f'base_url = "https://localhost:{emulator.port}/v1"\n'
                 f'ca_file = "{emulator.ca_file}"' if emulator else "dry_run = true")
        aliases = "\n".join(f'svc-{i:02} = "benchsvc{i:04}"' for i in range(SERVICES))
        self.admin = free_port()
        return f"""version = 1
rule_files = ["rules.toml"]
[listener.webhooks]
address = "127.0.0.1:1"
serves = ["webhooks", "health"]
[listener.admin]
address = "127.0.0.1:{self.admin}"
serves = ["metrics", "health"]
[source.am]
kind = "alertmanager"
auth = {{ bearer = {{ file = "{self.folder}/token" }} }}
rate_limit = {{ requests = 0 }}
[page.main]
id = "{PAGE}"
api_key = {{ file = "{self.folder}/key" }}
{where}
[page.main.components]
{aliases}
[shutdown]
drain = "2s"
[log]
level = "warn"
"""

    def is_ready(self):
        try:
            return ask(self.port, "GET", "/-/ready")[0] == 200
        except OSError:
            return False

    def metric(self, name):
        """The sum of a metric's samples."""
        _, text = ask(self.admin, "GET", "/metrics")
        return sum(float(line.rpartition(" ")[2]) for line in text.decode().splitlines()
                   if line.startswith((name + " ", name + "{")))

    def log_bytes(self):
        """Of the store's write-ahead log."""
        path = os.path.join(self.folder, "tocsin.db-wal")
        return os.path.getsize(path) if os.path.exists(path) else 0
