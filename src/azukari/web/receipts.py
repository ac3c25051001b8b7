"""A receipt with its proof, once the ledger has fixed its place."""

from pathlib import Path

from django.conf import settings

from azukari.base.sql import Database
from azukari.host.ledger_settings import read_witnesses
from azukari.ledger.cosignature import read_witness_verifier
from azukari.ledger.directory import TileDirectory
from azukari.ledger.entry import decode
from azukari.ledger.queries import NotSequencedError, proof_of
from azukari.vault.receipt import attach_proof


def proved_receipt(database: Database, receipt: bytes, *, entry: bytes) -> bytes | None:
    """Give a receipt with its ledger entry and proof; nothing as long as the ledger has not fixed its place."""
    tiles = TileDirectory(Path(settings.AZUKARI_HOME) / "ledger")
    try:
        proof = proof_of(database, decode(entry).entry_id, tiles)
    except NotSequencedError:
        return None
    watching = read_witnesses(settings.AZUKARI_WITNESSES, "0").witnesses
    witnesses = [read_witness_verifier(one.key) for one in watching]
    return attach_proof(receipt, entry=entry, proof=proof.text, vkey=settings.AZUKARI_LEDGER_KEY, witnesses=witnesses)
