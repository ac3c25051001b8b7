"""`python -m azukari.web.worker`: work until asked to stop."""

import asyncio

from azukari.web.worker.app import JOBS_AT_ONCE, app


async def _run() -> None:
    async with app.open_async():
        await app.run_worker_async(concurrency=JOBS_AT_ONCE, install_signal_handlers=True, delete_jobs="successful")


if __name__ == "__main__":
    asyncio.run(_run())
