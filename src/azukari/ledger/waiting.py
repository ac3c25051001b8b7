"""Below which row nothing waits any more, so that the sequencer need not look there again.

Rows of entries that got their place are deleted, and stay in the index until no old snapshot can see them, which a dump of the
database may put off for hours; whoever looks from the beginning steps over all of them each time. But rows are not committed in
order: one below those that were seen may still be under way. Its transaction has had its number since before the row was given
out (``ledger_append_all`` sees to that), so once every transaction that had begun by the time of a look has ended, another look
shows whatever there will ever be up to the last row of the first.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One look at what waits, all of which was then settled.

    ``ended``: all transactions before this one had ended when the look began. ``begun``: none from this one on had begun when it
    was over. ``last``: the last row that was seen, if any was; ``whole``: nothing else waited.
    """

    ended: int
    begun: int
    last: int | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """After which row to look; ``row`` is where that will be once all transactions before ``until`` have ended."""

    after: int = 0
    row: int = 0
    until: int = 0

    def looked(self, look: Look) -> "Waiting":
        """Take note of a look whose settling has been committed."""
        after, row, until = self.after, self.row, self.until
        if row > after and until <= look.ended:
            after = row if look.whole or look.last is None else min(row, look.last)
        if row <= after and look.last is not None:
            row, until = look.last, look.begun
        return Waiting(after, row, until)
