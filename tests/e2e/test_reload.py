"""What a reload takes of certificates, clients and pages, and what it refuses."""

import http.client
import json
import os
import shutil
import signal
import ssl
import threading

from harness import COMPONENTS, Case, TOKEN, ask, free_port, until, write_private
from payloads import RULES, daemon, down


def edit(tocsin, *replacements):
    """Rewrites the configuration file."""
    with open(tocsin.config_file, encoding="utf-8") as file:
        text = file.read()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    write_private(tocsin.config_file, text)


def reload(tocsin):
    return ask(tocsin.admin, "POST", "/-/reload")


def serving_tls(folder, more=""):
    """What makes the listener for webhooks one with TLS."""
    serves = 'serves  = ["webhooks", "health"]\n'
    return serves, serves + f"""[listener.webhooks.tls]
cert_file = "{folder}/listener.pem"
key_file  = "{folder}/listener.key"
{more}"""


def put_certificate(page, folder):
    """Puts the certificate of an emulator where the listener looks for its own."""
    for end in ("pem", "key"):
        shutil.copy(os.path.join(page.folder, "server." + end), f"{folder}/listener.{end}")


class WhatOnlyAStartTakes(Case):
    def test_flags_beat_the_file_at_a_reload_too(self):
        tocsin = daemon(self.stage, self.stage.emulator(), log='level = "error"')
        tocsin.webhooks = free_port()
        tocsin.run("--log.level=info", f"--store.path={self.folder}/other.db",
                   f"--web.listen-address=127.0.0.1:{tocsin.webhooks}")
        self.assertEqual(reload(tocsin).status, 200)
        self.assertEqual(reload(tocsin).status, 200)
        self.assertIn("configuration reloaded", tocsin.log(), "the level is that of the flag")
        self.assertNotIn("needs a restart", tocsin.log())
        tocsin.accept(down("website"))

    def test_the_level_of_the_environment_beats_the_file_at_a_reload_too(self):
        tocsin = daemon(self.stage, self.stage.emulator(), log='level = "error"')
        tocsin.run(env={"TOCSIN_LOG_LEVEL": "info"})
        self.assertEqual(reload(tocsin).status, 200)
        self.assertIn("configuration reloaded", tocsin.log())

    def test_each_reload_says_that_a_restart_is_needed_until_it_is_not(self):
        tocsin = daemon(self.stage, self.stage.emulator()).run()
        old, new = f"127.0.0.1:{tocsin.webhooks}", f"127.0.0.1:{free_port()}"
        edit(tocsin, (old, new))
        for times in (1, 2):
            self.assertEqual(reload(tocsin).status, 200)
            self.assertEqual(tocsin.log().count("listeners changed"), times)
        edit(tocsin, (new, old))
        self.assertEqual(reload(tocsin).status, 200)
        self.assertEqual(tocsin.log().count("listeners changed"), 2)


