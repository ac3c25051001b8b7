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

-- name: insert_request
-- A request that has arrived, with its first step.
WITH arrived AS (
    INSERT INTO rights_request (
        request_id, number, person_id, record_id, pack, kind, channel, asker, language, arrived_at, acknowledge_by, answer_by, latest_on,
        state, steps
    )
    VALUES (
        %(request_id)s, %(number)s, %(person_id)s, %(record_id)s, %(pack)s, %(kind)s, %(channel)s, %(asker)s, %(language)s,
        %(arrived_at)s, %(acknowledge_by)s, %(answer_by)s, %(latest_on)s, 'received', 1
    )
    RETURNING request_id
)
INSERT INTO rights_step (request_id, place, move, taken_by, outcome, grounds, at)
SELECT request_id, 1, 'receive', %(taken_by)s, NULL, '{}', %(now)s
FROM arrived

-- name: lock_request
-- A request, for whoever takes its next step; others wait.
SELECT
    r.request_id, r.number, r.person_id, r.record_id, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by,
    r.answer_by, r.latest_on, r.state, r.steps
FROM rights_request r
WHERE r.request_id = %(request_id)s
FOR NO KEY UPDATE

-- name: select_request
-- One request.
SELECT
    r.request_id, r.number, r.person_id, r.record_id, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by,
    r.answer_by, r.latest_on, r.state, r.steps
FROM rights_request r
WHERE r.request_id = %(request_id)s

-- name: open_requests
-- Requests that have not ended, the most urgent first.
SELECT
    r.request_id, r.number, r.person_id, r.record_id, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by,
    r.answer_by, r.latest_on, r.state, r.steps
FROM rights_request r
WHERE r.state NOT IN ('answered', 'forwarded', 'withdrawn')
ORDER BY r.answer_by, r.request_id
LIMIT %(limit)s

-- name: select_steps
-- What was done with a request.
SELECT s.move, s.taken_by, s.outcome, s.grounds, s.at
FROM rights_step s
WHERE s.request_id = %(request_id)s
ORDER BY s.place

-- name: insert_step
-- A step in its place.
INSERT INTO rights_step (request_id, place, move, taken_by, outcome, grounds, at)
VALUES (%(request_id)s, %(place)s, %(move)s, %(taken_by)s, %(outcome)s, %(grounds)s, %(now)s)

-- name: move_request
-- Where the step has led.
UPDATE rights_request
SET state = %(state)s, steps = %(place)s, answer_by = %(answer_by)s, latest_on = %(latest_on)s
WHERE request_id = %(request_id)s
