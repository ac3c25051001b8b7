"""A ledger of three entries in memory, to prove a receipt with."""

from azukari.base.canonical import sha256_hex
from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.entry import encode, new_entry
from azukari.ledger.note import Signer, new_signer
from azukari.ledger.proof import Proof
from azukari.ledger.tree import TreeHead, leaf_hash, node_hash
from azukari.vault.events import Event
from azukari.vault.receipt import ReceiptFacts, build
from tests.vault.world import STATEMENT

SIGNER = new_signer("azukari.example/ledger", bytes(range(32)))
OTHER = new_signer("azukari.example/ledger", bytes(32))


def entry_for(facts: ReceiptFacts, receipt: bytes, **changes: str) -> bytes:
    """Write the ledger entry of a receipt."""
    said = {
        "record": str(facts.record_id),
        "service": facts.service,
        "statement": facts.statement_hash,
        "notice": facts.notice_hash,
        "receipt": sha256_hex(receipt),
        "commitment": "ef" * 32,
    }
    kind = changes.pop("kind", Event.COLLECTED.value)
    return encode(new_entry(kind, said | changes, entry_id=facts.record_id, at=facts.collected_at))


def prove(entry: bytes, *, signer: Signer = SIGNER) -> str:
    """Prove an entry as the second of three."""
    first, second, third = leaf_hash(b"first"), leaf_hash(entry), leaf_hash(b"third")
    head = TreeHead(3, node_hash(node_hash(first, second), third))
    return Proof(1, (first, third), sign_checkpoint(head, signer).note).text


def receipt_of(facts: ReceiptFacts) -> bytes:
    """Write a receipt without its proof."""
    return build(facts, statement=STATEMENT)
