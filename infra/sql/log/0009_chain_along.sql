-- chain_along(): chain_over() of 0003 by a step in plpgsql, whose plan outlives the statement.
--
-- A function in SQL that cannot be inlined, as the step of an aggregate cannot, is planned anew in every statement.

CREATE FUNCTION chain_next(state bytea, before bytea, row_bytes bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256(coalesce(state, before) || row_bytes);
END
$$;

CREATE AGGREGATE chain_along(before bytea, row_bytes bytea) (SFUNC = chain_next, STYPE = bytea);
