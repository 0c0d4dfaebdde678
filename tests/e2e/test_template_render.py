"""tocsin template render: one text over one message, and the same from Go's own engine."""

import json
import os
import subprocess

from harness import Case, run_tocsin, write_private
from payloads import alert, webhook

MESSAGE = webhook(alert({"alertname": "Slow", "service": "<checkout>", "severity": "page"},
                        annotations={"summary": "Half of all requests fail & more"}),
                  alert({"alertname": "Slow", "service": "search"}, firing=False,
                        ends_at="2026-01-02T04:00:00Z"))
# Each gives the same in Alertmanager.
TEXTS = [
    "{{ .Receiver }} at {{ .ExternalURL }}",
    "{{ len .Alerts.Firing }} of {{ len .Alerts }} are {{ .Status | toUpper }}",
    "{{ range .Alerts }}{{ .Labels.service | title }}: {{ .Annotations.summary }}\n{{ end }}",
    "  nothing is <b>trimmed</b> or escaped \n\n",
]


class TemplateRender(Case):
    def setUp(self):
        super().setUp()
        self.data = write_private(os.path.join(self.folder, "data.json"), json.dumps(MESSAGE))
        self.config = write_private(os.path.join(self.folder, "tocsin.toml"), "version = 1\n")

    def render(self, text, *more, data=None):
        return run_tocsin("template", "render", "--config.file=" + self.config, "--text=" + text,
                          "--data=" + (data or self.data), *more)

    def templates(self, text):
        os.makedirs(os.path.join(self.folder, "templates.d"), exist_ok=True)
        write_private(os.path.join(self.folder, "templates.d", "own.tmpl"), text)

    def test_gives_what_amtool_gives(self):
        for text in TEXTS:
            done = self.render(text)
            self.assertEqual(done.returncode, 0, done.stderr)
            theirs = subprocess.run(
                [os.environ["TOCSIN_AMTOOL"], "template", "render", "--template.glob=",
                 "--template.data=" + self.data, "--template.text=" + text],
                capture_output=True, text=True, check=True)
            self.assertEqual(done.stdout, theirs.stdout)

    def test_knows_what_a_rule_knows(self):
        done = self.render("{{ .Severity }} {{ .Phase }}")
        self.assertEqual(done.stdout, "critical open")

    def test_a_mistake_is_1_with_its_line_and_column_and_a_caret(self):
        done = self.render("one\nä {{ .CommonLables.a }}")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('--text:2:6: error[E303]: unknown field ".CommonLables"\n'
                      "    2 | ä {{ .CommonLables.a }}\n"
                      "      |      ^^^^^^^^^^^^^  did you mean", done.stderr)

    def test_what_fails_over_the_data_is_1_with_its_line_and_column(self):
        done = self.render("one\n{{ (index .Alerts 9).Status }}")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"^--text:2:5: index 9")

    def test_takes_the_templates_of_the_configuration_whatever_its_rules_are(self):
        self.templates('{{ define "hello" }}Hello {{ .Status }}{{ end }}')
        os.makedirs(os.path.join(self.folder, "rules.d"))
        write_private(os.path.join(self.folder, "rules.d", "a.toml"), "[[rule]\n")
        done = self.render('{{ template "hello" . }}')
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "Hello firing", ""))

    def test_a_mistake_in_a_template_is_told_with_the_call(self):
        self.templates('{{ define "hello" }}\n{{ .Statsu }}{{ end }}')
        done = self.render('{{ template "hello" . }}')
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"own\.tmpl:2:4: error\[E303\]: .*called at --text:1:1")

    def test_templates_that_cannot_be_used_are_1_only_for_texts_that_call_one(self):
        self.templates('{{ define "a" }}{{ template "b" }}{{ end }}'
                       '{{ define "b" }}{{ template "a" }}{{ end }}{{ define "c" }}{{ end }}')
        for text, status in (('{{ template "a" }}', 1), ('{{ template "c" }}', 1), ("x", 0)):
            done = self.render(text)
            self.assertEqual((done.returncode, done.stdout), (status, "" if status else "x"))
            self.assertIn("call each other in a circle", done.stderr)

    def test_a_file_that_is_not_there_is_1_and_named(self):
        done = self.render("x", data=self.folder + "/absent.json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("absent.json: ", done.stderr)
        self.config = self.folder + "/absent.toml"
        done = self.render("x")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("absent.toml: ", done.stderr)

    def test_wrong_usage_is_2(self):
        self.assertEqual(run_tocsin("template").returncode, 2)
        self.assertEqual(run_tocsin("template", "render", "--text=x").returncode, 2)
