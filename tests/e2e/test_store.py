"""The care of the record: `tocsin store …`, and what retention takes."""

import json
import os
import shutil
import sqlite3
import subprocess
import unittest

from harness import TOCSIN, Case, run_tocsin, until
from payloads import daemon, down


class Store(Case):
    def start(self, **options):
        self.page = self.stage.emulator()
        self.tocsin = daemon(self.stage, self.page, **options).run()
        self.path = os.path.join(self.folder, "tocsin.db")
        self.tocsin.accept(down("website"))
        until("the incident", lambda: self.page.has("website", "investigating"))

    def store(self, command, *more):
        return run_tocsin("store", command, "--config.file=" + self.tocsin.config_file, *more)

    def count(self, what):
        reader = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            return reader.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
        finally:
            reader.close()

    def test_check_looks_beside_the_daemon(self):
        self.start()
        said = self.store("check")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertRegex(said.stdout, r"tocsin\.db: sound, version 4, 1 webhooks, .*"
                                      r"1 open incidents, 0 closed incidents\n")
        told = json.loads(self.store("check", "--output=json").stdout)
        self.assertEqual((told["sound"], told["problems"]), (True, []))
        self.assertEqual(told["contents"]["open incidents"], 1)
        self.assertIs(told["rows_checked"], True)

    def test_check_fails_on_a_store_that_is_not_sound_and_is_75_on_none(self):
        self.start()
        self.tocsin.stop()
        writer = sqlite3.connect(self.path)
        writer.execute("UPDATE incidents SET phase = 'asleep'")
        writer.commit()
        writer.close()
        said = self.store("check")
        self.assertEqual(said.returncode, 1)
        self.assertIn("bad column", said.stdout)
        self.assertIn("not sound", said.stdout)
        missing = self.store("check", "--store.path=/nowhere/tocsin.db")
        self.assertEqual(missing.returncode, 75)
        self.assertIn("the store /nowhere/tocsin.db: ", missing.stderr)

    def test_a_backup_beside_the_daemon_is_restored_by_copying_it_back(self):
        self.start()
        copy = os.path.join(self.folder, "copy.db")
        said = self.store("backup", copy)
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertEqual(self.store("backup", copy).returncode, 1)
        self.tocsin.accept(down("api"))
        until("the newer incident", lambda: self.page.has("api", "investigating"))
        self.tocsin.kill()
        # As docs/store.md says.
        for suffix in ("", "-wal", "-shm"):
            os.remove(self.path + suffix)
        os.rename(copy, self.path)
        self.tocsin.run()
        self.tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: self.page.has("website", "resolved"))
        # It is not in the copy, fires on, and is found on the page: no second incident is made.
        self.tocsin.accept(down("api"))
        until("the doubt about it", lambda: [one["held_by"] for one in json.loads(run_tocsin(
            "incidents", "list", "--output=json",
            "--config.file=" + self.tocsin.config_file).stdout)["items"]
            if one["held_by"]] == [["marker"]])
        self.assertTrue(self.page.has("api", "investigating"))
        self.assertEqual(self.page.read("/assertions")["duplicates_ever"], [])

    def test_export_writes_json_lines_of_what_is_asked_for(self):
        self.start()
        lines = [json.loads(line) for line in self.store("export").stdout.splitlines()]
        kinds = {line["kind"] for line in lines}
        self.assertLessEqual({"webhook", "alert", "incident", "delivery", "rule"}, kinds)
        only = self.store("export", "--only=incident,webhook").stdout.splitlines()
        told = {line["kind"]: line for line in map(json.loads, only)}
        self.assertEqual(set(told), {"incident", "webhook"})
        self.assertEqual(told["incident"]["name"], "website")
        self.assertEqual(json.loads(told["webhook"]["body"])["alerts"][0]["labels"]["service"],
                         "website")
        self.assertEqual(self.store("export", "--only=everything").returncode, 2)

    def test_migrate_is_refused_beside_the_daemon_and_of_a_newer_store(self):
        self.start()
        beside = self.store("migrate")
        self.assertEqual(beside.returncode, 75)
        self.assertIn("in use by process", beside.stderr)
        self.assertEqual(self.tocsin.stop(), 0)
        self.assertIn("version 4 already", self.store("migrate").stdout)
        writer = sqlite3.connect(self.path)
        writer.execute("PRAGMA user_version = 999")
        writer.close()
        newer = self.store("migrate")
        self.assertEqual(newer.returncode, 1)
        self.assertIn("written by a newer tocsin", newer.stderr)

    def test_retention_takes_what_is_over_and_keeps_what_is_open(self):
        retention = ('[store.retention]\nwebhooks = "1s"\ndeliveries = "1s"\n'
                     'dead_letters = "1s"\nincidents = "1s"\n')
        self.start(more=retention)
        self.tocsin.accept(down("api"))
        until("the second incident", lambda: self.page.has("api", "investigating"))
        self.tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: self.page.has("website", "resolved"))
        # The newest entry stays; it holds the newest time.
        until("old webhooks to go", lambda: self.count("entries") == 1)
        self.assertEqual(self.count("incidents"), 2)
        self.assertEqual(self.tocsin.stop(), 0)
        # As it would be a minute later.
        writer = sqlite3.connect(self.path)
        writer.execute("UPDATE incidents SET phase = 'closed' WHERE phase = 'resolved'")
        writer.commit()
        writer.close()
        self.tocsin.run()
        until("the closed incident to go, with all that was its", lambda: all(
            self.count(table) == 1 for table in ("incidents", "deliveries", "members")))
        self.tocsin.accept(down("api", firing=False))
        until("the other resolution", lambda: self.page.has("api", "resolved"))
        self.assertEqual(self.page.read("/assertions")["duplicates_ever"], [])


