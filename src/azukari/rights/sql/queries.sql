-- name: insert_entrance
-- An entrance; it leads to a record only if few were asked for with the same target.
INSERT INTO rights_entrance (entrance_id, target, contact, language, person_id, record_id, at)
SELECT
    %(entrance_id)s, %(target)s, %(contact)s, %(language)s,
    CASE WHEN few.enough THEN %(person_id)s::uuid END, CASE WHEN few.enough THEN %(record_id)s::uuid END, %(now)s
FROM (
    SELECT count(*) < %(most)s AS enough
    FROM rights_entrance e
    WHERE e.target = %(target)s AND e.at > %(since)s
) few

-- name: entrance_for_letter
-- Where a code is to be mailed, if the entrance still stands and leads anywhere.
SELECT e.person_id, e.record_id, e.contact, e.language
FROM rights_entrance e
WHERE e.entrance_id = %(entrance_id)s AND e.record_id IS NOT NULL AND e.ended_at IS NULL AND e.at > %(since)s

-- name: try_entrance
-- Counts a try and gives what the entrance leads to, unless it has ended, had its tries, or is too old.
UPDATE rights_entrance AS e
SET tries = e.tries + 1
WHERE e.entrance_id = %(entrance_id)s AND e.ended_at IS NULL AND e.tries < %(most)s AND e.at > %(since)s
RETURNING e.person_id, e.contact, e.language

-- name: end_entrance
-- An entrance is used once.
UPDATE rights_entrance SET ended_at = %(now)s WHERE entrance_id = %(entrance_id)s AND ended_at IS NULL

-- name: insert_visit
-- A visit begins; the person is known if a receipt number was said at the entrance.
INSERT INTO rights_visit (visit_id, digest, contact, language, person_id, began_at, seen_at)
VALUES (%(visit_id)s, %(digest)s, %(contact)s, %(language)s, %(person_id)s, %(now)s, %(now)s)

-- name: see_visit
-- The visit of a token, if it is alive; that it was seen keeps it so.
UPDATE rights_visit AS v
SET seen_at = greatest(v.seen_at, %(now)s)
WHERE v.digest = %(digest)s AND v.ended_at IS NULL AND v.began_at > %(begun_since)s AND v.seen_at > %(seen_since)s
RETURNING v.visit_id, v.person_id, v.language, v.contact

-- name: try_visit
-- Counts a try to name a receipt number, unless there were too many.
UPDATE rights_visit AS v
SET tries = v.tries + 1
WHERE v.visit_id = %(visit_id)s AND v.tries < %(most)s
RETURNING v.tries

-- name: set_person
-- Who the visitor is.
UPDATE rights_visit SET person_id = %(person_id)s WHERE visit_id = %(visit_id)s AND person_id IS NULL

-- name: end_visit
-- A visitor has left, or guessed too often.
UPDATE rights_visit SET ended_at = %(now)s WHERE visit_id = %(visit_id)s AND ended_at IS NULL

-- name: sweep_entrances
-- Nothing is kept of yesterday's entrances.
DELETE FROM rights_entrance WHERE at < %(before)s

-- name: sweep_visits
-- Nothing is kept of yesterday's visits.
DELETE FROM rights_visit WHERE began_at < %(before)s

-- name: forget_entrances
-- Nothing is kept of somebody's entrances.
DELETE FROM rights_entrance WHERE person_id = ANY (%(persons)s::uuid[])

-- name: forget_visits
-- Nothing is kept of somebody's visits.
DELETE FROM rights_visit WHERE person_id = ANY (%(persons)s::uuid[])
