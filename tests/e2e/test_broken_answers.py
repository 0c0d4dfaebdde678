"""Answers that are wrong, late, or another request's; none makes a second incident."""

from harness import Case, until
from payloads import daemon, down


class BrokenAnswers(Case):
    def assert_one_life(self, **rule):
        """Though the create is hit by this rule, there is one incident, and it ends."""
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        page.faults({"method": "POST", "times": 1, **rule})
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertEqual(set(page.creates_per_episode().values()), {1})
        self.assertEqual(page.steps_back(), [])

    def test_json_that_breaks_off(self):
        self.assert_one_life(twist="broken_json")

    def test_an_answer_without_the_id(self):
        self.assert_one_life(twist="no_id")

    def test_an_answer_that_is_wrapped(self):
        self.assert_one_life(twist="wrapped")

    def test_an_answer_with_the_id_of_nothing(self):
        self.assert_one_life(twist="other_id")

    def test_the_answer_of_another_request(self):
        self.assert_one_life(twist="another_answer")

    def test_an_answer_that_comes_twice(self):
        self.assert_one_life(framing="twice")

    def test_an_answer_in_chunks_with_trailers(self):
        self.assert_one_life(framing="chunked_trailers")

    def test_an_answer_that_is_packed(self):
        self.assert_one_life(framing="gzip")

    def test_an_answer_after_a_100(self):
        self.assert_one_life(framing="continue_first")

    def test_an_answer_that_the_end_of_the_connection_ends(self):
        self.assert_one_life(framing="http_1_0")

    def test_an_answer_that_is_far_too_large(self):
        self.assert_one_life(answer_bytes=20_000_000)

    def test_a_connection_that_closes_after_its_answer(self):
        self.assert_one_life(fault="close_after_answer")

    def test_an_effect_that_comes_after_its_504(self):
        self.assert_one_life(status=504, late="500ms")
