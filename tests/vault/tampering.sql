-- Ways of changing what is stored, as whoever has the disk. Each block: name | database | ground at opening | part when verifying.
-- %(first)s is the record tampered with, %(second)s another one, %(person)s the first one's person.

-- case: nonce of a compartment | azukari | tampered:compartment | compartment
UPDATE vault_record SET sealed = array_replace(sealed, sealed[place], changed)
FROM (SELECT i AS place, set_byte(r.sealed[i], 0, get_byte(r.sealed[i], 0) # 1) AS changed
FROM vault_record r, generate_subscripts(r.sealed, 1) i
WHERE r.record_id = %(first)s AND i = 1) c WHERE record_id = %(first)s

-- case: ciphertext of a compartment | azukari | tampered:compartment | compartment
UPDATE vault_record SET sealed = array_replace(sealed, sealed[place], changed)
FROM (SELECT i AS place, set_byte(r.sealed[i], 14, get_byte(r.sealed[i], 14) # 1) AS changed
FROM vault_record r, generate_subscripts(r.sealed, 1) i
WHERE r.record_id = %(first)s AND i = 1) c WHERE record_id = %(first)s

-- case: tag of a compartment | azukari | tampered:compartment | compartment
UPDATE vault_record SET sealed = array_replace(sealed, sealed[place], changed)
FROM (SELECT i AS place, set_byte(r.sealed[i], length(r.sealed[i]) - 1, get_byte(r.sealed[i], length(r.sealed[i]) - 1) # 1) AS changed
FROM vault_record r, generate_subscripts(r.sealed, 1) i
WHERE r.record_id = %(first)s AND i = 1) c WHERE record_id = %(first)s

-- case: shortened compartment | azukari | tampered:compartment | compartment
UPDATE vault_record SET sealed = array_replace(sealed, sealed[place], changed)
FROM (SELECT i AS place, substr(r.sealed[i], 1, 20) AS changed
FROM vault_record r, generate_subscripts(r.sealed, 1) i
WHERE r.record_id = %(first)s AND i = 1) c WHERE record_id = %(first)s

-- case: empty compartment | azukari | tampered:compartment | compartment
UPDATE vault_record SET sealed = array_replace(sealed, sealed[place], changed)
FROM (SELECT i AS place, ''::bytea AS changed
FROM vault_record r, generate_subscripts(r.sealed, 1) i
WHERE r.record_id = %(first)s AND i = 1) c WHERE record_id = %(first)s

-- case: compartments swapped between records | azukari | tampered:compartment | compartment
UPDATE vault_record a SET sealed = b.sealed
FROM vault_record b
WHERE a.record_id = %(first)s AND b.record_id = %(second)s

-- case: compartments swapped with their digests | azukari | tampered:record | record
UPDATE vault_record a SET sealed = b.sealed, digests = b.digests
FROM vault_record b
WHERE a.record_id = %(first)s AND b.record_id = %(second)s

-- case: compartments exchanged inside a record | azukari | tampered:compartment | compartment
UPDATE vault_record SET sealed = sealed[2:2] || sealed[1:1] || sealed[3:]
WHERE record_id = %(first)s

-- case: truncated array | azukari | tampered:record | record
UPDATE vault_record SET sealed = sealed[1:1]
WHERE record_id = %(first)s

-- case: truncated arrays all alike | azukari | tampered:record | record
UPDATE vault_record SET sealed = sealed[2:], digests = digests[2:]
WHERE record_id = %(first)s

-- case: a grant of another record | azukari | tampered:grant | grant
UPDATE vault_record a SET grants = b.grants, sessions = b.sessions
FROM vault_record b
WHERE a.record_id = %(first)s AND b.record_id = %(second)s

-- case: a grant of another purpose | azukari | tampered:session | grant
UPDATE vault_record r SET
    grants[array_position(t.granted, 'inquiry.reply')] = r.grants[array_position(t.granted, 'newsletter')],
    sessions[array_position(t.granted, 'inquiry.reply')] = r.sessions[array_position(t.granted, 'newsletter')]
FROM vault_terms t
WHERE t.terms_id = r.terms_id AND r.record_id = %(first)s

-- case: a grant of another purpose in its own session | azukari | tampered:grant | grant
UPDATE vault_record r SET
    grants[array_position(t.granted, 'inquiry.reply')] = r.grants[array_position(t.granted, 'newsletter')]
FROM vault_terms t
WHERE t.terms_id = r.terms_id AND r.record_id = %(first)s

-- case: nonce of a grant | azukari | tampered:grant | grant
UPDATE vault_record r SET grants[g.place] = set_byte(g.one, 0, get_byte(g.one, 0) # 1)
FROM (SELECT v.record_id, array_position(t.granted, 'inquiry.reply') AS place,
v.grants[array_position(t.granted, 'inquiry.reply')] AS one
FROM vault_record v JOIN vault_terms t USING (terms_id)) g
WHERE g.record_id = r.record_id AND r.record_id = %(first)s

-- case: bytes of a grant | azukari | tampered:grant | grant
UPDATE vault_record r SET grants[g.place] = set_byte(g.one, 20, get_byte(g.one, 20) # 1)
FROM (SELECT v.record_id, array_position(t.granted, 'inquiry.reply') AS place,
v.grants[array_position(t.granted, 'inquiry.reply')] AS one
FROM vault_record v JOIN vault_terms t USING (terms_id)) g
WHERE g.record_id = r.record_id AND r.record_id = %(first)s

-- case: tag of a grant | azukari | tampered:grant | grant
UPDATE vault_record r SET grants[g.place] = set_byte(g.one, length(g.one) - 1, get_byte(g.one, length(g.one) - 1) # 1)
FROM (SELECT v.record_id, array_position(t.granted, 'inquiry.reply') AS place,
v.grants[array_position(t.granted, 'inquiry.reply')] AS one
FROM vault_record v JOIN vault_terms t USING (terms_id)) g
WHERE g.record_id = r.record_id AND r.record_id = %(first)s

-- case: a deleted grant | azukari | no_grant | grant
UPDATE vault_record r SET grants[array_position(t.granted, 'inquiry.reply')] = NULL
FROM vault_terms t
WHERE t.terms_id = r.terms_id AND r.record_id = %(first)s

-- case: other terms | azukari | tampered:record | record
INSERT INTO vault_terms VALUES (%(second)s, 'inquiry', repeat('0', 64), repeat('0', 64), 'ja', '', '{inquiry.reply}', '{}');
UPDATE vault_record SET terms_id = %(second)s WHERE record_id = %(first)s

-- case: terms of another record | azukari | tampered:record | record
UPDATE vault_record a SET terms_id = b.terms_id
FROM vault_record b
WHERE a.record_id = %(first)s AND b.terms_id <> a.terms_id

-- case: changed terms | azukari | tampered:record | record
UPDATE vault_terms SET statement_hash = repeat('0', 64)
WHERE terms_id = (SELECT terms_id FROM vault_record WHERE record_id = %(first)s)

-- case: missing terms | azukari | tampered:record | record
DELETE FROM vault_terms
WHERE terms_id = (SELECT terms_id FROM vault_record WHERE record_id = %(first)s)

-- case: another number | azukari | tampered:record | record
UPDATE vault_record SET number = 'X'
WHERE record_id = %(first)s

-- case: another date | azukari | tampered:record | record
UPDATE vault_record SET collected_at = collected_at + interval '1 day'
WHERE record_id = %(first)s

-- case: a ledger entry of another record | azukari | tampered:record | record
UPDATE vault_record a SET entry_id = b.entry_id, number = 'X'
FROM vault_record b
WHERE a.record_id = %(first)s AND b.record_id = %(second)s

-- case: a missing record | azukari | tampered:record_missing | record
DELETE
FROM vault_record
WHERE record_id = %(first)s

-- case: a missing session | azukari | tampered:session | session
DELETE
FROM vault_sealing_session
WHERE session_id = (SELECT r.sessions[array_position(t.granted, 'inquiry.reply')]
FROM vault_record r JOIN vault_terms t USING (terms_id) WHERE r.record_id = %(first)s)

-- case: wrong epoch | azukari | tampered:session | session
UPDATE vault_sealing_session SET epoch = 2
WHERE session_id = (SELECT r.sessions[array_position(t.granted, 'inquiry.reply')]
FROM vault_record r JOIN vault_terms t USING (terms_id) WHERE r.record_id = %(first)s)

-- case: wrong purpose | azukari | tampered:session | session
UPDATE vault_sealing_session SET purpose = 'newsletter'
WHERE session_id = (SELECT r.sessions[array_position(t.granted, 'inquiry.reply')]
FROM vault_record r JOIN vault_terms t USING (terms_id) WHERE r.record_id = %(first)s)

-- case: bytes of a session | azukari | tampered:session | session
UPDATE vault_sealing_session SET sealed = set_byte(sealed, 700, get_byte(sealed, 700) # 1)
WHERE session_id = (SELECT r.sessions[array_position(t.granted, 'inquiry.reply')]
FROM vault_record r JOIN vault_terms t USING (terms_id) WHERE r.record_id = %(first)s)

-- case: a session replaced by another | azukari | tampered:session | session
UPDATE vault_sealing_session a SET sealed = b.sealed, purpose = b.purpose
FROM vault_sealing_session b
WHERE a.purpose = 'inquiry.reply' AND b.purpose = 'newsletter'

-- case: bytes of a person's key | azukari_person_keys | tampered:person_key | person_key
UPDATE person_key SET sealed = set_byte(sealed, 15, get_byte(sealed, 15) # 1)
WHERE person_id = %(person)s

-- case: another person's key | azukari_person_keys | tampered:person_key | person_key
UPDATE person_key SET sealed = b.sealed
FROM (SELECT sealed FROM person_key
WHERE person_id <> %(person)s LIMIT 1) b WHERE person_id = %(person)s

-- case: a deleted person's key | azukari_person_keys | tampered:person_key_missing | person_key
DELETE FROM person_key
WHERE person_id = %(person)s

-- case: bytes of the session of person keys | azukari_person_keys | tampered:session | person_key
UPDATE person_key_session SET sealed = set_byte(sealed, 700, get_byte(sealed, 700) # 1)

-- case: no session of person keys | azukari_person_keys | tampered:session | person_key
DELETE FROM person_key_session
