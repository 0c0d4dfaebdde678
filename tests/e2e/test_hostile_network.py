"""A network that means harm: too many connections, from one address and in all.

Loopback has no limit for each address, so tocsin runs in a network namespace of its own with another
address, and so do its clients.  That needs root, as CI has it.
"""

import json
import subprocess
import sys

from harness import Case
from payloads import daemon
from test_reload import edit

ADDRESS = "192.0.2.9"

# Runs in the namespace: opens connections from one address, counts those that are closed, and asks
# from that address and from another whether a new one is answered.
CROWD = r"""
import http.client, json, socket, sys, time
port, count, source = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
def connect():
    return socket.create_connection(("192.0.2.9", port), source_address=(source, 0), timeout=10)
held = [connect() for _ in range(count)]
closed, deadline = set(), time.monotonic() + 30
while time.monotonic() < deadline and len(closed) < int(sys.argv[4]):
    for one in held:
        one.setblocking(False)
        try:
            if one.recv(1) == b"":
                closed.add(one)
        except BlockingIOError:
            pass
        except OSError:
            closed.add(one)
answers = {}
for address in ("192.0.2.9", "192.0.2.10"):
    wire = http.client.HTTPConnection("192.0.2.9", port, timeout=10, source_address=(address, 0))
    try:
        wire.request("GET", "/-/healthy")
        answers[address] = wire.getresponse().status
    except (OSError, http.client.HTTPException):
        answers[address] = None
print(json.dumps({"closed": len(closed), "answers": answers}))
"""


class Crowds(Case):
    def start(self, limits):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        edit(tocsin, (f'address = "127.0.0.1:{tocsin.webhooks}"',
                      f'address = "[::]:{tocsin.webhooks}"\n{limits}'))
        setup = (f"ip link set lo up && ip addr add {ADDRESS}/32 dev lo && "
                 "ip addr add 192.0.2.10/32 dev lo && exec \"$@\"")
        tocsin.launch(wrapper=("unshare", "--net", "sh", "-c", setup, "sh"))
        tocsin.wait_log("msg=ready")
        self.addCleanup(lambda: tocsin.kill())
        return tocsin

    def crowd(self, tocsin, count, closed):
        done = subprocess.run(["nsenter", f"--net=/proc/{tocsin.process.pid}/ns/net",
                               sys.executable, "-c", CROWD, str(tocsin.webhooks), str(count),
                               ADDRESS, str(closed)], check=True, stdout=subprocess.PIPE,
                              timeout=60)
        return json.loads(done.stdout)

    def test_one_address_holds_only_its_share(self):
        tocsin = self.start("max_connections_per_address = 20")
        seen = self.crowd(tocsin, 50, 30)
        self.assertEqual(seen["closed"], 30)
        self.assertEqual(seen["answers"], {"192.0.2.9": None, "192.0.2.10": 200})
        self.assertIn("too many connections from 192.0.2.9", tocsin.log())

    def test_a_full_house_makes_room_for_whoever_has_something_to_say(self):
        tocsin = self.start("max_connections = 30\nmax_connections_per_address = 1000")
        seen = self.crowd(tocsin, 60, 30)
        self.assertGreaterEqual(seen["closed"], 30)
        self.assertEqual(seen["answers"], {"192.0.2.9": 200, "192.0.2.10": 200})
