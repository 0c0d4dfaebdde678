"""Other people's tools against tocsin: scripts/attack runs these, docs/security.md has the figures."""

import csv
import json
import re
import subprocess
import threading
import time

from harness import Case, TOKEN, until, write_private
from payloads import daemon, down
from test_reload import edit, serving_tls

SECONDS = 45  # More than any time-out of a connection that is not idle.

# What slowhttptest does slowly, and how it is told to.
SLOW = {
    "header": ["-H", "-c", "500", "-r", "200", "-i", "5", "-t", "GET", "-x", "24"],
    "body": ["-B", "-c", "300", "-r", "200", "-i", "5", "-s", "8192", "-t", "POST", "-x", "24"],
    "read": ["-X", "-c", "200", "-r", "200", "-w", "10", "-y", "20", "-n", "5", "-z", "32",
             "-k", "3"],
}


class SlowClients(Case):
    def attack(self, kind, target, listener="webhooks"):
        """Attacks, and asks all the time whether webhooks are taken: the longest that one took."""
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        # A slow reader's answer lies in the kernel at once: what is slow then is an idle connection.
        for port in (tocsin.webhooks, tocsin.admin):
            address = f'address = "127.0.0.1:{port}"'
            edit(tocsin, (address, address + '\nidle_timeout = "10s"'))
        tocsin.run()
        over, took, refused, held = threading.Event(), [], [], []

        def send():
            number = 0
            while not over.is_set():
                number += 1
                start = time.monotonic()
                status = tocsin.post(down(f"key-{number % 5}")).status
                took.append(time.monotonic() - start)
                if status != 200:
                    refused.append(status)
                if number % 100 == 0:
                    held.append((time.monotonic(), tocsin.metric("tocsin_http_connections",
                                                                 listener=listener)))

        sender = threading.Thread(target=send)
        sender.start()
        try:
            done = subprocess.run(
                ["slowhttptest", *SLOW[kind], "-p", "3", "-l", str(SECONDS), "-g", "-o", "slow",
                 "-u", f"http://127.0.0.1:{getattr(tocsin, listener)}{target}"], cwd=self.folder,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        finally:
            over.set()
            sender.join()
        said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
        with open(f"{self.folder}/slow.csv", encoding="ascii") as file:
            rows = [row for row in list(csv.reader(file))[1:] if len(row) == 5]
        until("the connections to end", lambda: tocsin.metric(
            "tocsin_http_connections", listener=listener) <= 1)
        memory = tocsin.metric("process_resident_memory_bytes") / 2**20
        print(f"slow {kind}: over after {rows[-1][0]} s, {len(took)} webhooks taken meanwhile, "
              f"the longest in {max(took):.3f} s, {memory:.0f} MiB")
        self.assertEqual(refused, [])
        # What tocsin has let go of the kernel may still deliver, as slowly as it is read.
        if kind == "read":
            most = max(held, key=lambda one: one[1])
            freed = [moment for moment, count in held if moment > most[0] and count <= 2]
            self.assertGreaterEqual(most[1], 100)
            self.assertTrue(freed, held)
            print(f"let go {freed[0] - most[0]:.0f} s after there were {most[1]:.0f}")
        else:
            self.assertIn("No open connections left", said)
        # The first second is that in which they connect.
        self.assertTrue(all(row[4] != "0" for row in rows[1:]), rows)
        self.assertLess(max(took), 5)

    def test_slow_headers(self):
        self.attack("header", "/webhooks/am")

    def test_slow_bodies(self):
        self.attack("body", "/webhooks/am")

    def test_slow_readers(self):
        self.attack("read", "/metrics", "admin")


class ManyRequests(Case):
    def test_no_request_of_20000_fails(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        body = write_private(f"{self.folder}/body.json", json.dumps(down("website")))
        done = subprocess.run(
            ["h2load", "--h1", "-n", "20000", "-c", "50", "-t", "1", "-d", body, "-H",
             "Content-Type: application/json", "-H", "Authorization: Bearer " + TOKEN,
             f"http://127.0.0.1:{tocsin.webhooks}/webhooks/am"], check=True,
            stdout=subprocess.PIPE, text=True)
        print(re.search(r"finished in .*", done.stdout)[0])
        self.assertIn("20000 succeeded, 0 failed, 0 errored, 0 timeout", done.stdout)
        self.assertIn("status codes: 20000 2xx", done.stdout)


class Tls(Case):
    # What a certificate of a test cannot have.
    ALLOWED = {"cert_revocation", "DNS_CAArecord", "engine_problem", "cert_chain_of_trust"}

    def start(self, version):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        self.ca_file = f"{self.folder}/listener.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-days", "90",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout",
                        f"{self.folder}/listener.key", "-out", self.ca_file], check=True,
                       stderr=subprocess.DEVNULL)
        edit(tocsin, serving_tls(self.folder, f'min_version = "{version}"\n'))
        return tocsin.run()

    def test_testssl_finds_nothing_of_low_or_above(self):
        tocsin = self.start("1.2")
        found = f"{self.folder}/testssl.json"
        subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--add-ca",
                        self.ca_file, "--severity", "LOW", "--jsonfile", found, "-p", "-S", "-P",
                        "-U", f"localhost:{tocsin.webhooks}"], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(found, encoding="utf-8") as file:
            findings = json.load(file)
        bad = [one for one in findings if one["severity"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL")
               and one["id"].split(" ")[0] not in self.ALLOWED]
        print(f"testssl: {len(bad)} findings of LOW or above")
        self.assertEqual(bad, [])

    def test_sslscan_sees_two_versions_and_six_suites(self):
        for version, versions in (("1.2", {"1.2", "1.3"}), ("1.3", {"1.3"})):
            tocsin = self.start(version)
            done = subprocess.run(["sslscan", "--no-colour", f"127.0.0.1:{tocsin.webhooks}"],
                                  check=True, stdout=subprocess.PIPE, text=True)
            self.assertEqual(set(re.findall(r"TLSv(1\.\d) +enabled", done.stdout)), versions)
            self.assertEqual(re.findall(r"SSLv\d +enabled", done.stdout), [])
            weak = [line for line in done.stdout.splitlines()
                    if re.match(r"(Preferred|Accepted)", line)
                    and not re.search(r"GCM|CHACHA20", line)]
            self.assertEqual(weak, [])
            self.assertIn("Session renegotiation not supported", done.stdout)
            tocsin.stop()
