"""The statement of the GDPRbench-style mixes: a service for each kind of record, whose facts hold what each record would repeat."""

from pathlib import Path

from bench.gdpr.records import DECISIONS, KINDS, LIFETIMES, OBJECTIONS, PURPOSES

_SERVICE = (Path(__file__).parent / "kind.toml").read_text(encoding="utf-8")
SHORTEST_DAYS = 30


def files() -> dict[str, bytes]:
    """Give the files of all services."""
    return {f"services/{service(kind)}.toml": _file(kind).encode() for kind in range(KINDS)}


def service(kind: int) -> str:
    """Name the service of a kind."""
    return f"kind{kind:02}"


def days(kind: int) -> int:
    """Tell the retention of a kind, which stands for the benchmark's lifetime in seconds: a tenth of the kinds end first."""
    return SHORTEST_DAYS * (1 + kind % LIFETIMES)


def _file(kind: int) -> str:
    text = _SERVICE
    for name, value in {
        "kind": kind,
        "purpose": kind % PURPOSES,
        "objection": kind % OBJECTIONS,
        "decision": kind % DECISIONS,
        "days": days(kind),
    }.items():
        text = text.replace(f"@{name}@", str(value))
    return text
