"""Drawings as pictures: drawn by a process of their own, and kept as long as they are asked for again."""

import hashlib
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from azukari.base.errors import UnavailableError

_SECONDS = 30
_KEPT: OrderedDict[str, bytes] = OrderedDict()  # by the hash of what was drawn
_MOST_KEPT = 48
_DRAWING = threading.Lock()  # who asks meanwhile finds the pictures kept


class NotDrawnError(UnavailableError):
    """The picture could not be drawn; the table beside it says the same."""


def drawn(drawings: Sequence[dict[str, Any]]) -> list[bytes]:
    """Give drawings as SVG.

    Raises:
        NotDrawnError: if the process that draws failed.
    """
    names = [hashlib.sha256(json.dumps(one, sort_keys=True).encode()).hexdigest() for one in drawings]
    with _DRAWING:
        wanted = {name: one for name, one in zip(names, drawings, strict=True) if name not in _KEPT}
        if wanted:
            _KEPT.update(zip(wanted, _draw(list(wanted.values())), strict=True))
        found = [_KEPT[name] for name in names]
        for name in names:
            _KEPT.move_to_end(name)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return found


def _draw(drawings: list[dict[str, Any]]) -> list[bytes]:
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "azukari.web.staff.drawing"],
            input=json.dumps(drawings).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env={},
        )
        return [str(svg).encode() for svg in json.loads(ended.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError):
        raise NotDrawnError from None
