"""Who is let in, and who is not: signatures and their replays, client certificates, users."""

import base64
import crypt
import hashlib
import hmac
import http.client
import json
import os
import signal
import ssl
import subprocess
import threading
import time

from harness import Case, TOKEN, ask, run_tocsin, until, write_private
from payloads import daemon, down
from test_reload import edit, put_certificate, serving_tls

SECRET = "e2e-hmac-secret-1f6d"


def signed(body, secret=SECRET, at=None):
    """The header fields of a body that is signed now."""
    moment = str(int(at or time.time()))
    code = hmac.new(secret.encode(), f"{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Time": moment, "X-Signature": code}


class Signatures(Case):
    def start(self):
        self.page = self.stage.emulator()
        tocsin = daemon(self.stage, self.page)
        secret = write_private(f"{self.folder}/hmac", SECRET)
        with open(tocsin.config_file, "a", encoding="utf-8") as file:
            file.write(f"""
[source.signing]
kind = "alertmanager"
[source.signing.auth.hmac]
secret           = {{ file = "{secret}" }}
header           = "X-Signature"
timestamp_header = "X-Time"
""")
        return tocsin.run()

    def test_what_was_signed_is_taken_once_and_its_replay_is_told_the_first_id(self):
        tocsin = self.start()
        body = json.dumps(down("website"))
        fields = signed(body)
        first = tocsin.post(body, "signing", headers=fields)
        self.assertEqual(first.status, 200, first.body)
        tocsin.kill()
        tocsin.run()
        again = tocsin.post(body, "signing", headers=fields)
        self.assertEqual((again.status, again.json()), (200, first.json()))
        self.assertIn("came once more and changes nothing", tocsin.log())
        until("the incident", lambda: self.page.has("website", "investigating"))
        self.assertEqual(len(self.page.creates()), 1)
        exported = run_tocsin("store", "export", "--only", "webhook",
                              "--config.file=" + tocsin.config_file)
        self.assertEqual(len(exported.stdout.splitlines()), 1, exported.stderr)

    def test_every_failure_is_the_same_401(self):
        tocsin = self.start()
        body = json.dumps(down("website"))
        answers = [tocsin.post(body, "signing", headers=fields) for fields in (
            {}, signed(body, "another"), signed(body + " "), signed(body, at=time.time() - 3600),
            {"Authorization": "Bearer " + TOKEN}, {"X-Signature": "abc", "X-Time": "now"})]
        self.assertEqual({(one.status, one.body) for one in answers}, {(401, answers[0].body)})
        self.assertEqual(len({str(sorted(one.headers.items())) for one in answers}), 1)
        self.assertEqual(self.page.creates(), [])


class ClientCertificates(Case):
    def test_a_client_is_known_by_a_name_in_its_certificate(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        mine = f"{self.folder}/client"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=client", "-addext",
                        "subjectAltName=DNS:am.example", "-keyout", mine + ".key", "-out",
                        mine + ".pem"], check=True, stderr=subprocess.DEVNULL)
        put_certificate(page, self.folder)
        edit(tocsin, serving_tls(self.folder, f"""client_auth    = "request"
client_ca_file = "{mine}.pem"
"""))
        with open(tocsin.config_file, "a", encoding="utf-8") as file:
            file.write("""
[source.known]
kind = "alertmanager"
auth = { mtls = { sans = ["am.example"] } }
[source.other]
kind = "alertmanager"
auth = { mtls = { sans = ["other.example"] } }
""")
        tocsin.run()
        trust = ssl.create_default_context(cafile=page.ca_file)

        def post(source):
            wire = http.client.HTTPSConnection("localhost", tocsin.webhooks, timeout=30,
                                               context=trust)
            wire.request("POST", "/webhooks/" + source, json.dumps(down("website")))
            return wire.getresponse().status

        self.assertEqual(post("known"), 401)
        trust.load_cert_chain(mine + ".pem", mine + ".key")
        self.assertEqual(post("known"), 200)
        self.assertEqual(post("other"), 401)
        until("the incident", lambda: page.has("website", "investigating"))


