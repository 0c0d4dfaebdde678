"""pages verify and check-config --online: what the page itself says of the configuration."""

import json

from harness import Case, run_tocsin, until, write_private
from payloads import daemon, down


class Pages(Case):
    def lay_out(self, change=lambda text: text):
        self.page = self.stage.emulator()
        self.file = daemon(self.stage, self.page).config_file
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        write_private(self.file, change(text))

    def test_a_page_that_has_all_components_is_fine(self):
        self.lay_out()
        done = run_tocsin("pages", "verify", "--config.file=" + self.file)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^main +e2epage00001 +\S.* 3 +0 +0$")
        self.assertRegex(done.stdout, r"(?m)^main +e2ewebsite01 +website +operational +website$")
        self.assertEqual(run_tocsin("check-config", "--online", self.file).returncode, 0)
        listed = json.loads(run_tocsin("pages", "verify", "--output=json",
                                       "--config.file=" + self.file).stdout)
        self.assertEqual([one["alias"] for one in listed["items"][0]["components"]],
                         ["api", "mail", "website"])

    def test_a_component_that_is_not_there_is_an_error_at_its_line(self):
        self.lay_out(lambda text: text.replace("e2ewebsite01", "e2ewebsite99"))
        done = run_tocsin("check-config", "--online", self.file)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"tocsin\.toml:\d+:11: error\[E331\]: .*e2ewebsite99")
        self.assertEqual(run_tocsin("check-config", "--secrets", self.file).returncode, 0)
        done = run_tocsin("pages", "verify", "--config.file=" + self.file)
        self.assertEqual(done.returncode, 1)
        self.assertIn("error[E331]", done.stderr)

    def test_a_key_that_the_page_refuses_is_an_error_and_never_shown(self):
        self.lay_out()
        write_private(self.folder + "/statuspage-key", "not-the-key-77c2")
        done = run_tocsin("pages", "verify", "--config.file=" + self.file)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the key is refused", done.stderr)
        self.assertNotIn("not-the-key", done.stdout + done.stderr)

    def test_a_page_that_does_not_answer_is_an_error_with_the_reason(self):
        self.lay_out()
        self.page.down(True)
        done = run_tocsin("check-config", "--online", self.file)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"error\[E330\]: page \"main\".*onnect")

    def test_drift_from_the_record_is_shown_and_is_no_error(self):
        self.lay_out()
        tocsin = self.stage.programs[-1].run()
        tocsin.accept(down("website"))
        until("the incident", lambda: self.page.has("website", "investigating"))
        until("the acknowledgement",
              lambda: tocsin.metric("tocsin_outbox_entries", page="main") == 0)
        incident = self.page.incident("website")["id"]
        self.page.person("rename", incident, name="Our website is slow")
        done = run_tocsin("pages", "verify", "--config.file=" + self.file)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"drift: name of {incident} on page main", done.stdout)