class Certificates(Case):
    def start(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        put_certificate(page, self.folder)
        edit(tocsin, serving_tls(self.folder))
        return page, tocsin.run()

    def post(self, tocsin, ca_file, body):
        """The status that a sender gets who trusts this authority alone."""
        trust = ssl.create_default_context(cafile=ca_file)
        wire = http.client.HTTPSConnection("localhost", tocsin.webhooks, timeout=30, context=trust)
        self.addCleanup(wire.close)
        wire.request("POST", "/webhooks/am", json.dumps(body),
                     {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"})
        return wire.getresponse().status

    def test_a_webhook_comes_by_https_and_by_http_it_does_not(self):
        page, tocsin = self.start()
        self.assertEqual(self.post(tocsin, page.ca_file, down("website")), 200)
        until("the incident", lambda: page.has("website", "investigating"))
        with self.assertRaises((http.client.HTTPException, OSError)):
            tocsin.post(down("api"))

    def test_a_renewed_certificate_is_shown_after_a_reload(self):
        page, tocsin = self.start()
        self.assertEqual(self.post(tocsin, page.ca_file, down("website")), 200)
        other = self.stage.emulator()
        put_certificate(other, self.folder)
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.post(tocsin, other.ca_file, down("api"))
        tocsin.process.send_signal(signal.SIGHUP)
        tocsin.wait_log("configuration reloaded")
        self.assertEqual(self.post(tocsin, other.ca_file, down("api")), 200)
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.post(tocsin, page.ca_file, down("mail"))
        self.assertNotIn("needs a restart", tocsin.log())

    def test_50_reloads_of_certificates_under_load_fail_no_request(self):
        page, tocsin = self.start()
        other = self.stage.emulator()
        trust = ssl.create_default_context(cafile=page.ca_file)
        trust.load_verify_locations(other.ca_file)
        over, answers = threading.Event(), []

        def send(part):
            number = 0
            while not over.is_set():
                number += 1
                try:
                    wire = http.client.HTTPSConnection("localhost", tocsin.webhooks, timeout=30,
                                                       context=trust)
                    wire.request("POST", "/webhooks/am", json.dumps(down(f"key-{part}-{number % 5}")),
                                 {"Authorization": "Bearer " + TOKEN})
                    answers.append(wire.getresponse().status)
                    wire.close()
                except OSError as error:
                    answers.append(error)

        senders = [threading.Thread(target=send, args=(part,)) for part in range(4)]
        for sender in senders:
            sender.start()
        try:
            for number in range(50):
                put_certificate((page, other)[number % 2], self.folder)
                self.assertEqual(reload(tocsin).status, 200)
                until("more requests", lambda: len(answers) >= 20 * number)
        finally:
            over.set()
            for sender in senders:
                sender.join()
        self.assertEqual(set(answers), {200})

    def test_a_certificate_that_cannot_be_used_refuses_the_reload(self):
        page, tocsin = self.start()
        other = self.stage.emulator()
        shutil.copy(os.path.join(other.folder, "server.pem"), f"{self.folder}/listener.pem")
        answer = reload(tocsin)
        self.assertEqual(answer.status, 422)
        self.assertIn(b"listener.key: key values mismatch", answer.body)
        self.assertEqual(self.post(tocsin, page.ca_file, down("website")), 200)

    def test_what_of_a_listener_needs_a_restart_is_said(self):
        _, tocsin = self.start()
        edit(tocsin, ("[listener.webhooks.tls]", "idle_timeout = \"10m\"\n[listener.webhooks.tls]"))
        self.assertEqual(reload(tocsin).status, 200)
        self.assertIn("listeners changed: that needs a restart", tocsin.log())


class Clients(Case):
    def test_a_new_authority_in_the_same_file_is_trusted_after_a_reload(self):
        page, other = self.stage.emulator(), self.stage.emulator()
        tocsin = daemon(self.stage, page)
        ca_file = f"{self.folder}/page-ca.pem"
        shutil.copy(other.ca_file, ca_file)
        edit(tocsin, (page.ca_file, ca_file))
        tocsin.run()
        tocsin.accept(down("website"))
        tocsin.wait_log("certificate")
        shutil.copy(page.ca_file, ca_file)
        self.assertEqual(reload(tocsin).status, 200)
        until("the incident", lambda: page.has("website", "investigating"))

    def test_a_call_that_is_under_way_gets_its_answer_over_a_reload(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        page.faults({"method": "POST", "delay_before": "2s", "times": 1})
        tocsin.accept(down("website"))
        until("the create to be under way", lambda: page.calls("POST"))
        self.assertEqual(reload(tocsin).status, 200)
        until("the acknowledgement", lambda: tocsin.metric(
            "tocsin_outbox_entries", page="main") == 0 and page.has("website", "investigating"))
        self.assertNotIn("outcome_unknown", tocsin.log())
        self.assertEqual(len(page.creates()), 1)


def second_page(folder, page):
    """A page of another server, in TOML."""
    key_file = os.path.join(folder, "statuspage-key")
    aliases = "\n".join(f'{name} = "{id}"' for name, id in COMPONENTS.items())
    return f"""[page.second]
id         = "{page.page_id}"
api_key    = {{ file = "{key_file}" }}
base_url   = "https://localhost:{page.api}/v1"
ca_file    = "{page.ca_file}"
rate_limit = {{ requests = 6000, per = "60s", burst = 1000 }}
[page.second.components]
{aliases}
[delivery]
"""


TWO_RULES = "\n".join(
    RULES.replace("[[rule]]", f"[[rule]]\npage = \"{page}\"")
    .replace('"service-down"', f'"service-down-{page}"')
    .replace('"ServiceDown"\']', f"\"ServiceDown\"', 'on = \"{page}\"']")
    for page in ("main", "second"))


class PagesOfAReload(Case):
    def start(self):
        main, second = self.stage.emulator(), self.stage.emulator("e2epage00002")
        return main, second, daemon(self.stage, main).run()

    def add(self, tocsin, second):
        edit(tocsin, ("[delivery]\n", second_page(self.folder, second)))
        write_private(tocsin.rule_file, TWO_RULES)
        answer = reload(tocsin)
        self.assertEqual(answer.status, 200, answer.body)

    def remove(self, tocsin, second):
        edit(tocsin, (second_page(self.folder, second), "[delivery]\n"))
        write_private(tocsin.rule_file, RULES)
        return reload(tocsin)

    def test_a_page_that_is_added_is_written_to_and_the_others_go_on(self):
        main, second, tocsin = self.start()
        tocsin.accept(down("website"))
        until("the incident", lambda: main.has("website", "investigating"))
        self.add(tocsin, second)
        tocsin.accept(down("api", on="second"))
        until("the incident", lambda: second.has("api", "investigating"))
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: main.has("website", "resolved"))
        self.assertEqual((len(main.creates()), len(second.creates())), (1, 1))

    def test_a_page_is_kept_while_it_shows_something_and_can_be_taken_away_afterwards(self):
        main, second, tocsin = self.start()
        self.add(tocsin, second)
        tocsin.accept(down("api", on="second"))
        until("the incident", lambda: second.has("api", "investigating"))
        answer = self.remove(tocsin, second)
        self.assertEqual(answer.status, 422)
        self.assertRegex(answer.json()["detail"], r'page "second" is not .* \w+ \(api\): put it back')
        tocsin.accept(down("api", firing=False, on="second"))
        until("the resolution", lambda: second.has("api", "resolved"))
        until("the reload", lambda: reload(tocsin).status == 200)
        until("its gauges to go", lambda: all(
            tocsin.metric(name, page="second") is None
            for name in ("tocsin_breaker_open", "tocsin_outbox_entries")))
        tocsin.accept(down("website"))
        until("the incident", lambda: main.has("website", "investigating"))
        self.assertEqual(tocsin.stop(), 0)

    def test_a_page_is_taken_away_while_its_answer_is_under_way(self):
        main, second, tocsin = self.start()
        self.add(tocsin, second)
        second.faults({"method": "GET", "delay_before": "3s", "times": 1})
        tocsin.accept(down("api", on="second"))
        until("the read that comes before the create", second.journal)
        tocsin.accept(down("api", firing=False, on="second"))
        tocsin.wait_log("over_before_sent")
        self.assertEqual(self.remove(tocsin, second).status, 200)
        tocsin.accept(down("website"))
        until("the incident", lambda: main.has("website", "investigating"))
        self.assertEqual(len(second.journal()), 1)
        self.assertEqual(tocsin.stop(), 0)


class WhatWouldBeLeftBehind(Case):
    """Changes that would leave an incident open for ever: refused, and after a start told."""

    def start(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("website"))
        until("the acknowledgement", lambda: tocsin.metric(
            "tocsin_outbox_entries", page="main") == 0 and page.has("website", "investigating"))
        return page, tocsin

    def assert_refused(self, tocsin, sentence):
        answer = reload(tocsin)
        self.assertEqual(answer.status, 422)
        self.assertRegex(answer.json()["detail"], sentence)

    def assert_goes_on(self, page, tocsin):
        self.assertEqual(reload(tocsin).status, 200)
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: page.has("website", "resolved"))
        until("the component", lambda: page.components()["website"] == "operational")

    def test_another_page_under_the_name_of_one_that_shows_an_incident(self):
        page, tocsin = self.start()
        change = (f'"{page.page_id}"', '"e2epage00009"')
        sentence = r'page "main" has another id or base_url .* \w+ \(website\) stand: put them back'
        edit(tocsin, change)
        self.assert_refused(tocsin, sentence)
        self.assertEqual(tocsin.stop(), 0)
        asked = len(page.journal())
        tocsin.run()
        self.assertRegex(tocsin.log(), sentence.replace('"', r'\\"'))
        tocsin.accept(down("api"))
        until("what is parked", lambda: tocsin.metric(
            "tocsin_outbox_entries", page="main", state="parked") == 1)
        self.assertEqual(tocsin.metric("tocsin_breaker_open", page="main"), 1)
        self.assertEqual(reload(tocsin).status, 200, "what is so already refuses nothing else")
        self.assertEqual(len(page.journal()), asked)
        edit(tocsin, change[::-1])
        self.assert_goes_on(page, tocsin)
        until("the other", lambda: page.has("api", "investigating"))

    def test_a_source_whose_alert_holds_an_incident(self):
        page, tocsin = self.start()
        change = ("[source.am]", "[source.other]")
        sentence = r'source "am" is not .* \w+ \(website\): put it back'
        edit(tocsin, change)
        self.assert_refused(tocsin, sentence)
        self.assertEqual(tocsin.stop(), 0)
        tocsin.run()
        self.assertRegex(tocsin.log(), sentence.replace('"', r'\\"'))
        self.assertEqual(reload(tocsin).status, 200, "what is so already refuses nothing else")
        edit(tocsin, change[::-1])
        self.assert_goes_on(page, tocsin)
        edit(tocsin, change)
        until("the reload", lambda: reload(tocsin).status == 200)
        tocsin.accept(down("api"), source="other")
        until("the incident", lambda: page.has("api", "investigating"))
