"""What the keeper's acts work with: both databases, the unlocked keyring, and the statements and terms that bind records."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from azukari.base.sql import Database
from azukari.statement.document import Statement
from azukari.vault.access import Actor, Sight
from azukari.vault.services.sealing import Sealer
from azukari.vault.store.terms import KnownTerms
from azukari.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Chamber:
    """Everything that opening needs; only the keeper's process ever makes one.

    ``statements`` gives the statement of a hash, and raises NotFoundError if there is none. ``allowed`` remembers, by statement,
    service, purpose and actor, which items may be seen: a statement never changes, and an actor with other rights is another.
    """

    database: Database
    person_keys: Database
    unlocked: Unlocked
    statements: Callable[[str], Statement]
    terms: KnownTerms = field(init=False)
    sealer: Sealer = field(init=False)
    allowed: dict[tuple[str, str, str, Actor], Sight] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know no terms yet, and have sealed nothing."""
        object.__setattr__(self, "terms", KnownTerms(self.database))
        sealer = Sealer(
            self.database, self.person_keys, index=self.unlocked.index, verifier=self.unlocked.keyring.verifier
        )
        object.__setattr__(self, "sealer", sealer)
        object.__setattr__(self, "allowed", {})

    def afresh(self) -> "Chamber":
        """Give a chamber that remembers nothing: whatever it opens, it reads first."""
        return replace(self, unlocked=self.unlocked.afresh())
