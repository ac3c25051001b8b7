"""One verb of the keeper: its arguments, who may call it, and the act that it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from azukari.base.canonical import Value
from azukari.keeper.acts import Call
from azukari.keeper.arguments import Form
from azukari.sharing.exit import HANDED, Exit
from azukari.statement.purposes import Role
from azukari.vault.service_key import KeyAct

Act: TypeAlias = Callable[[Call], Value]

PUBLIC: frozenset[Role] = frozenset()  # no credential is asked for
MANAGER = frozenset({Role.PRIVACY_MANAGER})
STAFF = frozenset({Role.PRIVACY_MANAGER, Role.SERVICE_STAFF})
TO_PERSON = frozenset({Exit.PERSON})
TO_RECIPIENT = HANDED


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb.

    ``roles`` may call it; the vault then asks whether the purpose is open to the role, too. ``grave`` acts cannot be undone or
    reach far: they need a session with a proof given just before; a service key needs none, since the act was allowed when somebody
    issued the key with one. ``slow`` ones go through the whole store. ``records_itself``: the vault records its refusals, with the
    record that they concern. ``key_act`` is what a service key has to name; without it no service key may call the verb.
    ``exits`` are the ways by which what it gives leaves the organisation; a verb without one answers somebody inside, or gives
    nothing away.
    """

    act: Act
    arguments: Mapping[str, Form]
    roles: frozenset[Role]
    grave: bool = False
    slow: bool = False
    records_itself: bool = False
    key_act: KeyAct | None = None
    exits: frozenset[Exit] = frozenset()
