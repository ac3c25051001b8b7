-- name: append_all
-- Append entries within the caller's transaction, in the order given.
SELECT ledger_append_all(
    %(ledger_entry_ids)s::uuid[], %(ledger_kinds)s::text[], %(ledger_bodies)s::bytea[], %(ledger_at)s::timestamptz
)

-- name: lock_places
-- Let one sequencer at a time give out places, until the end of the transaction. The number is "azklog" in ASCII.
SELECT pg_advisory_xact_lock(107178416172903)

-- name: leaf_count
-- How many entries have a place; places have no gaps.
SELECT coalesce(max(index) + 1, 0) FROM ledger_leaf

-- name: pending
-- The entries that wait for a place, from after a row, in the order in which they were appended.
SELECT e.id, e.entry_id, e.kind, e.appended_at, e.body
FROM ledger_pending AS p
JOIN ledger_entry AS e ON e.id = p.id
WHERE p.refused IS NULL AND p.id > %(after)s
ORDER BY p.id
LIMIT %(limit)s

-- name: waits
-- Whether an entry waits for a place, after a row.
SELECT EXISTS (SELECT FROM ledger_pending WHERE refused IS NULL AND id > %(after)s)

-- name: snapshot
-- Which transactions may be under way: all before the first have ended, none from the second on has begun.
SELECT pg_snapshot_xmin(now.seen)::text::bigint, pg_snapshot_xmax(now.seen)::text::bigint
FROM pg_current_snapshot() AS now (seen)

-- name: place
-- Give entries the next places, in the order given; their leaf hashes come one after the other.
INSERT INTO ledger_leaf (index, entry, leaf_hash)
SELECT %(first)s::bigint + new.place - 1, new.entry, substr(%(leaf_hashes)s::bytea, (new.place::int - 1) * 32 + 1, 32)
FROM unnest(%(entries)s::bigint[]) WITH ORDINALITY AS new (entry, place)

-- name: settle
-- Entries that have their place wait no longer.
DELETE FROM ledger_pending WHERE id = ANY(%(entries)s::bigint[])

-- name: refuse
-- An entry that can have no place, and why.
UPDATE ledger_pending SET refused = %(reason)s WHERE id = %(entry)s

-- name: leaves
-- The leaves of a range of places with their entries.
SELECT l.index, l.leaf_hash, e.entry_id, e.kind, e.appended_at, e.body
FROM ledger_leaf AS l
JOIN ledger_entry AS e ON e.id = l.entry
WHERE l.index >= %(start)s AND l.index < %(end)s
ORDER BY l.index

-- name: newest
-- Entries that have a place, the newest first, before a place and of a kind if one is given.
SELECT l.index, l.leaf_hash, e.entry_id, e.kind, e.appended_at, e.body
FROM ledger_leaf AS l
JOIN ledger_entry AS e ON e.id = l.entry
WHERE
    (%(before)s::bigint IS NULL OR l.index < %(before)s::bigint)
    AND (%(kind)s::text IS NULL OR e.kind = %(kind)s::text)
ORDER BY l.index DESC
LIMIT %(limit)s

-- name: entry
-- One entry, with its place if it has one.
SELECT l.index, l.leaf_hash, e.entry_id, e.kind, e.appended_at, e.body
FROM ledger_entry AS e
LEFT JOIN ledger_leaf AS l ON l.entry = e.id
WHERE e.entry_id = %(entry_id)s

-- name: appended
-- Entries of a room in the order in which they were appended, from after one of them, whether they have a place or not.
SELECT e.id, e.body
FROM ledger_entry AS e
WHERE e.id > %(after)s AND starts_with(e.kind, %(prefix)s)
ORDER BY e.id
LIMIT %(limit)s

-- name: place_of
-- The place and the leaf hash of an entry; null while it waits for one.
SELECT l.index, l.leaf_hash
FROM ledger_entry AS e
LEFT JOIN ledger_leaf AS l ON l.entry = e.id
WHERE e.entry_id = %(entry_id)s

-- name: pending_count
-- How many entries wait for a place.
SELECT count(*) FROM ledger_pending WHERE refused IS NULL

-- name: astray
-- Entries that are neither in the tree nor waiting, or both, or refused.
SELECT
    e.entry_id,
    l.index,
    CASE
        WHEN p.refused IS NOT NULL THEN 'refused'
        WHEN p.id IS NULL THEN 'lost'
        ELSE 'doubled'
    END
FROM ledger_entry AS e
LEFT JOIN ledger_leaf AS l ON l.entry = e.id
LEFT JOIN ledger_pending AS p ON p.id = e.id
WHERE p.refused IS NOT NULL OR (l.index IS NULL) = (p.id IS NULL)
ORDER BY e.id
LIMIT %(limit)s
