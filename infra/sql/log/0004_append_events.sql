-- append_events(): commits a group of appends in one statement; each is one command, all or nothing.
--
-- 1. Take the log's lock. It must be a statement of its own: the next one then sees all that was committed before.
-- 2. Read the head: last position, chain and recorded_at.
-- 3. An append is a duplicate if its command id is known, a conflict if a stream that it expects at a version stands
--    at another (0 is a stream that does not exist), else a winner. Losers take no number: that would leave holes.
-- 4. Number the winners' events: positions densely after the head, versions after the expected one.
-- 5. Chain them, insert them with their commands, answer for every append.
--
-- The caller puts a command id into a group once, and no stream that one append writes and another touches.
-- Arrays are parallel: a_* one element an append, x_* an expectation, e_* an event; *_append counts from 1.

CREATE FUNCTION append_events(
    a_id uuid[], a_hash bytea[], a_outcome bytea[], a_actor text[], a_role text[], a_department text[],
    a_effective_at timestamptz[], a_correlation_id uuid[], a_causation_id uuid[],
    x_append int[], x_stream text[], x_version bigint[],
    e_append int[], e_stream text[], e_type text[], e_data bytea[]
) RETURNS TABLE (
    append int, status text, first_position bigint, last_position bigint, body_hash bytea, outcome bytea,
    stream text, version bigint
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan  -- planning anew for each group cost 1 ms of 2; measured 430/s -> 875/s
AS $$
#variable_conflict use_column
DECLARE
    this log%ROWTYPE;
    head_position bigint;
    head_chain bytea;
    head_recorded_at timestamptz;
    now_recorded_at timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7261);  -- the log's own lock; one database holds one log

    SELECT * INTO this FROM log;
    SELECT e.position, e.chain, e.recorded_at INTO head_position, head_chain, head_recorded_at
    FROM events e ORDER BY e.position DESC LIMIT 1;
    head_position := coalesce(head_position, 0);
    head_chain := coalesce(head_chain, sha256(''));
    now_recorded_at := greatest(clock_timestamp(), head_recorded_at);

    RETURN QUERY
    WITH asked AS (
        SELECT * FROM unnest(a_id, a_hash, a_outcome, a_actor, a_role, a_department, a_effective_at,
                             a_correlation_id, a_causation_id)
            WITH ORDINALITY AS a(id, hash, outcome, actor, role, department, effective_at,
                                 correlation_id, causation_id, n)
    ), known AS (
        SELECT a.n, c.body_hash, c.outcome, c.first_position, c.last_position
        FROM asked a JOIN commands c ON c.id = a.id
    ), expected AS (
        SELECT x.append, x.stream, x.version, coalesce(last.version, 0) AS actual
        FROM unnest(x_append, x_stream, x_version) AS x(append, stream, version)
        LEFT JOIN LATERAL (
            SELECT e.version FROM events e WHERE e.stream = x.stream ORDER BY e.version DESC LIMIT 1
        ) last ON true
    ), lost AS (
        SELECT DISTINCT ON (x.append) x.append, x.stream, x.actual
        FROM expected x WHERE x.version <> x.actual ORDER BY x.append, x.stream
    ), winner AS (
        SELECT a.* FROM asked a
        WHERE NOT EXISTS (SELECT FROM known k WHERE k.n = a.n) AND NOT EXISTS (SELECT FROM lost l WHERE l.append = a.n)
    ), numbered AS (
        SELECT w.n, w.id, w.actor, w.role, w.department, w.effective_at, w.correlation_id, w.causation_id,
               e.stream, e.type, e.data,
               head_position + row_number() OVER (ORDER BY e.ord) AS position,
               x.version + row_number() OVER (PARTITION BY e.append, e.stream ORDER BY e.ord) AS version
        FROM unnest(e_append, e_stream, e_type, e_data) WITH ORDINALITY AS e(append, stream, type, data, ord)
        JOIN winner w ON w.n = e.append
        LEFT JOIN expected x ON x.append = e.append AND x.stream = e.stream
    ), stored AS (
        INSERT INTO events (position, stream, version, type, data, command_id, actor, role, department,
                            effective_at, recorded_at, correlation_id, causation_id, chain)
        SELECT r.position, r.stream, r.version, r.type, r.data, r.id, r.actor, r.role, r.department,
               r.effective_at, now_recorded_at, r.correlation_id, r.causation_id,
               chain_over(head_chain, chain_row(
                   this.tenant, this.context, r.position, r.stream, r.version, r.type, r.data, r.id, r.actor, r.role,
                   r.department, r.effective_at, now_recorded_at, r.correlation_id, r.causation_id
               )) OVER (ORDER BY r.position)
        FROM numbered r
    ), span AS (
        SELECT r.n, min(r.position) AS first_position, max(r.position) AS last_position FROM numbered r GROUP BY r.n
    ), remembered AS (
        INSERT INTO commands (id, body_hash, outcome, first_position, last_position)
        SELECT w.id, w.hash, w.outcome, s.first_position, s.last_position
        FROM winner w JOIN span s ON s.n = w.n
    )
    SELECT s.n::int, 'stored', s.first_position, s.last_position, NULL::bytea, NULL::bytea, NULL::text, NULL::bigint
    FROM span s
    UNION ALL
    SELECT k.n::int, 'duplicate', k.first_position, k.last_position, k.body_hash, k.outcome, NULL, NULL FROM known k
    UNION ALL
    SELECT l.append, 'conflict', NULL, NULL, NULL, NULL, l.stream, l.actual
    FROM lost l WHERE NOT EXISTS (SELECT FROM known k WHERE k.n = l.append);
END
$$;
REVOKE ALL ON FUNCTION append_events FROM PUBLIC;
