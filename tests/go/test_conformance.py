"""Go's sumdb/note and sumdb/tlog verify what our code writes, and find what was changed in it."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.cosignature import new_witness_signer, with_cosignatures
from azukari.ledger.directory import TileDirectory
from azukari.ledger.note import SignatureLine
from tests.ledger.samples import NOW, OTHER_SIGNER, SIGNER, VERIFIER, head_of, log_files, sample_entries
from tests.optional import require

pytestmark = pytest.mark.go
_SOURCE = Path(__file__).parent
_ENTRIES = sample_entries(66_000)


@pytest.fixture(scope="module")
def verify(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("go"), "verify")


@pytest.fixture(scope="module")
def cosigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("go"), "cosigned")


def _built(folder: Path, name: str) -> Path:
    require("go")
    environment = {
        "PATH": os.environ["PATH"],
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
        "GOPROXY": "off",
        "CGO_ENABLED": "0",
    }
    command = ["go", "build", "-o", str(folder / name), str(_SOURCE / name / "main.go")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / name


def _written(folder: Path, size: int) -> Path:
    tiles = TileDirectory(folder)
    for path, data in log_files(_ENTRIES[:size]).items():
        tiles.write(path, data)
    return folder


def _checkpoints(folder: Path, sizes: Sequence[int]) -> list[str]:
    paths = []
    for size in sizes:
        path = folder / f"checkpoint-{size}"
        path.write_bytes(sign_checkpoint(head_of(_ENTRIES[:size]), SIGNER).note)
        paths.append(str(path))
    return paths


def _run(verify: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([verify, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("size", "older"),
    [
        (1, [1]),
        (2, [1, 2]),
        (255, [1, 7, 128, 254]),
        (256, [1, 128, 255, 256]),
        (257, [255, 256]),
        (1_000, [1, 255, 256, 257, 512, 999]),
        (66_000, [1, 3_333, 65_535, 65_536, 65_537, 65_999]),
    ],
)
def test_go_verifies_our_logs(verify: Path, tmp_path: Path, size: int, older: list[int]) -> None:
    done = _run(verify, str(_written(tmp_path, size)), VERIFIER.text, *_checkpoints(tmp_path, older))
    assert done.stderr == ""
    assert done.stdout == f"size {size}, included {size}, consistent {len(older)}\n"


def test_go_finds_a_changed_entry(verify: Path, tmp_path: Path) -> None:
    folder = _written(tmp_path, 300)
    bundle = folder / "tile/entries/000"
    bundle.write_bytes(bundle.read_bytes().replace(b'"number":7', b'"number":8', 1))
    done = _run(verify, str(folder), VERIFIER.text)
    assert (done.returncode, "entry 7" in done.stderr) == (1, True)


def test_go_finds_a_changed_tile(verify: Path, tmp_path: Path) -> None:
    folder = _written(tmp_path, 300)
    tile = folder / "tile/0/000"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    assert _run(verify, str(folder), VERIFIER.text).returncode == 1


def test_go_refuses_another_key_and_another_past(verify: Path, tmp_path: Path) -> None:
    folder = _written(tmp_path, 300)
    assert _run(verify, str(folder), OTHER_SIGNER.verifier.text).returncode == 1
    forked = tmp_path / "forked"
    forked.write_bytes(sign_checkpoint(head_of(_ENTRIES[1:101]), SIGNER).note)
    assert _run(verify, str(folder), VERIFIER.text, str(forked)).returncode == 1


def test_go_verifies_our_cosignatures(cosigned: Path, tmp_path: Path) -> None:
    signed = sign_checkpoint(head_of(_ENTRIES[:300]), SIGNER)
    keys = [new_witness_signer(f"witness.example/w{number}", bytes([number]) * 32) for number in (1, 2)]
    lines = [key.cosign(signed.checkpoint.text, at=NOW) for key in keys]
    path = tmp_path / "checkpoint"
    path.write_bytes(with_cosignatures(signed.note, lines))
    arguments = [str(path), VERIFIER.text, *(key.verifier.text for key in keys)]
    done = _run(cosigned, *arguments)
    assert (done.stderr, done.stdout.split()) == ("", [SIGNER.name, *(key.name for key in keys)])
    changed = [lines[0], SignatureLine(keys[1].name, keys[1].verifier.key_id, lines[0].signature)]
    path.write_bytes(with_cosignatures(signed.note, changed))
    assert _run(cosigned, *arguments).returncode == 1
