"""The ledger: every act, in order, in a tree that anyone can check and nobody can rewrite.

It promises that an entry, once covered by a signed checkpoint, can neither be changed nor left out without being found. It knows
kinds, bytes, trees and signatures, and nothing of privacy; what it records is public, so entries hold no personal data.

Doors: `services` (append, Sequencer, create_log), `queries` (entries, proof_of, check), and the pure modules `entry`, `tree`,
`tile`, `note`, `checkpoint`, `proof` and `log`, which need neither database nor framework. Bytes: ``spec/ledger-entry.md`` and
``spec/tiles-and-checkpoint.md``.
"""
