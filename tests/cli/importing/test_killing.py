"""An import that is killed at any point and run again leaves the same store as one that ran through."""

from tests.cli.importing.office import Office, csv_text, ended, person

ROWS, BATCH = 11, 4
# Which point, and at which passing of it. "inside copy" is a COPY of which the server has got one half: the directory's, the
# records', the consents', in each step. "move" lies between the records and the commit, when the place that was reached is written.
POINTS = [
    ("before begin", 1),
    ("after begin", 1),
    ("before step", 1),
    ("inside copy", 1),
    ("inside copy", 2),
    ("inside copy", 3),
    ("inside copy", 5),
    ("after copying", 1),
    ("before move", 1),
    ("after move", 1),
    ("before move", 2),
    ("after step", 1),
    ("after step", 2),
    ("after move", 3),
    ("after step", 3),
    ("before finish", 1),
    ("after finish", 1),
]

# Everything that must be the same, without what is random by design: persons, keys, sealed bytes, receipt numbers, entries' ids.
STORE = {
    "records": "SELECT r.record_id, t.service, t.statement_hash, t.notice_hash, t.language, t.connection, t.granted,"
    " t.compartments, r.untils, r.due_on, ARRAY(SELECT encode(token, 'hex') FROM unnest(r.tokens) AS token ORDER BY 1)"
    " FROM vault_record r JOIN vault_terms t USING (terms_id)",
    "consents": "SELECT record_id, purpose, state, statement_hash FROM vault_consent",
    "directory": "SELECT d.record_id FROM vault_directory d JOIN vault_record r USING (record_id, person_id, number)",
    "notices": "SELECT hash FROM statement_notice",
    "import": "SELECT import_id, service, statement_hash, file_digest, mapping_digest, provenance, line, stored, skipped, state"
    " FROM vault_import",
}


def _file(office: Office) -> list[str]:
    rows = [person(number) for number in range(1, ROWS + 1)]
    rows[2]["メール"] = "none"
    rows[8]["姓"], rows[8]["名"] = "", ""
    return office.arguments(office.write("people.csv", csv_text(rows)), "--batch", str(BATCH), "--skip-faulty")


def _store(office: Office) -> dict[str, object]:
    store: dict[str, object] = {name: sorted(map(repr, office.sql(query))) for name, query in STORE.items()}
    entries = office.entries("vault.")
    store["entries"] = sorted(
        (kind, facts.get("record", ""), facts.get("import", ""), facts.get("stored", ""), facts.get("skipped", ""))
        for kind, facts in entries
        if kind != "vault.key.published"
    )
    store["order"] = [kind for kind, _ in entries if kind.startswith("vault.import.")]
    store["opened"] = office.opened()
    return store


def test_killed_anywhere_and_run_again_it_leaves_the_same(office: Office) -> None:
    """One organisation, so that its index key and so all names are the same; its import is undone between the runs."""
    arguments = _file(office)
    assert office.start(arguments, KILL="") == 0
    clean = _store(office)
    assert len(clean["records"]) == ROWS - 2  # type: ignore[arg-type]
    for point, at in POINTS:
        office.forget_imports()
        killed = office.start(arguments, KILL=point, AT=str(at))
        assert killed == -9, (point, at)
        done = office.start(arguments)
        assert done == 0, (point, at)
        found = _store(office)
        for name, wanted in clean.items():
            assert found[name] == wanted, (point, at, name)


def test_killed_again_and_again_it_still_arrives(office: Office) -> None:
    arguments = _file(office)
    assert office.start(arguments) == 0
    clean = _store(office)
    office.forget_imports()
    for point in ("after begin", "before move", "after step", "inside copy", "after step", "before finish"):
        assert office.start(arguments, KILL=point) == -9
    assert office.start(arguments) == 0
    assert _store(office) == clean


def test_two_at_once_store_each_record_once(office: Office) -> None:
    arguments = _file(office)
    first, second = office.begin(arguments), office.begin(arguments)
    codes = {ended(first, seconds=60), ended(second, seconds=60)}
    assert 0 in codes
    assert codes <= {0, 6}  # the other was told that somebody else is at it, or found it finished
    store = _store(office)
    assert len(store["records"]) == ROWS - 2  # type: ignore[arg-type]
    assert store["order"] == ["vault.import.begun", "vault.import.finished"]
