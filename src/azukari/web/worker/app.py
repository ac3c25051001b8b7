"""The worker's queue and its tasks."""

import os

import django
from procrastinate import App, PsycopgConnector, RetryStrategy

from azukari.web.environment import env_text

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.web.settings")
django.setup()

from azukari.web.letters import duties  # noqa: E402 - Django's apps must stand before their modules are read

# A mail server that is away for a day loses no letter: 1, 2, 4 … minutes, an hour at most, forty times.
_RETRY = RetryStrategy(max_attempts=40, exponential_wait=2)
JOBS_AT_ONCE = 4

app = App(connector=PsycopgConnector(conninfo=env_text("AZUKARI_DATABASE_URL"), min_size=1, max_size=JOBS_AT_ONCE + 2))


@app.task(name="letters.send", retry=_RETRY)
def send_letter(letter_id: int) -> None:
    """Send one letter."""
    duties.send(letter_id)


@app.periodic(cron="15 3 * * *")
@app.task(name="vault.run_out", queueing_lock="vault.run_out")
def run_out(timestamp: int) -> None:
    """Let what has reached the end of its retention run out."""
    del timestamp
    duties.run_out()
