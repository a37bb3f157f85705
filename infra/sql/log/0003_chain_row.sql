-- chain_row(): the bytes of one event that its hash covers, every column but the chain itself.
--
-- Each field is its length in four bytes (big-endian, -1 for null) and its bytes, so that no two rows give the same
-- string. Order: tenant, context, position, stream, version, type, data, command_id, actor, role, department,
-- effective_at, recorded_at, correlation_id, causation_id. Numbers are eight bytes big-endian, texts UTF-8, ids their
-- sixteen bytes, moments whole microseconds since 2000-01-01 00:00 UTC in eight bytes.
-- infra/chain.py computes the same from outside; a test holds the two together.

CREATE FUNCTION chain_field(field bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN field IS NULL THEN '\xffffffff'::bytea ELSE int4send(octet_length(field)) || field END
$$;

CREATE FUNCTION chain_row(
    tenant text, context text, row_position bigint, stream text, version bigint, type text, data bytea,
    command_id uuid, actor text, role text, department text, effective_at timestamptz, recorded_at timestamptz,
    correlation_id uuid, causation_id uuid
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT chain_field(convert_to(tenant, 'UTF8')) || chain_field(convert_to(context, 'UTF8'))
        || chain_field(int8send(row_position)) || chain_field(convert_to(stream, 'UTF8'))
        || chain_field(int8send(version)) || chain_field(convert_to(type, 'UTF8')) || chain_field(data)
        || chain_field(uuid_send(command_id)) || chain_field(convert_to(actor, 'UTF8'))
        || chain_field(convert_to(role, 'UTF8')) || chain_field(convert_to(department, 'UTF8'))
        || chain_field(timestamptz_send(effective_at)) || chain_field(timestamptz_send(recorded_at))
        || chain_field(uuid_send(correlation_id)) || chain_field(uuid_send(causation_id))
$$;

CREATE FUNCTION chain_step(state bytea, before bytea, row_bytes bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(coalesce(state, before) || row_bytes)
$$;

-- Used as a window over the rows in order: each row's value is the chain at that row.
CREATE AGGREGATE chain_over(before bytea, row_bytes bytea) (SFUNC = chain_step, STYPE = bytea);
