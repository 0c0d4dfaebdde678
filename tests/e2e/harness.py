"""The three programs, started, watched and stopped for a test.

Emulator is Statuspage, Daemon is tocsin, Alertmanager is Debian's.  Each runs in a folder of its
own, logs to a file there, and is stopped with its test.  Whatever a test waits for is a condition
with a deadline (`until`); nobody sleeps and hopes.  A failed test shows the last lines of each log.

What this file refuses: to know what a test expects, and to reuse anything of tocsin.
"""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

POLL_SECONDS = 0.02
# Of a loaded machine with a sanitizer's build; nothing waits so long that works.
PATIENCE_SECONDS = float(os.environ.get("TOCSIN_E2E_PATIENCE", "60"))
PAGE = "e2epage00001"
KEY = "e2e-api-key-5a7f"
TOKEN = "e2e-webhook-token-93c1"
COMPONENTS = {"website": "e2ewebsite01", "api": "e2eapi000001", "mail": "e2email00001"}

# Set by the runner: the programs of the build under test.
TOCSIN = os.environ.get("TOCSIN_PROGRAM", "")
EMULATOR = os.environ.get("TOCSIN_EMULATOR_PROGRAM", "")


def until(what, condition, seconds=None):
    """The first true answer of `condition`; fails, saying `what` was waited for."""
    deadline = time.monotonic() + (seconds or PATIENCE_SECONDS)
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(POLL_SECONDS)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_private(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return path


class Answer:
    """What an HTTP server said."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


def ask(port, method, target, body=None, headers=None, timeout=None):
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout or PATIENCE_SECONDS)
    try:
        connection.request(method, target, body=body, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


class Program:
    """A process with its log; `folder` is where it lives."""

    def __init__(self, name, folder):
        self.name, self.folder, self.process = name, folder, None
        self.log_path = os.path.join(folder, name + ".log")

    def start(self, arguments, **options):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(arguments, stdout=log, stderr=log,
                                        stdin=subprocess.DEVNULL, **options)
        log.close()

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """SIGKILL, and gone when this returns."""
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=None):
        """SIGTERM; the exit code."""
        if self.process is None:
            return None
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds or PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} does not stop on SIGTERM") from None


class Emulator(Program):
    """Statuspage; without a limit of its rate unless a test sets one."""

    def __init__(self, folder, page_id=PAGE):
        super().__init__("emulator", folder)
        self.page_id = page_id
        components = [f"--component={id}:{name}" for name, id in COMPONENTS.items()]
        self.start([EMULATOR, "--state-dir=" + folder, "--page=" + page_id,
                    "--key=" + KEY]
                   + components)

    def wait_ready(self):
        ports = until("the emulator", self._ports)
        self.api, self.control, self.plain = ports["api"], ports["control"], ports["plain"]
        self.ca_file = os.path.join(self.folder, "ca.pem")
        self.set("/options", rate_requests=0)

    def _ports(self):
        path = os.path.join(self.folder, "ports.json")
        if not os.path.exists(path):
            assert self.is_running(), "the emulator did not start"
            return None
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def read(self, path):
        answer = ask(self.control, "GET", path)
        assert answer.status == 200, answer.body
        return answer.json()

    def set(self, path, body=None, **members):
        answer = ask(self.control, "POST", path, json.dumps(members if body is None else body))
        assert answer.status == 200, answer.body
        return answer.json()

    def faults(self, *rules):
        self.set("/faults", list(rules))

    def down(self, is_down, **more):
        self.set("/down", down=is_down, **more)

    def person(self, act, incident=None, **members):
        """What a colleague does on the page by hand (tests/emulator/README.md); what it touched."""
        if incident is not None:
            members["incident"] = incident
        return self.set("/person", dict(members, act=act))["id"]

    def key_access(self, access):
        """What tocsin's key is worth from now on: valid, revoked or forbidden."""
        self.set("/keys", key="key-1", access=access)

    def page_deleted(self, is_deleted):
        self.set("/pages", page=self.page_id, deleted=is_deleted)

    def steps_back(self):
        """Where tocsin moved an incident to an earlier status, or opened it again."""
        return [step for step in self.read("/assertions")["steps_back"] if step["by"] == "key-1"]

    def creates_per_episode(self):
        return self.read("/assertions")["creates_per_episode"]

    def journal(self):
        return self.read("/journal")["requests"]

    def calls(self, method, below=""):
        """What was asked with this method, with the body read."""
        return [dict(request, json=json.loads(request["body"] or "null"))
                for request in self.journal()
                if request["method"] == method and below in request["target"]]

    def creates(self):
        return [call["json"]["incident"] for call in self.calls("POST", "/incidents")]

    def updates(self):
        return [call["json"]["incident"] for call in self.calls("PATCH", "/incidents/")
                if "incident_updates" not in call["target"]]

    def incidents(self):
        return find_list(self.read("/state"), "incidents")

    def incident(self, name):
        """The incident of that name, or nothing; two of one name are a failure."""
        found = [one for one in self.incidents() if one["name"] == name]
        assert len(found) <= 1, f"{name} is on the page {len(found)} times"
        return found[0] if found else None

    def has(self, name, status):
        one = self.incident(name)
        return one if one and one["status"] == status else None

    def has_open(self, name):
        """The unresolved incident of that name, or nothing."""
        return next((one for one in self.incidents()
                     if one["name"] == name and one["status"] != "resolved"), None)

    def components(self):
        states = self.read("/assertions")["components"][self.page_id]
        return {name: states[id] for name, id in COMPONENTS.items()}

    def all_operational(self):
        return set(self.components().values()) == {"operational"}


def find_list(value, name):
    """The elements of all lists called `name`, however deep."""
    found = []
    if isinstance(value, dict):
        for key, member in value.items():
            if key == name and isinstance(member, list):
                found += [one for one in member if isinstance(one, dict)]
            else:
                found += find_list(member, name)
    elif isinstance(value, list):
        for member in value:
            found += find_list(member, name)
    return found


class Daemon(Program):
    """tocsin, with the configuration a test wrote; may be started again and again."""

    def __init__(self, folder, config, rules, webhooks, admin):
        super().__init__("tocsin", folder)
        self.webhooks, self.admin = webhooks, admin
        self.config_file = os.path.join(folder, "tocsin.toml")
        self.rule_file = os.path.join(folder, "rules.d", "10-e2e.toml")
        os.makedirs(os.path.dirname(self.rule_file), exist_ok=True)
        write_private(self.config_file, config)
        write_private(self.rule_file, rules)

    def launch(self, *flags, env=None, wrapper=(), **options):
        """Starts it, by `wrapper` if there is one, and returns at once."""
        environment = {name: value for name, value in os.environ.items()
                       if name != "NOTIFY_SOCKET"}
        environment.update(env or {})
        self.start([*wrapper, TOCSIN, "serve", "--config.file=" + self.config_file, *flags],
                   env=environment, **options)
        return self

    def run(self, *flags, **options):
        """Starts it and returns when it is ready."""
        self.launch(*flags, **options)
        self.wait_ready()
        return self

    def ready_status(self):
        try:
            return ask(self.admin, "GET", "/-/ready").status
        except OSError:
            return None

    def wait_ready(self):
        def is_ready():
            assert self.is_running(), f"tocsin ended with {self.process.poll()}"
            return self.ready_status() == 200
        until("tocsin to be ready", is_ready)

    def post(self, body, source="am", method="POST", headers=None, path=""):
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if headers is None:
            headers = {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"}
        return ask(self.webhooks, method, f"/webhooks/{source}{path}", body, headers)

    def accept(self, body, **more):
        answer = self.post(body, **more)
        assert answer.status == 200, f"{answer.status}: {answer.body}"
        return answer

    def metric(self, name, **labels):
        """The sum of a metric's samples that have these labels; nothing if there is none."""
        total = None
        for line in ask(self.admin, "GET", "/metrics").body.decode().splitlines():
            match = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
            if not match or match[1] != name:
                continue
            own = dict(re.findall(r'(\w+)="([^"]*)"', match[2] or ""))
            if labels.items() <= own.items():
                total = (total or 0) + float(match[3])
        return total

    def wait_log(self, text):
        return until(f"\"{text}\" in tocsin's log", lambda: text in self.log())


class Alertmanager(Program):
    """Debian's Alertmanager, which sends to tocsin; TOCSIN_ALERTMANAGER says where it is."""

    def __init__(self, folder, daemon, source="am", port=None):
        super().__init__("alertmanager", folder)
        self.port = port or free_port()
        token = write_private(os.path.join(folder, "am-token"), TOKEN)
        config = write_private(os.path.join(folder, "alertmanager.yml"), f"""
route:
  receiver: tocsin
  group_by: [service]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: tocsin
    webhook_configs:
      - url: http://127.0.0.1:{daemon.webhooks}/webhooks/{source}
        send_resolved: true
        http_config:
          authorization: {{ credentials_file: {token} }}
""")
        self.start([os.environ["TOCSIN_ALERTMANAGER"], "--config.file=" + config,
                    "--storage.path=" + os.path.join(folder, "alertmanager"),
                    f"--web.listen-address=127.0.0.1:{self.port}", "--cluster.listen-address="])
        until("Alertmanager", self._is_ready)

    def _is_ready(self):
        assert self.is_running(), "Alertmanager did not start"
        try:
            return ask(self.port, "GET", "/-/ready").status == 200
        except OSError:
            return False

    def amtool(self, *arguments):
        subprocess.run([os.environ["TOCSIN_AMTOOL"], f"--alertmanager.url=http://127.0.0.1:"
                        f"{self.port}", *arguments], check=True, stdout=subprocess.DEVNULL)


def run_tocsin(*arguments, **options):
    """A command that ends by itself."""
    return subprocess.run([TOCSIN, *arguments], capture_output=True, text=True,
                          timeout=PATIENCE_SECONDS, check=False, **options)


class Stage:
    """A folder, and the programs that are stopped when it ends."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.programs = []

    def track(self, program):
        self.programs.append(program)
        return program

    def emulator(self, page_id=PAGE):
        folder = os.path.join(self.folder, f"page{len(self.programs)}")
        os.makedirs(folder)
        program = Emulator(folder, page_id)
        self.track(program)
        program.wait_ready()
        return program

    def end(self, failed=False):
        for program in reversed(self.programs):
            if program.is_running():
                program.kill()
        if failed:
            self.show_logs()
        shutil.rmtree(self.folder, ignore_errors=True)

    def show_logs(self):
        for program in self.programs:
            lines = program.log().splitlines()[-40:]
            print(f"--- {program.name}: last lines of its log", *lines, sep="\n", flush=True)


def has_failed(case):
    """Whether the test, which is at its end, has failed: its result knows already."""
    result = case._outcome.result
    return any(test is case or getattr(test, "test_case", None) is case
               for test, _ in result.failures + result.errors)


class Case(unittest.TestCase):
    """A test with a stage of its own."""

    def setUp(self):
        self.stage = Stage()
        self.folder = self.stage.folder
        self.addCleanup(lambda: self.stage.end(failed=has_failed(self)))


class SharedCase(unittest.TestCase):
    """Tests that look at one stage, which `set_stage` of the class furnishes."""

    @classmethod
    def setUpClass(cls):
        cls.stage = Stage()
        cls.addClassCleanup(cls.stage.end)
        cls.set_stage(cls.stage)

    @classmethod
    def set_stage(cls, stage):
        raise NotImplementedError

    def setUp(self):
        self.addCleanup(lambda: has_failed(self) and self.stage.show_logs())
