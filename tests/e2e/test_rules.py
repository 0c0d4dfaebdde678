"""`tocsin test` and `tocsin backtest`, as people and a CI call them."""

import json
import os
import xml.etree.ElementTree

from harness import Case, run_tocsin
from payloads import RULES, daemon, down

TESTS = """
[[test]]
name = "a service goes down and comes back"
rule = "service-down"
[[test.at]]
time = "0s"
fire = ['{alertname="ServiceDown", service="api", severity="critical"}']
[[test.at.expect]]
call       = "create"
name       = "api"
components = { api = "major_outage" }
[[test.at]]
time    = "5m"
resolve = ["*"]
[[test.at.expect]]
call   = "update"
status = "resolved"
"""


class Rules(Case):
    def lay_out(self, rules):
        page = self.stage.emulator()
        self.tocsin = daemon(self.stage, page, rules=rules)
        self.rules = os.path.join(self.folder, "rules.d", "10-e2e.toml")
        return "--config.file=" + self.tocsin.config_file

    def test_tests_that_pass_are_0_and_read_no_secret(self):
        config = self.lay_out(RULES + TESTS)
        os.unlink(os.path.join(self.folder, "webhook-token"))
        done = run_tocsin("test", config)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"ok +.*10-e2e\.toml:\d+:\d+: a service goes down")
        self.assertIn("1 test: 1 ok, 0 failed", done.stdout)

    def test_a_test_that_fails_is_1_and_has_its_place_and_a_block_to_paste(self):
        config = self.lay_out(RULES + TESTS.replace('"major_outage"', '"operational"'))
        done = run_tocsin("test", config)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"10-e2e\.toml:\d+:1: at 0s: create \"api\"")
        self.assertIn('- components = { api = "operational" }', done.stdout)
        self.assertIn('+ components = { api = "major_outage" }', done.stdout)
        self.assertIn("        [[test.at.expect]]\n", done.stdout)

    def test_errors_are_1_and_wrong_usage_is_2(self):
        config = self.lay_out(RULES + TESTS)
        self.assertEqual(run_tocsin("test", config, "--run=(").returncode, 2)
        self.assertEqual(run_tocsin("test", config, "other.toml").returncode, 2)
        self.assertEqual(run_tocsin("test", config, "--unheard-of").returncode, 2)
        self.assertEqual(run_tocsin("test", config, "--run=no such test").returncode, 1)
        absent = run_tocsin("test", "--config.file=" + self.folder + "/absent.toml", self.rules)
        self.assertEqual(absent.returncode, 1)
        self.assertIn("--config.file", absent.stderr)
        with open(self.rules, "a", encoding="utf-8") as file:
            file.write("unheard_of = 1\n")
        broken = run_tocsin("test", config)
        self.assertEqual(broken.returncode, 1)
        self.assertRegex(broken.stderr, r"10-e2e\.toml:\d+:1: error\[E203\]")

    def test_names_and_files_choose_the_tests(self):
        more = TESTS.replace("a service goes down", "another service goes down")
        config = self.lay_out(RULES + TESTS + more)
        self.assertIn("2 tests: 2 ok", run_tocsin("test", config).stdout)
        self.assertIn("1 test: 1 ok", run_tocsin("test", config, "--run=^another").stdout)
        self.assertIn("2 tests: 2 ok", run_tocsin("test", config, self.rules).stdout)

    def test_junit_and_coverage_are_written(self):
        config = self.lay_out(RULES + TESTS)
        report = os.path.join(self.folder, "report.xml")
        done = run_tocsin("test", config, "--junit=" + report, "--coverage")
        self.assertIn("coverage: 1 of 1 rules", done.stdout)
        suites = xml.etree.ElementTree.parse(report).getroot()
        self.assertEqual((suites.get("tests"), suites.get("failures")), ("1", "0"))

    def test_backtest_reads_the_store_beside_the_daemon(self):
        config = self.lay_out(RULES)
        self.tocsin.run()
        for firing in (True, False):
            self.assertEqual(self.tocsin.post(down("api", firing)).status, 200)
        done = self.backtest(config)
        self.assertEqual([one["name"] for one in done["incidents"]], ["api"])
        self.assertEqual(set(done["incidents"][0]), {"rule", "key", "name", "opened_at",
                                                     "resolved_at", "calls", "notifications"})
        self.assertEqual(self.tocsin.post(down("mail")).status, 200)

    def backtest(self, *arguments):
        done = run_tocsin("backtest", *arguments, "--output=json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_backtest_reads_files_and_says_what_other_rules_change(self):
        config = self.lay_out(RULES)
        recorded = os.path.join(self.folder, "recorded")
        os.mkdir(recorded)
        for name, message in (("20261124T120000.123Z--am.json", down("api")),
                              ("20261124T120100Z--am.json", down("mail")),
                              ("20261124T130000Z--am.json", down("api", firing=False)),
                              ("20261125T000000Z--nobody.json", down("website"))):
            with open(os.path.join(recorded, name), "w", encoding="utf-8") as file:
                json.dump(message, file)
        found = self.backtest(config, "--webhooks=" + recorded)["incidents"]
        self.assertEqual([(one["name"], one["calls"]) for one in found], [("api", 2), ("mail", 1)])
        self.assertEqual(found[0]["opened_at"], "2026-11-24T12:00:00.123Z")
        self.assertIsNone(found[1]["resolved_at"])
        day = self.backtest(config, "--webhooks=" + recorded, "--from=2026-11-25")
        self.assertEqual(day["incidents"], [])

        other = os.path.join(self.folder, "other")
        os.mkdir(other)
        os.mkdir(os.path.join(other, "rules.d"))
        with open(self.tocsin.config_file, encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(other, "tocsin.toml"), "w", encoding="utf-8") as file:
            file.write(text)
        with open(os.path.join(other, "rules.d", "10.toml"), "w", encoding="utf-8") as file:
            file.write(RULES.replace('"ServiceDown"\'', '"ServiceDown"\', \'service = "api"\''))
        done = run_tocsin("backtest", config, "--webhooks=" + recorded,
                          "--against=" + other + "/tocsin.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("4 webhooks, 2 incidents, 3 calls", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^\+ 2026-11-24T12:01:00Z  service-down  mail$")
        self.assertIn("nobody", done.stderr)

    def test_backtest_without_a_store_is_75_and_with_a_wrong_time_2(self):
        config = self.lay_out(RULES)
        self.assertEqual(run_tocsin("backtest", config).returncode, 75)
        self.assertEqual(run_tocsin("backtest", config, "--from=yesterday").returncode, 2)
        self.assertEqual(
            run_tocsin("backtest", config, "--webhooks=" + self.folder + "/absent").returncode, 1)
