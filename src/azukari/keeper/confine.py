"""What a process that holds opening keys does to itself before it reads them (after OpenSSH's ``platform_disable_tracing``)."""

import ctypes
import os
import resource
import sys

_PR_SET_DUMPABLE = 4  # Linux, include/uapi/linux/prctl.h
_PR_SET_NO_NEW_PRIVS = 38


def confine() -> None:
    """Leave no core dump, let no neighbour under the same account look into this memory, and make private files only.

    Not dumpable means that ``/proc/PID/mem`` and ``/proc/PID/environ`` belong to root, and that ``ptrace`` is refused. Outside
    Linux only the first and the last hold.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        own = ctypes.CDLL(None, use_errno=True)
        for option, value in ((_PR_SET_DUMPABLE, 0), (_PR_SET_NO_NEW_PRIVS, 1)):
            if own.prctl(option, value, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "prctl refused to confine the keeper")
