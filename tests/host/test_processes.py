"""The supervisor runs in a process of its own, because it takes over that process's signals."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_SUPERVISED = """
import sys, json
from pathlib import Path
from azukari.host.processes import Program, Supervisor
from azukari.host.errors import ProcessError
folder = Path(sys.argv[1])
write = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} {sorted(os.environ)}\\\\n'); time.sleep(600)"
supervisor = Supervisor(said=lambda sentence: print(sentence, flush=True))
mark = folder / "one"
one = Program("one", [sys.executable, "-c", write, str(mark)], {"GIVEN": "1"}, folder / "one.log", ready=mark.exists)
broken = [sys.executable, "-c", "raise SystemExit('no luck')"]
try:
    supervisor.start(one)
    if len(sys.argv) > 2:
        supervisor.start(Program("bad", broken, {}, folder / "bad.log", ready=lambda: False))
    print("ready", flush=True)
    supervisor.watch()
except ProcessError as error:
    print(error, flush=True)
finally:
    supervisor.stop()
print("stopped", flush=True)
"""


def _wait_for(check: Callable[[], object]) -> None:
    deadline = time.monotonic() + 15
    while not check():
        assert time.monotonic() < deadline, "nothing happened within 15 seconds"
        time.sleep(0.02)


def _start(folder: Path, *more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "SECRET_OF_THE_SUPERVISOR": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", _SUPERVISED, str(folder), *more], stdout=subprocess.PIPE, text=True, env=environment
    )


def _pids(folder: Path) -> list[int]:
    return [int(line.split()[0]) for line in (folder / "one").read_text().splitlines()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_what_is_killed_comes_back_and_all_ends_together(tmp_path: Path) -> None:
    with _start(tmp_path) as supervisor:
        _wait_for((tmp_path / "one").exists)
        _wait_for(lambda: _pids(tmp_path))
        os.kill(_pids(tmp_path)[0], signal.SIGKILL)
        _wait_for(lambda: len(_pids(tmp_path)) == 2)
        supervisor.send_signal(signal.SIGINT)
        said, _ = supervisor.communicate(timeout=20)
    assert "one ended (killed by signal 9); it is started again." in said
    assert said.rstrip().endswith("stopped")
    assert not any(_alive(pid) for pid in _pids(tmp_path))


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    with _start(tmp_path) as supervisor:
        _wait_for((tmp_path / "one").exists)
        _wait_for(lambda: _pids(tmp_path))
        supervisor.kill()
        supervisor.wait(20)
    _wait_for(lambda: not _alive(_pids(tmp_path)[0]))


def test_a_program_that_does_not_start_is_told_with_its_log(tmp_path: Path) -> None:
    with _start(tmp_path, "bad") as supervisor:
        said, _ = supervisor.communicate(timeout=40)
    assert "bad ended at once" in said
    assert "no luck" in said
    assert not any(_alive(pid) for pid in _pids(tmp_path))


def test_programs_see_only_what_is_given_to_them(tmp_path: Path) -> None:
    with _start(tmp_path) as supervisor:
        _wait_for((tmp_path / "one").exists)
        _wait_for(lambda: _pids(tmp_path))
        supervisor.send_signal(signal.SIGTERM)
        supervisor.communicate(timeout=20)
    seen = json.loads((tmp_path / "one").read_text().splitlines()[0].partition(" ")[2].replace("'", '"'))
    assert "GIVEN" in seen
    assert "SECRET_OF_THE_SUPERVISOR" not in seen
