"""check-config, the shipped files, and the small commands."""

import json
import os
import pathlib
import shutil

from harness import Case, TOKEN, run_tocsin, write_private
from payloads import RULES, daemon

PROJECT = pathlib.Path(__file__).resolve().parents[2]


class CheckConfig(Case):
    def lay_out(self, rules=RULES):
        page = self.stage.emulator()
        return daemon(self.stage, page, rules=rules).config_file

    def test_a_good_configuration_is_0_and_counted(self):
        done = run_tocsin("check-config", self.lay_out())
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("1 source, 1 page, 1 rule, 0 tests", done.stdout)

    def test_errors_are_1_and_have_their_place(self):
        file = self.lay_out(RULES + '[[rule]]\nname = "b"\nmatchers = ["="]\nunheard_of = 1\n')
        done = run_tocsin("check-config", file)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"10-e2e\.toml:\d+:\d+: error\[E\d+\]: ")
        self.assertIn("unheard_of", done.stdout)

    def test_warnings_are_0_and_with_strict_3(self):
        file = self.lay_out(RULES.replace('alertname = "ServiceDown"', 'alertname =~ "Down"'))
        done = run_tocsin("check-config", file)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("warning[W", done.stdout)
        self.assertEqual(run_tocsin("check-config", "--strict", file).returncode, 3)
        self.assertEqual(run_tocsin("check-config", "--quiet", file).stdout, "")

    def test_a_file_that_is_not_there_is_1(self):
        done = run_tocsin("check-config", self.folder + "/absent.toml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("absent.toml", done.stdout)

    def test_json_is_an_array_of_findings(self):
        file = self.lay_out(RULES + "unheard_of = 1\n")
        found = json.loads(run_tocsin("check-config", "--format=json", file).stdout)
        self.assertEqual(set(found[0]),
                         {"file", "line", "column", "end", "code", "message", "hint"})

    def test_github_is_an_annotation_a_line(self):
        file = self.lay_out(RULES + "unheard_of = 1\n")
        self.assertRegex(run_tocsin("check-config", "--format=github", file).stdout,
                         r"(?m)^::error file=.*10-e2e\.toml,line=\d+")

    def test_with_secrets_an_absent_one_is_1(self):
        file = self.lay_out()
        self.assertEqual(run_tocsin("check-config", "--secrets", file).returncode, 0)
        os.unlink(os.path.join(self.folder, "webhook-token"))
        done = run_tocsin("check-config", "--secrets", file)
        self.assertEqual(done.returncode, 1)
        self.assertIn("webhook-token", done.stdout)
        self.assertEqual(run_tocsin("check-config", file).returncode, 0)

    def test_a_secret_in_the_file_is_an_error_and_is_not_shown(self):
        file = self.lay_out()
        with open(file, encoding="utf-8") as opened:
            text = opened.read()
        start = text.index("bearer = {")
        end = text.index("}", start) + 1
        write_private(file, text[:start] + f'bearer = "{TOKEN}"' + text[end:])
        done = run_tocsin("check-config", file)
        self.assertEqual(done.returncode, 1)
        self.assertNotIn(TOKEN, done.stdout + done.stderr)

    def test_a_rule_that_no_test_looks_at_is_a_warning_at_its_name(self):
        file = self.lay_out()
        found = json.loads(run_tocsin("check-config", "--format=json", file).stdout)
        self.assertIn("W403", [one["code"] for one in found])
        self.assertEqual(run_tocsin("check-config", "--strict", file).returncode, 3)

    def test_the_shipped_configuration_and_rules_load_without_a_word(self):
        etc = os.path.join(self.folder, "etc")
        shutil.copytree(PROJECT / "config", etc)
        shutil.copytree(PROJECT / "rules", os.path.join(etc, "rules.d"))
        file = os.path.join(etc, "tocsin.toml")
        done = run_tocsin("check-config", "--format=json", file)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertLessEqual({one["code"] for one in json.loads(done.stdout)}, {"W403"})
        self.assertRegex(run_tocsin("check-config", file).stdout,
                         r"(?m)^2 sources, 1 page, \d+ rules, \d+ tests$")

    def test_version_names_the_program(self):
        for arguments in (["--version"], ["version"]):
            done = run_tocsin(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")
        self.assertEqual(run_tocsin("--help").returncode, 0)
