-- append_bundle(): stores one append of several commands, each remembered under its own id; takes what append_events()
-- takes of one append, and of each further command the id, hash, outcome, and its events' places, from 1.
--
-- 1. Take the log's lock, as a statement of its own: the next one then sees all that was committed before.
-- 2. Where one of the ids is known, whoever it was stored by, answer a duplicate: the first one, in their order.
-- 3. Let append_events() store it or tell the conflict.
-- 4. Remember the further commands.
-- {login} is filled in by the migration; it is a name of ours, never input.

CREATE FUNCTION append_bundle(
    a_id uuid[], a_hash bytea[], a_outcome bytea[], a_actor text[], a_role text[], a_department text[],
    a_effective_at timestamptz[], a_correlation_id uuid[], a_causation_id uuid[],
    x_append int[], x_stream text[], x_version bigint[],
    e_append int[], e_stream text[], e_type text[], e_data bytea[],
    p_id uuid[], p_hash bytea[], p_outcome bytea[], p_first int[], p_last int[]
) RETURNS TABLE (
    known uuid, status text, first_position bigint, last_position bigint, body_hash bytea, outcome bytea,
    stream text, version bigint
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off  -- a plan made while the table was small outlives that by minutes
AS $$
#variable_conflict use_column
DECLARE
    said record;
    locked boolean;
BEGIN
    locked := pg_advisory_xact_lock(7261) IS NULL;  -- as append_events(), which takes it once more

    RETURN QUERY
    SELECT c.id, 'duplicate', c.first_position, c.last_position, c.body_hash, c.outcome, NULL::text, NULL::bigint
    FROM unnest(a_id || p_id) WITH ORDINALITY AS asked(id, n)
    CROSS JOIN LATERAL (SELECT * FROM commands WHERE id = asked.id LIMIT 1) c
    ORDER BY asked.n LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;

    SELECT * INTO said FROM append_events(
        a_id, a_hash, a_outcome, a_actor, a_role, a_department, a_effective_at, a_correlation_id, a_causation_id,
        x_append, x_stream, x_version, e_append, e_stream, e_type, e_data
    );
    IF said.status = 'stored' THEN
        INSERT INTO commands (id, body_hash, outcome, first_position, last_position)
        SELECT p.id, p.hash, p.outcome, said.first_position - 1 + p.first, said.first_position - 1 + p.last
        FROM unnest(p_id, p_hash, p_outcome, p_first, p_last) AS p(id, hash, outcome, first, last);
    END IF;
    RETURN QUERY SELECT NULL::uuid, said.status, said.first_position, said.last_position, NULL::bytea, NULL::bytea,
                        said.stream, said.version;
END
$$;
REVOKE ALL ON FUNCTION append_bundle FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_bundle TO {login};
