"""The commands that only look at the files: rules, config, completion."""

import json
import os
import pathlib
import subprocess

from harness import Case, run_tocsin

PROJECT = pathlib.Path(__file__).resolve().parents[2]

MAIN = """version = 1
[source.am]
kind = "alertmanager"
auth = { bearer = { file = "/nonexistent/token" } }
[page.main]
id = "pageidofyours"
api_key = { env = "TOCSIN_E2E_KEY" }
[defaults]
for = "7m"
"""
RULES = """[[rule]]
name = "first"
matchers = ['alertname = "A"']
publish = "record"
[[rule]]
name = "second"
extends = "first"
matchers = ['alertname = "B"']
"""


class Looking(Case):
    def lay_out(self, rules=RULES):
        os.mkdir(os.path.join(self.folder, "rules.d"))
        self.rules_file = os.path.join(self.folder, "rules.d", "10-a.toml")
        self.main_file = os.path.join(self.folder, "tocsin.toml")
        for path, text in ((self.main_file, MAIN), (self.rules_file, rules)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def ask(self, *arguments):
        return run_tocsin(*arguments, f"--config.file={self.main_file}")

    def test_rules_list_names_them_in_matching_order(self):
        self.lay_out()
        lines = self.ask("rules", "list").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["NAME", "first", "second"])
        self.assertIn(f"{self.rules_file}:6", lines[2])
        listed = json.loads(self.ask("rules", "list", "--output=json").stdout)
        self.assertIsNone(listed["next"])
        self.assertEqual([item["name"] for item in listed["items"]], ["first", "second"])
        self.assertEqual(listed["items"][1]["publish"], "record")
        self.assertEqual(listed["items"][1]["line"], 6)

    def test_rules_show_says_where_each_key_comes_from(self):
        self.lay_out()
        own = self.ask("rules", "show", "second").stdout.splitlines()
        self.assertEqual([line.split(" = ")[0] for line in own], ["name", "matchers"])
        shown = self.ask("rules", "show", "second", "--effective")
        self.assertEqual(shown.returncode, 0)
        self.assertRegex(shown.stdout, rf'(?m)^for = "7m" +# {self.main_file}:9$')
        self.assertRegex(shown.stdout, rf'(?m)^publish = "record" +# {self.rules_file}:4$')
        self.assertRegex(shown.stdout, r'(?m)^reopen_within = "30m" +# default$')
        keys = json.loads(self.ask("rules", "show", "second", "--effective",
                                   "--output=json").stdout)["keys"]
        self.assertIn({"key": "for", "value": "7m", "origin": f"{self.main_file}:9"}, keys)

    def test_a_rule_that_is_not_there_is_1_and_the_nearest_is_named(self):
        self.lay_out()
        done = self.ask("rules", "show", "secnd")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('did you mean "second"?', done.stderr)

    def test_wrong_files_are_1_with_every_error(self):
        self.lay_out(RULES + "unheard_of = 1\n")
        for command in (["rules", "list"], ["rules", "show", "first"], ["config", "adapt"]):
            done = self.ask(*command)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("10-a.toml:9:1: error[E203]", done.stderr)

    def test_config_adapt_is_json_without_secrets(self):
        self.lay_out()
        done = run_tocsin("config", "adapt", f"--config.file={self.main_file}",
                          env={**os.environ, "TOCSIN_E2E_KEY": "hunter2"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("hunter2", done.stdout)
        adapted = json.loads(done.stdout)
        self.assertEqual(adapted["page"]["main"]["api_key"], {"env": "TOCSIN_E2E_KEY"})
        self.assertEqual([rule["for"] for rule in adapted["rule"]], ["7m", "7m"])

    def test_config_schema_is_one_for_each_role_and_one_for_all(self):
        for role in ("main", "rules", "sources"):
            schema = json.loads(run_tocsin("config", "schema", f"--for={role}").stdout)
            self.assertEqual(schema["$ref"], f"#/$defs/{role}")
        schema = json.loads(run_tocsin("config", "schema").stdout)
        self.assertEqual(len(schema["anyOf"]), 3)
        self.assertEqual(run_tocsin("config", "schema", "--for=none").returncode, 2)

    def test_config_docs_is_what_stands_in_the_docs(self):
        page = (PROJECT / "docs" / "configuration.md").read_text(encoding="utf-8")
        self.assertEqual(run_tocsin("config", "docs").stdout, page)

    def complete(self, *words):
        script = os.path.join(self.folder, "completion")
        with open(script, "w", encoding="utf-8") as file:
            file.write(run_tocsin("completion", "bash").stdout)
        quoted = " ".join(f"'{word}'" for word in words)
        done = subprocess.run(
            ["bash", "-c", f"source {script}; compopt() {{ :; }}; COMP_WORDS=({quoted}); "
             f"COMP_CWORD={len(words) - 1}; _tocsin; echo \"${{COMPREPLY[*]}}\""],
            capture_output=True, text=True, timeout=10, check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_completes_what_the_command_line_takes(self):
        for command in ("serve", "check-config", "rules", "config", "completion", "version"):
            self.assertIn(command, self.complete("tocsin", ""))
        self.assertEqual(self.complete("tocsin", "rules", ""), ["list", "show"])
        self.assertEqual(self.complete("tocsin", "check-config", "--format", "=", "g"), ["github"])
        self.assertIn("--effective", self.complete("tocsin", "rules", "show", "--"))

    def test_completion_scripts_are_scripts(self):
        for shell in ("bash", "zsh", "fish"):
            done = run_tocsin("completion", shell)
            self.assertEqual(done.returncode, 0)
            self.assertIn("tocsin", done.stdout)
        for tool in (["bash", "-n"], ["shellcheck", "-s", "bash", "-"]):
            checked = subprocess.run(tool, input=run_tocsin("completion", "bash").stdout,
                                     capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual((checked.returncode, checked.stdout), (0, ""), tool)
        self.assertEqual(run_tocsin("completion", "csh").returncode, 2)
        self.assertEqual(run_tocsin("completion").returncode, 2)
