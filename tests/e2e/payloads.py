"""What the tests send and how they configure tocsin: webhooks of Alertmanager, files in TOML.

Written for the project.  `config` gives the smallest configuration that reaches an Emulator, with
waits short enough for a test.
"""

import datetime
import hashlib
import os

from harness import COMPONENTS, KEY, PAGE, TOKEN, free_port, write_private, Daemon

ZERO_TIME = "0001-01-01T00:00:00Z"


def stamp(seconds_from_now=0.0):
    moment = datetime.datetime.now(datetime.timezone.utc)
    moment += datetime.timedelta(seconds=seconds_from_now)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def alert(labels, firing=True, annotations=None, starts_at=None, ends_at=None):
    names = "".join(f"{name}\xff{value}\xff" for name, value in sorted(labels.items()))
    return {
        "status": "firing" if firing else "resolved",
        "labels": labels,
        "annotations": annotations or {},
        "startsAt": starts_at or "2026-01-02T03:04:05Z",
        "endsAt": ZERO_TIME if firing else ends_at or stamp(),
        "generatorURL": "",
        "fingerprint": hashlib.sha256(names.encode()).hexdigest()[:16],
    }


def webhook(*alerts, group="g", truncated=0):
    return {
        "version": "4",
        "groupKey": '{}:{group="%s"}' % group,
        "truncatedAlerts": truncated,
        "status": "firing" if any(one["status"] == "firing" for one in alerts) else "resolved",
        "receiver": "tocsin",
        "groupLabels": {},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.invalid",
        "alerts": list(alerts),
    }


def down(service, firing=True, severity="critical", group=None, **more):
    """One alert about a service, in a webhook of its own."""
    labels = dict({"alertname": "ServiceDown", "service": service, "severity": severity}, **more)
    return webhook(alert(labels, firing), group=group or service)


# One incident for each service, named like it; told at once, over at once.
RULES = """
[[rule]]
name            = "service-down"
matchers        = ['alertname = "ServiceDown"']
group_by        = ["service"]
for             = "0s"
keep_firing_for = "0s"
reopen_within   = "0s"
incident_name   = '{{ .GroupLabels.service }}'
fallback_name   = "Something is down"
[[rule.component]]
from_label = "service"
[rule.open]
body = 'We are looking at {{ .GroupLabels.service }}.'
[rule.resolved]
body = 'It works again.'
"""

AUTH = """
[source.am]
kind = "alertmanager"
auth = { bearer = { file = "%s" } }
silence_grace = "0s"
rate_limit = { requests = 0 }
"""


def config(folder, emulator, more="", sources=AUTH, webhooks=None, admin=None, page_more="",
           log='level = "debug"', drain="5s", key=KEY):
    """tocsin.toml's text; the secrets are written beside it."""
    token_file = write_private(os.path.join(folder, "webhook-token"), TOKEN + "\n")
    key_file = write_private(os.path.join(folder, "statuspage-key"), key + "\n")
    aliases = "\n".join(f'{name} = "{id}"' for name, id in COMPONENTS.items())
    if "%s" in sources:
        sources = sources % token_file
    return f"""version = 1
[listener.webhooks]
address = "127.0.0.1:{webhooks}"
serves  = ["webhooks", "health"]
[listener.admin]
address = "127.0.0.1:{admin}"
serves  = ["metrics", "health", "lifecycle", "api"]
{sources}
[page.main]
id         = "{PAGE}"
api_key    = {{ file = "{key_file}" }}
base_url   = "https://localhost:{emulator.api}/v1"
ca_file    = "{emulator.ca_file}"
rate_limit = {{ requests = 6000, per = "60s", burst = 1000 }}
{page_more}
[page.main.components]
{aliases}
[delivery]
connect_timeout = "2s"
request_timeout = "5s"
settle          = "1s"
retry           = {{ initial = "100ms", max = "500ms" }}
breaker         = {{ failures = 1000, open_for = "1s" }}
[store]
path = "{folder}/tocsin.db"
[shutdown]
drain = "{drain}"
[log]
{log}
{more}
"""


def daemon(stage, emulator, rules=RULES, **options):
    """A tocsin for this emulator, not started; stopped with the test."""
    webhooks, admin = free_port(), free_port()
    text = config(stage.folder, emulator, webhooks=webhooks, admin=admin, **options)
    return stage.track(Daemon(stage.folder, text, rules, webhooks, admin))
