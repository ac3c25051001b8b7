"""The door's other side: a Python client of the API, for an organisation's own programs.

It promises: whatever it asks goes over verified TLS; an act that changes something has one idempotency key from first to last, so
that sending it again does nothing twice; what each time is recorded by itself is not sent twice unasked; every problem is an
exception of its own; neither the key nor anything personal is in a message, a ``repr`` or a log. It needs httpx, and no room of the
server.

``Client`` and ``AsyncClient`` have the same operations, which `wishes` describes once.
"""

from azukari.client.aclient import AsyncClient
from azukari.client.client import Client
from azukari.client.course import Retry
from azukari.client.errors import ClientError, ProblemError

__all__ = ["AsyncClient", "Client", "ClientError", "ProblemError", "Retry"]
