"""What a daemon is after a while of everything: scripts/soak says for how long."""

import json
import os
import random
import threading
import time

from harness import Case, TOKEN, ask, until
from payloads import daemon, down

MINUTES = float(os.environ.get("TOCSIN_SOAK_MINUTES", "10"))


class LongSoak(Case):
    def test_memory_and_descriptors_stay_as_they_are(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        over, sent, wrong = threading.Event(), [0], []

        def send(part):
            chance = random.Random(part)
            while not over.is_set():
                kind, service = chance.random(), f"soak-{chance.randrange(50)}"
                try:
                    if kind < 0.8:
                        answer = tocsin.post(down(service, firing=chance.random() < 0.5))
                        wanted = 200
                    elif kind < 0.9:
                        answer, wanted = tocsin.post("{", headers={"Authorization":
                                                                   "Bearer " + TOKEN}), 400
                    else:
                        answer, wanted = tocsin.post(down(service), headers={}), 401
                    sent[0] += 1
                    if answer.status != wanted:
                        wrong.append((wanted, answer.status))
                except OSError as error:
                    wrong.append(error)
                over.wait(0.02)

        def sample():
            return {name: tocsin.metric(name) for name in
                    ("process_resident_memory_bytes", "process_open_fds",
                     "tocsin_store_size_bytes")}

        senders = [threading.Thread(target=send, args=(part,)) for part in range(4)]
        for sender in senders:
            sender.start()
        samples, end = [], time.monotonic() + MINUTES * 60
        try:
            while time.monotonic() < end:
                over.wait(MINUTES * 60 / 20)
                samples.append(sample())
                ask(tocsin.admin, "POST", "/-/reload")
        finally:
            over.set()
            for sender in senders:
                sender.join()
        until("the connections to end", lambda: tocsin.metric(
            "tocsin_http_connections", listener="webhooks") == 0)
        memory = [one["process_resident_memory_bytes"] / 2**20 for one in samples]
        print(f"soak of {MINUTES:g} minutes: {sent[0]} requests; MiB "
              f"{json.dumps([round(one, 1) for one in memory])}; "
              f"descriptors {samples[-1]['process_open_fds']:.0f}; "
              f"store {samples[-1]['tocsin_store_size_bytes'] / 2**20:.0f} MiB")
        self.assertEqual(wrong, [])
        # Flat: the second half is no more than a tenth above the first.
        half = len(memory) // 2
        self.assertLess(max(memory[half:]), 1.1 * max(memory[:half]) + 1)
        self.assertLess(samples[-1]["process_open_fds"], samples[0]["process_open_fds"] + 10)
