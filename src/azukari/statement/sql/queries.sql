-- name: lock_versions
-- One publication at a time; reading goes on.
LOCK TABLE statement_version IN SHARE ROW EXCLUSIVE MODE

-- name: insert_version
-- One published version.
INSERT INTO statement_version (
    hash, version, edition, reason_kind, reason_ja, reason_en, approver, published_at, effective_at, bundle
)
VALUES (
    %(hash)s, %(version)s, %(edition)s, %(reason_kind)s, %(reason_ja)s, %(reason_en)s, %(approver)s, %(published_at)s,
    %(effective_at)s, %(bundle)s
)

-- name: version_in_force
-- The version that has taken effect last.
SELECT hash, version, edition, reason_kind, reason_ja, reason_en, approver, published_at, effective_at
FROM statement_version
WHERE effective_at <= %(now)s
ORDER BY effective_at DESC
LIMIT 1

-- name: version_by_hash
-- One version by the hash of its bundle.
SELECT hash, version, edition, reason_kind, reason_ja, reason_en, approver, published_at, effective_at
FROM statement_version
WHERE hash = %(hash)s

-- name: all_versions
-- Every version, newest first.
SELECT hash, version, edition, reason_kind, reason_ja, reason_en, approver, published_at, effective_at
FROM statement_version
ORDER BY effective_at DESC

-- name: bundle_by_hash
-- The exact bytes of one version.
SELECT bundle
FROM statement_version
WHERE hash = %(hash)s

-- name: insert_notice
-- A notice that was shown; one that is kept already stays as it is.
INSERT INTO statement_notice (hash, body)
VALUES (%(hash)s, %(body)s)
ON CONFLICT (hash) DO NOTHING

-- name: notice_by_hash
-- The exact bytes of one notice.
SELECT body
FROM statement_notice
WHERE hash = %(hash)s
