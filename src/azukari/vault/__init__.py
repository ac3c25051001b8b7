"""What has been handed to us to keep: sealed by purpose, opened for a purpose, and ended when its purposes end.

The room promises that nothing opens without its purpose's key, its grant, and its person's key; that nothing sealed can be moved,
swapped or changed without being named; and that each opening and each refusal is recorded before anything is answered.

Pure modules: `seal`, `envelope`, `person_key`, `keys`, `keyring_file` are the formats of sealing (``spec/sealed-record.md``,
``spec/grant.md``, ``spec/keyring.md``); `normalise`, `guard`, `index` treat what people type; `record`, `access`, `consent`,
`retention` and `events` are the nouns; `receipt` is what a person takes home. Doors: `services` (acts) and `queries` (answers).
"""
