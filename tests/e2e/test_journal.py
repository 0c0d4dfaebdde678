"""The log as entries of systemd's journal."""

import os

from harness import PATIENCE_SECONDS
from payloads import daemon, down
from systemd_stand_ins import BesideAJournal


class Journal(BesideAJournal):
    def test_events_are_entries_with_fields(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        tocsin.run("--log.format=journal", wrapper=self.wrapper())
        ready = self.entry_with(TOCSIN_COMPONENT="daemon", TOCSIN_RULES="1")
        self.assertEqual(ready["SYSLOG_IDENTIFIER"], "tocsin")
        self.assertEqual(ready["PRIORITY"], "6")
        self.assertTrue(ready["MESSAGE"].startswith("msg=ready component=daemon"), ready)
        self.assertFalse({"CODE_FILE", "CODE_LINE", "CODE_FUNC"} & set(ready))
        tocsin.accept(down("website"))
        incident = self.entry_with(TOCSIN_COMPONENT="dispatch")
        self.assertEqual(incident["TOCSIN_PAGE"], "main")
        self.assertRegex(incident["TOCSIN_INCIDENT"], "^[0-9A-Z]{26}$")
        self.assertEqual(tocsin.log(), "", "told twice")

    def test_auto_is_the_journal_where_standard_error_leads_there(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        # As systemd says it, of the file that is standard error here.
        script = 'JOURNAL_STREAM=$(stat -L -c %d:%i /dev/stderr) exec "$0" "$@"'
        tocsin.run(wrapper=(*self.wrapper(), "sh", "-c", script))
        self.assertEqual(self.entry_with(TOCSIN_COMPONENT="daemon")["PRIORITY"], "6")
        self.assertEqual(tocsin.log(), "")

    def test_auto_is_logfmt_where_standard_error_leads_elsewhere(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        tocsin.run(wrapper=self.wrapper(), env={"JOURNAL_STREAM": "1:1"})
        self.assertIn("level=info msg=ready", tocsin.log())

    def test_a_journal_that_is_not_there_is_78(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        os.unlink(os.path.join(self.place, "socket"))
        tocsin.launch("--log.format=journal", wrapper=self.wrapper())
        self.assertEqual(tocsin.process.wait(PATIENCE_SECONDS), 78)
        self.assertIn("no journal", tocsin.log())
