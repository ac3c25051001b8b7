"""The worker's queue and its tasks."""

import os
import uuid
from contextlib import suppress
from functools import partial
from pathlib import Path

import django
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from azukari.base.errors import UnavailableError
from azukari.web.environment import env_text

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.web.settings")
django.setup()

from azukari.sharing.clients import CourierClient  # noqa: E402 - Django's apps must stand before their modules are read
from azukari.web.letters import duties  # noqa: E402 - as above
from azukari.web.worker import putting  # noqa: E402 - as above

# A mail server that is away for a day loses no letter: 1, 2, 4 … minutes, an hour at most, forty times.
_RETRY = RetryStrategy(max_attempts=40, exponential_wait=2)
# What contradicts is kept once; only a disk or a mail server that is away is waited for.
_RETRY_IF_AWAY = RetryStrategy(max_attempts=40, exponential_wait=2, retry_exceptions={UnavailableError})
# A code is good for a quarter of an hour, after which the keeper gives no letter any more.
_RETRY_CODE = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={UnavailableError})
JOBS_AT_ONCE = 4

app = App(connector=PsycopgConnector(conninfo=env_text("AZUKARI_DATABASE_URL"), min_size=1, max_size=JOBS_AT_ONCE + 2))


@app.task(name="letters.send", retry=_RETRY)
def send_letter(letter_id: int) -> None:
    """Send one letter."""
    duties.send(letter_id)


@app.task(name="letters.send_code", retry=_RETRY_CODE)
def send_code(entrance: str) -> None:
    """Mail the code of one entrance."""
    duties.send_code(uuid.UUID(entrance))


@app.task(name="rights.notice", retry=_RETRY)
def send_notice(notice_id: int) -> None:
    """Mail one letter about a request."""
    duties.send_notice(notice_id)


@app.task(name="sharing.letter", retry=_RETRY_IF_AWAY)
def send_handover(handover: str) -> None:
    """Tell a recipient that a hand-over waits."""
    duties.send_handover(uuid.UUID(handover))


@app.task(name="sharing.put", retry=_RETRY_IF_AWAY)
def put_handover(handover: str) -> None:
    """Put a hand-over on its recipient's server."""
    duty = putting.Putter(
        CourierClient(duties.keeper()),
        Path(env_text("AZUKARI_KEYS")) / "sftp.key",
        partial(duties.send_handover, was_put=True),
    )
    putting.put(duties.DATABASE, uuid.UUID(handover), putter=duty)


@app.task(name="sharing.code", retry=_RETRY_CODE)
def send_handover_code(pickup: str) -> None:
    """Mail the code with which a hand-over is fetched."""
    duties.send_handover_code(uuid.UUID(pickup))


@app.periodic(cron="* * * * *")
@app.task(name="sharing.share", queueing_lock="sharing.share")
def share(timestamp: int) -> None:
    """Have changes passed on to recipients each minute, and made what is due."""
    del timestamp
    duties.share()


@app.periodic(cron="0 0 * * *")  # the queue counts in UTC: nine o'clock in Japan
@app.task(name="rights.remind", retry=_RETRY_IF_AWAY, queueing_lock="rights.remind")
def remind(timestamp: int) -> None:
    """Remind the desk each morning of what is due."""
    del timestamp
    duties.remind()


@app.periodic(cron="10 0 * * *")
@app.task(name="sharing.chase", retry=_RETRY_IF_AWAY, queueing_lock="sharing.chase")
def chase(timestamp: int) -> None:
    """Remind recipients each morning of what they owe."""
    del timestamp
    duties.chase()


@app.periodic(cron="15 3 * * *")
@app.task(name="vault.run_out", queueing_lock="vault.run_out")
def run_out(timestamp: int) -> None:
    """Let what has reached the end of its retention run out."""
    del timestamp
    duties.run_out()


@app.task(name="ledger.keep_head", retry=_RETRY_IF_AWAY, queueing_lock="ledger.keep_head")
def keep_head() -> None:
    """Keep the ledger's head in the second place."""
    duties.keep_head()


@app.task(name="ledger.mail_head", retry=_RETRY_IF_AWAY)
def mail_head(number: int, hour: int) -> None:
    """Mail the ledger's head to one address, which the job names by its number only."""
    duties.mail_head(number, hour)


@app.periodic(cron="5 * * * *")
@app.task(name="ledger.heads", queueing_lock="ledger.heads")
async def send_heads(timestamp: int) -> None:
    """See each hour whether heads are due elsewhere."""
    keeps, addresses = duties.heads_due(timestamp)
    if keeps:
        with suppress(AlreadyEnqueued):  # the one before still waits for the disk
            await keep_head.defer_async()
    for number in addresses:
        await mail_head.defer_async(number=number, hour=timestamp // 3600)
