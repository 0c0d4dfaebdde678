"""Canaries: words that stand only where a secret or an alert's text is, looked for everywhere else."""

import base64
import crypt
import json
import os
import re

from harness import KEY, PAGE, TOKEN, Case, ask, run_tocsin, until, write_private
from payloads import daemon, down
from test_access import signed

TOKENS = {"bearer": "canary-bearer-77a2", "basic": "canary-basic-77a3",
          "header": "canary-header-77a4", "path_token": "canary-path-77a5",
          "query_token": "canary-query-77a6", "hmac": "canary-hmac-77a7",
          "orders": "canary-orders-77a9"}
PASSWORD = "canary-password-77a8"

AUTH = {
    "bearer": "{{ bearer = {secret} }}",
    "basic": "{{ basic = {{ username = \"u\", password = {secret} }} }}",
    "header": "{{ header = {{ name = \"X-Token\", value = {secret} }} }}",
    "path_token": "{{ path_token = {secret} }}",
    "query_token": "{{ query_token = {{ name = \"token\", value = {secret} }} }}",
    "hmac": "{{ hmac = {{ secret = {secret}, header = \"X-Signature\", "
            "timestamp_header = \"X-Time\" }} }}",
    "orders": "{{ header = {{ name = \"Authorization\", value = {secret} }} }}",
}


class Secrets(Case):
    def start(self):
        self.page = self.stage.emulator()
        tocsin = daemon(self.stage, self.page)
        more = ""
        for kind, token in TOKENS.items():
            secret = write_private(f"{self.folder}/{kind}.secret", token)
            auth = AUTH[kind].format(secret=f'{{ file = "{secret}" }}')
            sender = "statuspage" if kind == "orders" else "alertmanager"
            more += f'[source.{kind}]\nkind = "{sender}"\nauth = {auth}\n'
        hash_file = write_private(f"{self.folder}/admin.hash",
                                  crypt.crypt(PASSWORD, "$2y$04$abcdefghijklmnopqrstuu"))
        more += ("[listener.admin.users]\nroot = "
                 f"{{ hash = {{ file = \"{hash_file}\" }}, role = \"admin\" }}\n")
        with open(tocsin.config_file, "a", encoding="utf-8") as file:
            file.write(more)
        return tocsin.run()

    def send_all(self, tocsin, damage=""):
        """One request by each way to authenticate, right or damaged."""
        body = json.dumps(down("website"))
        basic = basic_of("u:" + TOKENS["basic"] + damage)
        return [
            tocsin.post(body, "bearer",
                        headers={"Authorization": f"Bearer {TOKENS['bearer']}{damage}"}),
            tocsin.post(body, "basic", headers={"Authorization": "Basic " + basic}),
            tocsin.post(body, "header", headers={"X-Token": TOKENS["header"] + damage}),
            tocsin.post(body, "path_token", headers={}, path="/" + TOKENS["path_token"] + damage),
            tocsin.post(body, "query_token", headers={},
                        path="?a=1&token=" + TOKENS["query_token"] + damage),
            tocsin.post(body, "hmac", headers=signed(body, TOKENS["hmac"] + damage)),
            tocsin.post("incident[name]=Ordered", "orders",
                        headers={"Authorization": TOKENS["orders"] + damage},
                        path=f"/pages/{PAGE}/incidents"),
        ]

    def test_secrets_are_nowhere_but_in_their_files(self):
        tocsin = self.start()
        said = []
        for status, damage in ((200, ""), (401, "x")):
            answers = self.send_all(tocsin, damage)
            wanted = [status] * (len(TOKENS) - 1) + [201 if status == 200 else status]
            self.assertEqual([one.status for one in answers], wanted)
            said += [one.body.decode() for one in answers]
        until("the incident", lambda: self.page.has("website", "investigating"))
        word = basic_of("root:" + PASSWORD)
        for path in ("/metrics", "/api/v1/incidents", "/-/ready", "/nowhere"):
            for fields in ({"Authorization": "Basic " + word}, {}):
                said.append(ask(tocsin.admin, "GET", path, headers=fields).body.decode())
        tocsin.post(down("website", firing=False), "bearer",
                    headers={"Authorization": "Bearer " + TOKENS["bearer"]})
        flags = "--config.file=" + tocsin.config_file
        for command in (("config", "adapt"), ("check-config", "--secrets"), ("store", "export"),
                        ("store", "check")):
            done = run_tocsin(*command, flags if command[0] != "check-config"
                              else tocsin.config_file)
            said.append(done.stdout + done.stderr)
        run_tocsin("store", "backup", flags, f"{self.folder}/copy.db")
        self.assertEqual(tocsin.stop(), 0)
        said.append(tocsin.log())
        for name in os.listdir(self.folder):
            if re.search(r"\.db(-wal|-shm)?$", name):
                with open(os.path.join(self.folder, name), "rb") as file:
                    said.append(file.read().decode("latin-1"))
        for text in said:
            found = re.findall(rf"canary-[a-z_]+-77a\d|{KEY}|{TOKEN}", text)
            self.assertEqual(found, [], text[:2000])
        for encoded in (basic_of("u:" + TOKENS["basic"]), word):
            self.assertNotIn(encoded, "".join(said))


def basic_of(text):
    return base64.b64encode(text.encode()).decode()


class AlertText(Case):
    def test_only_what_a_rule_names_reaches_the_page(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        body = down("website", **{"canary_label": "canary-label-88b1", "instance":
                                  "canary-instance-88b2"})
        body["receiver"], body["externalURL"] = "canary-receiver-88b3", "http://canary-88b4"
        body["groupLabels"] = {"canary": "canary-group-88b5"}
        body["commonLabels"] = {"canary": "canary-common-88b6"}
        body["commonAnnotations"] = {"canary": "canary-note-88b7"}
        body["canary"] = "canary-unknown-88b8"
        one = body["alerts"][0]
        one["annotations"] = {"summary": "canary-summary-88b9", "description": "canary-text-88c1"}
        one["generatorURL"], one["fingerprint"] = "http://canary-88c2", "canary-print-88c3"
        one["canary"] = ["canary-list-88c4"]
        tocsin.accept(body)
        until("the incident", lambda: page.has("website", "investigating"))
        tocsin.accept(dict(body, alerts=[dict(one, status="resolved",
                                              endsAt="2026-11-01T00:00:00Z")]))
        until("the resolution", lambda: page.has("website", "resolved"))
        asked = json.dumps(page.journal())
        self.assertIn("We are looking at website.", asked)
        self.assertNotIn("canary", asked)
        metrics = ask(tocsin.admin, "GET", "/metrics").body.decode()
        self.assertNotIn("canary", metrics)
