"""Secrets are changed by a reload, and nobody is turned away meanwhile (docs/operations.md)."""

import base64
import crypt
import os

from harness import Case, KEY, TOKEN, ask, until, write_private
from payloads import daemon, down
from test_reload import edit, reload

NEW_TOKEN = "e2e-webhook-token-of-tomorrow"


def bearer(token):
    return {"Authorization": "Bearer " + token, "Content-Type": "application/json"}


class Rotation(Case):
    def statuses(self, tocsin):
        """What a webhook with the old token is answered, and one with the new one."""
        return tuple(tocsin.post(down("website"), headers=bearer(token)).status
                     for token in (TOKEN, NEW_TOKEN))

    def test_two_tokens_of_a_sender_are_valid_until_the_old_one_is_taken_out(self):
        tocsin = daemon(self.stage, self.stage.emulator()).run()
        old = f'{{ file = "{self.folder}/webhook-token" }}'
        new = '{ file = "%s" }' % write_private(self.folder + "/token.new", NEW_TOKEN + "\n")
        self.assertEqual(self.statuses(tocsin), (200, 401))
        edit(tocsin, (old, f"[{new}, {old}]"))
        self.assertEqual(reload(tocsin).status, 200)
        self.assertEqual(self.statuses(tocsin), (200, 200))
        edit(tocsin, (f"[{new}, {old}]", new))
        self.assertEqual(reload(tocsin).status, 200)
        self.assertEqual(self.statuses(tocsin), (401, 200))

    def test_a_secret_that_cannot_be_used_refuses_the_reload_and_the_old_one_stays(self):
        tocsin = daemon(self.stage, self.stage.emulator()).run()
        for text, mode, why in ((NEW_TOKEN, 0o644, "read by everybody"), ("", 0o600, "is empty")):
            with self.subTest(why):
                file = write_private(self.folder + "/webhook-token", text)
                os.chmod(file, mode)
                answer = reload(tocsin)
                self.assertEqual(answer.status, 422)
                self.assertIn(why, answer.body.decode())
                self.assertEqual(self.statuses(tocsin), (200, 401))
                self.assertEqual(tocsin.metric("tocsin_config_last_reload_successful"), 0)

    def test_a_new_key_in_the_file_of_the_old_one_is_used_after_a_reload(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, key="the-key-of-yesterday").run()
        write_private(self.folder + "/statuspage-key", KEY + "\n")
        self.assertEqual(reload(tocsin).status, 200)
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertNotIn(401, [one["status"] for one in page.journal()])

    def test_a_key_that_the_page_refuses_is_a_warning_and_a_page_held_back(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, key="a-key-that-is-none").run()
        tocsin.accept(down("website"))
        until("the page to be held back", lambda: tocsin.metric("tocsin_breaker_open") == 1)
        self.assertRegex(tocsin.log(), r"level=warn msg=step .*reason=key_refused")
        self.assertEqual(tocsin.metric("tocsin_outbox_entries", state="parked"), 1)

    def test_a_new_hash_of_a_user_ends_the_old_password(self):
        tocsin = daemon(self.stage, self.stage.emulator())

        def put_hash(word):
            return write_private(self.folder + "/alice.hash",
                                 crypt.crypt(word, "$2y$04$abcdefghijklmnopqrstuu"))

        def status(word, method="GET", path="/metrics"):
            given = base64.b64encode(f"alice:{word}".encode()).decode()
            return ask(tocsin.admin, method, path,
                       headers={"Authorization": "Basic " + given}).status

        with open(tocsin.config_file, "a", encoding="utf-8") as file:
            file.write("[listener.admin.users]\nalice = { hash = { file = \"%s\" }, "
                       "role = \"admin\" }\n" % put_hash("old"))
        tocsin.run()
        self.assertEqual((status("old"), status("new")), (200, 401))
        put_hash("new")
        self.assertEqual(status("old", "POST", "/-/reload"), 200)
        self.assertEqual((status("old"), status("new")), (401, 200))


class Silence(Case):
    def test_a_source_that_is_silent_from_the_start_on_has_a_time_that_grows_old(self):
        tocsin = daemon(self.stage, self.stage.emulator())
        edit(tocsin, ('kind = "alertmanager"', 'kind = "alertmanager"\nexpect_every = "15m"'))
        tocsin.run()
        name = "tocsin_source_last_webhook_timestamp_seconds"
        self.assertGreater(tocsin.metric(name, source="am", expected="true"), 1.7e9)
        edit(tocsin, ('\nexpect_every = "15m"', ""))
        self.assertEqual(reload(tocsin).status, 200)
        self.assertIsNone(tocsin.metric(name, source="am"))