class Users(Case):
    def start(self):
        self.page = self.stage.emulator()
        tocsin = daemon(self.stage, self.page)
        users = "\n[listener.admin.users]\n"
        for name, role in (("alice", "approver"), ("scraper", "metrics"), ("root", "admin")):
            word = crypt.crypt(name + "-word", "$2y$04$abcdefghijklmnopqrstuu")
            hash_file = write_private(f"{self.folder}/{name}.hash", word)
            write_private(f"{self.folder}/{name}.word", name + "-word\n")
            users += f'{name} = {{ hash = {{ file = "{hash_file}" }}, role = "{role}" }}\n'
        with open(tocsin.config_file, "a", encoding="utf-8") as file:
            file.write(users)
        return tocsin.run()

    def ask(self, tocsin, method, path, user=None):
        fields = {}
        if user:
            word = base64.b64encode(f"{user}:{user}-word".encode()).decode()
            fields["Authorization"] = "Basic " + word
        return ask(tocsin.admin, method, path, headers=fields).status

    def test_each_may_do_what_the_role_says_and_everybody_may_ask_for_health(self):
        tocsin = self.start()
        self.assertEqual(self.ask(tocsin, "GET", "/-/ready"), 200)
        wanted = {"GET /metrics": {"alice": 200, "scraper": 200, "root": 200},
                  "GET /api/v1/incidents": {"alice": 200, "scraper": 403, "root": 200},
                  "POST /-/reload": {"alice": 403, "scraper": 403, "root": 200}}
        for request, answers in wanted.items():
            method, path = request.split()
            self.assertEqual(self.ask(tocsin, method, path), 401, request)
            self.assertEqual(self.ask(tocsin, method, path, "mallory"), 401, request)
            for user, status in answers.items():
                self.assertEqual(self.ask(tocsin, method, path, user), status, (request, user))

    def test_commands_ask_as_a_user_who_then_stands_in_the_record(self):
        tocsin = self.start()
        tocsin.accept(down("website"))
        until("the incident", lambda: self.page.has("website", "investigating"))
        flags = ("--config.file=" + tocsin.config_file, "--admin.user=alice")
        right = flags + (f"--admin.password-file={self.folder}/alice.word",)
        wrong = flags + (f"--admin.password-file={self.folder}/root.word",)
        refused = run_tocsin("incidents", "list", *wrong)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("credentials are missing or wrong", refused.stderr)
        listed = run_tocsin("incidents", "list", "--output=json", *right)
        self.assertEqual(listed.returncode, 0, listed.stderr)
        one = json.loads(listed.stdout)["items"][0]["id"]
        self.assertEqual(run_tocsin("incidents", "resolve", one, *right).returncode, 0)
        shown = run_tocsin("incidents", "show", one, *right)
        self.assertIn("alice at 127.0.0.1", shown.stdout)
        self.assertNotIn("-word", tocsin.log())

    def test_a_reload_that_names_no_users_opens_nothing(self):
        tocsin = self.start()
        with open(tocsin.config_file, encoding="utf-8") as file:
            text = file.read()
        write_private(tocsin.config_file, text[:text.index("[listener.admin.users]")])
        self.assertEqual(self.ask(tocsin, "POST", "/-/reload", "root"), 200)
        self.assertEqual(self.ask(tocsin, "GET", "/metrics"), 401)
        self.assertEqual(self.ask(tocsin, "GET", "/metrics", "scraper"), 200)
        self.assertIn("listeners changed: that needs a restart", tocsin.log())


    def test_a_reload_while_a_password_is_judged_changes_nothing_for_who_asked(self):
        tocsin = self.start()
        answers = []
        # The first judgements are made on a thread of their own.
        askers = [threading.Thread(target=lambda: answers.append(
            self.ask(tocsin, "GET", "/metrics", "scraper"))) for _ in range(8)]
        for asker in askers:
            asker.start()
            tocsin.process.send_signal(signal.SIGHUP)
        for asker in askers:
            asker.join()
        self.assertEqual(set(answers), {200})
        self.assertTrue(tocsin.is_running())


class Exposure(Case):
    def test_a_reload_opens_no_source_where_others_listen_still(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        with open(tocsin.config_file, encoding="utf-8") as file:
            text = file.read()
        everywhere = text.replace(f'"127.0.0.1:{tocsin.webhooks}"', f'"0.0.0.0:{tocsin.webhooks}"')
        write_private(tocsin.config_file, everywhere)
        tocsin.run()
        bearer = next(line for line in text.splitlines() if line.startswith("auth = "))
        # For the files alone it would be fine: they say 127.0.0.1 by now.
        write_private(tocsin.config_file, text.replace(bearer, 'auth = "none"'))
        refused = ask(tocsin.admin, "POST", "/-/reload")
        self.assertEqual(refused.status, 422, refused.body)
        self.assertIn(b"[source.am]", refused.body)
        self.assertEqual(tocsin.post(down("website"), headers={}).status, 401)

    def test_a_flag_opens_no_source_either(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, sources='[source.am]\nkind = "alertmanager"\nauth = "none"\n')
        said = run_tocsin("serve", "--config.file=" + tocsin.config_file,
                          f"--web.listen-address=0.0.0.0:{tocsin.webhooks}")
        self.assertEqual(said.returncode, 2, said.stderr)
        self.assertIn("[source.am]", said.stderr)


class Memory(Case):
    def test_no_core_is_written_and_no_other_process_of_its_user_looks_inside(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        nobody = 65534
        for folder, _, files in os.walk(self.folder):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, nobody, nobody)
        tocsin.run(wrapper=("setpriv", f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups"))
        process = f"/proc/{tocsin.process.pid}"
        with open(process + "/limits", encoding="ascii") as file:
            self.assertRegex(file.read(), r"Max core file size +0 +0 ")
        with open(process + "/status", encoding="ascii") as file:
            self.assertIn(f"Uid:\t{nobody}", file.read())
        self.assertEqual(os.stat(process + "/environ").st_uid, 0)
        self.assertGreater(tocsin.metric("process_open_fds"), 0)
