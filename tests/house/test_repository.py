"""The repository speaks of itself only, and gives nobody's address away."""

import re
import subprocess

from tests.house.source import ROOT

_REGISTRY = re.compile(
    "|".join(("pypi" + r"\.org", "registry" + r"\.npmjs", "pythonhosted" + r"\.org", "deb\\." + "debian"))
)
_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + r"work|root|home/[a-z]+" + r")/")


def _files() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    return listed or [str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if ".venv" not in path.parts]


def test_no_registry_and_no_path_of_a_machine_is_named() -> None:
    found = []
    for name in _files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        found += [
            f"{name}: {match.group()}" for pattern in (_REGISTRY, _MACHINE_PATH) for match in pattern.finditer(text)
        ]
    assert found == []


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    wanted = [
        re.split(r"[\[<>=]", line.strip())[0]
        for name in ("run.in", "dev.in")
        for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "-r"))
    ]
    assert [name for name in wanted if f"`{name}`" not in reasons] == []


def test_every_locked_dependency_has_hashes() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^\S+==\S+", text, re.MULTILINE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
