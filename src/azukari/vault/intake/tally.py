"""What came out of reading a file: how many rows, how many faulty, which faults how often; in constant memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from azukari.vault.intake.faults import FATAL, Fault, FaultCode


@dataclass(slots=True)
class Tally:
    """Counts while a file is read."""

    rows: int = 0
    good: int = 0
    faulty: int = 0
    codes: Counter[FaultCode] = field(default_factory=Counter)
    first: list[Fault] = field(default_factory=list)
    shown: int = 20

    def add(self, faults: Sequence[Fault] = ()) -> None:
        """Count a row with what is wrong with it."""
        self.rows += 1
        self.good += not faults
        self.faulty += bool(faults)
        self.note(faults)

    def note(self, faults: Sequence[Fault]) -> None:
        """Count faults, and keep the first ones to be shown."""
        self.codes.update(fault.code for fault in faults)
        self.first.extend(faults[: self.shown - len(self.first)])

    @property
    def faults(self) -> int:
        """Tell how many faults were found."""
        return self.codes.total()

    @property
    def fatal(self) -> bool:
        """Tell whether the file as a whole cannot be taken in, faulty rows skipped or not."""
        return any(code in FATAL for code in self.codes)