class StoreNames(Case):
    """The same store by another name, and what is none."""

    def make_store(self):
        self.page = self.stage.emulator()
        self.tocsin = daemon(self.stage, self.page).run()
        return os.path.join(self.folder, "tocsin.db")

    def test_a_link_to_the_store_meets_the_same_lock(self):
        path = self.make_store()
        link = os.path.join(self.folder, "link.db")
        os.symlink("tocsin.db", link)
        self.assertEqual(run_tocsin("store", "migrate", "--store.path=" + link).returncode, 75)
        second = run_tocsin("serve", "--config.file=" + self.tocsin.config_file,
                            "--store.path=" + link)
        self.assertEqual(second.returncode, 75)
        self.assertIn("in use by process", second.stderr)
        os.link(path, os.path.join(self.folder, "hard.db"))
        hard = run_tocsin("store", "check", "--store.path=" + path)
        self.assertEqual(hard.returncode, 1)
        self.assertIn("hard links", hard.stderr)

    def test_what_is_no_plain_file_is_named_and_not_waited_for(self):
        pipe = os.path.join(self.folder, "pipe.db")
        os.mkfifo(pipe)
        for command in (["check"], ["backup", pipe + ".copy"], ["export"], ["migrate"]):
            said = run_tocsin("store", *command, "--store.path=" + pipe)
            self.assertEqual(said.returncode, 1, command)
            self.assertIn("it is no plain file", said.stderr)
        self.assertEqual(os.listdir(self.folder), ["pipe.db"])

    def test_a_store_without_its_tables_is_1_and_not_75(self):
        path = self.make_store()
        self.assertEqual(self.tocsin.stop(), 0)
        writer = sqlite3.connect(path)
        writer.execute("DROP TABLE alerts")
        writer.close()
        check = run_tocsin("store", "check", "--store.path=" + path)
        self.assertEqual(check.returncode, 1)
        self.assertIn("not sound", check.stdout)
        self.assertEqual(run_tocsin("store", "export", "--store.path=" + path).returncode, 1)
        writer = sqlite3.connect(path)
        writer.execute("PRAGMA user_version = 2")
        writer.close()
        self.assertEqual(run_tocsin("store", "migrate", "--store.path=" + path).returncode, 1)
        writer = sqlite3.connect(path)
        writer.execute("PRAGMA user_version = -1")
        writer.close()
        for command in ("check", "migrate"):
            said = run_tocsin("store", command, "--store.path=" + path)
            self.assertEqual(said.returncode, 1)
            self.assertIn("which no tocsin wrote", said.stderr)


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class BackupTrouble(Case):
    def back_up_while(self, failing):
        page = self.stage.emulator()
        daemon(self.stage, page).run().accept(down("website"))
        self.copy = os.path.join(self.folder, "copy.db")
        return subprocess.run(
            ["strace", "-f", "-o", "/dev/null", "-e", "inject=" + failing, TOCSIN, "store",
             "backup", "--store.path=" + os.path.join(self.folder, "tocsin.db"), self.copy],
            capture_output=True, text=True, timeout=60, check=False)

    def test_a_backup_is_made_where_a_file_system_cannot_rename_so(self):
        said = self.back_up_while("renameat2:error=EINVAL")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertEqual(run_tocsin("store", "check", "--store.path=" + self.copy).returncode, 0)
        self.assertFalse(os.path.exists(self.copy + ".part"))

    def test_a_backup_that_may_not_last_is_none(self):
        said = self.back_up_while("fsync:error=EIO:when=2")  # Of the folder.
        self.assertEqual(said.returncode, 75)
        self.assertIn("cannot sync " + self.folder, said.stderr)
        self.assertFalse(os.path.exists(self.copy) or os.path.exists(self.copy + ".part"))
