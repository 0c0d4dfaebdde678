"""What is shipped beside the code: how the program is linked, and its manual pages."""

import os
import re
import subprocess
import sys

from harness import PATIENCE_SECONDS, Case, TOCSIN
from systemd_stand_ins import SOURCE, run


class Hardening(Case):
    """The program was compiled and linked as CMakePresets.json says, and nothing took it away."""

    def test_it_is_loaded_anywhere(self):
        self.assertRegex(run("readelf", "-h", TOCSIN).stdout, r"Type: +DYN")

    def test_its_tables_are_read_only_once_it_runs(self):
        self.assertIn("GNU_RELRO", run("readelf", "-lW", TOCSIN).stdout)
        self.assertRegex(run("readelf", "-dW", TOCSIN).stdout, r"\(FLAGS_1\) +Flags: .*\bNOW\b")

    def test_its_stack_runs_no_code(self):
        self.assertRegex(run("readelf", "-lW", TOCSIN).stdout, r"GNU_STACK .* RW +0x")

    def test_it_checks_its_stack_and_its_buffers(self):
        imported = run("readelf", "--dyn-syms", "-W", TOCSIN).stdout
        self.assertIn("__stack_chk_fail@", imported)
        self.assertRegex(imported, r"__(memcpy|fprintf|vsnprintf|snprintf|fdelt|memmove)_chk@")
        self.assertIn("__glibcxx_assert_fail", run("nm", "-D", TOCSIN).stdout)

    def test_no_path_of_the_machine_that_built_it_is_in_it(self):
        with open(TOCSIN, "rb") as file:
            self.assertFalse(SOURCE.encode() in file.read())


class Manual(Case):
    """The pages that the package has, made as it makes them."""

    def pages(self):
        subprocess.run([sys.executable, os.path.join(SOURCE, "docs/man/make"), TOCSIN, self.folder],
                       check=True, timeout=PATIENCE_SECONDS)
        shown = {}
        for name in ("tocsin.8", "tocsin.toml.5", "tocsin-rules.5"):
            done = run("groff", "-man", "-Tutf8", "-Kutf8", "-t", "-ww", "-P-cbou",
                       os.path.join(self.folder, name))
            self.assertEqual((done.returncode, done.stderr), (0, ""), name)
            # Words that a line end took apart.
            shown[name] = " ".join(done.stdout.replace("\u2010\n", "").split())
        return shown

    def test_they_say_every_command_every_option_and_every_key(self):
        shown = self.pages()
        commands = run(TOCSIN, "manual").stdout
        names = re.findall(r"^## (.*)$", commands, re.M)
        self.assertGreater(len(names), 15)
        for name in names + re.findall(r"^\*(--[^*]+)\*", commands, re.M):
            self.assertIn(re.sub(r"\\", "", name), shown["tocsin.8"])
        with open(os.path.join(SOURCE, "docs/configuration.md"), encoding="utf-8") as file:
            of_main, of_rules = file.read().split("## Rule files")
        for text, page in ((of_main, "tocsin.toml.5"), (of_rules, "tocsin-rules.5")):
            keys = set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
            self.assertGreater(len(keys), 30)
            self.assertEqual({key for key in keys if f" {key} (" not in shown[page]}, set())

    def test_they_have_no_rest_of_markdown(self):
        for name, text in self.pages().items():
            # In tocsin-rules(5) examples have some.
            marks = r"\]\(|@commands@|\.md\)" + ("" if name == "tocsin-rules.5" else "|`")
            rest = re.search(f".{{0,40}}({marks}).{{0,40}}", text)
            self.assertIsNone(rest, f"{name}: {rest}")
