"""The page is away, slow, overloaded, or somebody else; a stranger never gets the key."""

from harness import Case, KEY, until
from payloads import daemon, down


class PageTrouble(Case):
    def start(self, **options):
        page = self.stage.emulator()
        return page, daemon(self.stage, page, **options).run()

    def assert_once(self, page):
        self.assertEqual(page.read("/assertions")["duplicates_ever"], [])

    def test_a_page_that_answers_503_for_a_while_gets_one_incident_afterwards(self):
        page, tocsin = self.start()
        page.faults({"status": 503, "times": 0})
        tocsin.accept(down("website"))
        until("five attempts", lambda: len(page.journal()) >= 5)
        self.assertEqual(page.incidents(), [])
        page.faults()
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(page.components()["website"], "major_outage")
        self.assert_once(page)

    def test_a_503_that_had_its_effect_makes_no_second_incident(self):
        page, tocsin = self.start()
        page.faults({"method": "POST", "status": 503, "after_apply": True, "times": 1})
        tocsin.accept(down("website"))
        until("the acknowledgement", lambda: tocsin.metric(
            "tocsin_outbox_entries", page="main") == 0 and page.has("website", "investigating"))
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertEqual(len(page.creates()), 1)
        self.assert_once(page)

    def test_an_answer_that_never_comes_makes_no_second_incident(self):
        page, tocsin = self.start()
        page.faults({"method": "POST", "fault": "never_answer", "after_apply": True, "times": 1})
        tocsin.accept(down("website"))
        until("the time-out", lambda: tocsin.metric("tocsin_outbox_entries", page="main",
                                                    state="unknown"))
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertEqual(len(page.creates()), 1)
        self.assert_once(page)

    def test_changes_coalesce_while_the_page_is_away(self):
        page, tocsin = self.start()
        tocsin.accept(down("website", severity="major"))
        until("the incident", lambda: page.has("website", "investigating"))
        page.down(True)
        for severity in ("critical", "major", "critical"):
            tocsin.accept(down("website", severity=severity, check="second"))
        tocsin.accept(down("website", firing=False, severity="major"))
        for severity in ("critical", "major"):
            tocsin.accept(down("website", firing=False, severity=severity, check="second"))
        page.down(False)
        until("the resolution", lambda: page.has("website", "resolved"))
        until("the component", page.all_operational)
        self.assertLessEqual(len(page.updates()), 2)

    def test_what_is_over_before_it_was_told_is_not_told(self):
        page, tocsin = self.start()
        page.down(True)
        tocsin.accept(down("website"))
        tocsin.accept(down("website", firing=False))
        tocsin.accept(down("api"))
        page.down(False)
        until("the other incident", lambda: page.has("api", "investigating"))
        self.assertEqual([one["name"] for one in page.incidents()], ["api"])

    def test_420_stops_the_key_for_its_retry_after_and_then_it_goes_on(self):
        page, tocsin = self.start()
        page.faults({"status": 420, "retry_after": "3", "times": 1})
        tocsin.accept(down("website"))
        until("the 420", lambda: [one for one in page.journal() if one["status"] == 420])
        tocsin.accept(down("api"))
        until("both incidents", lambda: page.has("website", "investigating")
              and page.has("api", "investigating"))
        times = [moment(one["at"]) for one in page.journal()]
        self.assertGreaterEqual(times[1] - times[0], 2.9)
        self.assert_once(page)

    def test_a_limit_of_its_rate_is_kept(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        with open(tocsin.config_file, encoding="utf-8") as file:
            text = file.read()
        with open(tocsin.config_file, "w", encoding="utf-8") as file:
            file.write(text.replace('requests = 6000, per = "60s", burst = 1000',
                                    'requests = 5, per = "1s", burst = 2'))
        tocsin.run()
        for number in range(12):
            tocsin.accept(down(f"service-{number}"))
        until("all incidents", lambda: len(page.incidents()) == 12)
        times = [moment(one["at"]) for one in page.journal()]
        # Of six in a row the last begins a window after the first.  The emulator sees a request
        # a little after it began, the first one a handshake later.
        for first, last in zip(times[1:], times[6:]):
            self.assertGreaterEqual(last - first, 0.8)

    def test_a_wrong_key_parks_the_page_and_the_right_one_delivers(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, key="not-the-key").run()
        tocsin.accept(down("website"))
        until("the 401", lambda: [one for one in page.journal() if one["status"] == 401])
        self.assertEqual(page.incidents(), [])
        tocsin.kill()
        self.assertLessEqual(len(page.journal()), 2, "a wrong key is tried again and again")
        self.assertNotIn("not-the-key", tocsin.log())

    def assert_asked_once(self, page, tocsin, status):
        """That answer is not asked for again and again, whatever else happens."""
        until("the answer", lambda: [one for one in page.journal() if one["status"] == status])
        tocsin.accept(down("api"))
        tocsin.stop()
        self.assertEqual([one["status"] for one in page.journal()].count(status), 1)
        self.assertIsNone(page.incident("api"))

    def test_a_key_that_is_revoked_meanwhile_is_not_tried_again_and_again(self):
        page, tocsin = self.start()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        page.key_access("revoked")
        tocsin.accept(down("website", firing=False))
        self.assert_asked_once(page, tocsin, 401)
        self.assertTrue(page.has("website", "investigating"))

    def test_a_page_that_is_gone_meanwhile_is_not_asked_again_and_again(self):
        page, tocsin = self.start()
        page.page_deleted(True)
        tocsin.accept(down("website"))
        self.assert_asked_once(page, tocsin, 404)

    def assert_no_stranger_gets_the_key(self, mode):
        page = self.stage.emulator()
        page.set("/front", tls_mode=mode)
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("website"))
        until("a refused certificate in the log",
              lambda: "certificate" in tocsin.log() and tocsin.metric(
                  "tocsin_delivery_attempts_total", page="main"))
        self.assertEqual(page.journal(), [])
        self.assertEqual(tocsin.ready_status(), 200)
        page.set("/front", tls_mode="normal")
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertNotIn(KEY, tocsin.log())
        self.assert_once(page)

    def test_a_certificate_for_another_host_never_sees_the_key(self):
        self.assert_no_stranger_gets_the_key("wrong-host")

    def test_a_certificate_of_an_unknown_authority_never_sees_the_key(self):
        self.assert_no_stranger_gets_the_key("unknown-ca")

    def test_an_expired_certificate_never_sees_the_key(self):
        self.assert_no_stranger_gets_the_key("expired")

    def test_a_self_signed_certificate_never_sees_the_key(self):
        self.assert_no_stranger_gets_the_key("self-signed")

    def test_a_certificate_that_is_not_yet_valid_never_sees_the_key(self):
        self.assert_no_stranger_gets_the_key("not-yet-valid")

    def test_a_certificate_with_a_weak_key_never_sees_the_key(self):
        self.assert_no_stranger_gets_the_key("weak-key")

    def assert_no_tls_without_the_key(self, mode):
        """No certificate is seen, the key is not sent, and the page is told when it is back."""
        page = self.stage.emulator()
        page.set("/front", tls_mode=mode)
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("website"))
        until("an attempt", lambda: tocsin.metric("tocsin_delivery_attempts_total", page="main"))
        self.assertEqual(page.journal(), [])
        page.set("/front", tls_mode="normal")
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertNotIn(KEY, tocsin.log())
        self.assert_once(page)

    def test_old_versions_of_tls_never_see_the_key(self):
        self.assert_no_tls_without_the_key("old-tls")

    def test_a_handshake_that_does_not_end_is_given_up(self):
        self.assert_no_tls_without_the_key("stalled")

    def test_a_server_that_must_be_told_its_name_is_told(self):
        page = self.stage.emulator()
        page.set("/front", tls_mode="sni-needed")
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))


def moment(text):
    """Seconds of an RFC 3339 time in UTC, of one day."""
    hours, minutes, seconds = text.rstrip("Z").split("T")[1].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
