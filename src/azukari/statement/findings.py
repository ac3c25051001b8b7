"""What the checker says: rules with stable codes, and findings with file, line, and how to mend them."""

from dataclasses import dataclass
from enum import StrEnum

from azukari.base.errors import MalformedError


class Severity(StrEnum):
    """How grave a finding is; only errors keep a statement from being published."""

    ERROR = "error"
    WARNING = "warning"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``line`` counts from 1; ``because`` is the reason given where an edition waives it."""

    code: str
    severity: Severity
    file: str
    line: int
    message: str
    mend: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its stable code, what it demands, why (with the source), and how to mend a breach of it.

    ``waivable`` rules may be waived by an edition that states its reason; rules without which a statement cannot run
    may not.
    """

    code: str
    title: str
    why: str
    mend: str
    severity: Severity = Severity.ERROR
    waivable: bool = False

    def at(self, file: str, line: int, message: str, mend: str = "") -> Finding:
        """Report a breach at a place."""
        return Finding(self.code, self.severity, file, max(line, 1), message, mend or self.mend)


class StatementInvalidError(MalformedError):
    """The statement's files do not make a statement."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Carry everything that is wrong, so that it can be mended in one go."""
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        first = errors[0] if errors else None
        where = f" First: {first.file}:{first.line}: {first.code} {first.message}" if first else ""
        super().__init__(f"The statement has {len(errors)} error(s).{where}", ground="statement_invalid")
        self.findings = findings
