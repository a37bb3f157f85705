-- What the service's own login may do: append through the function, read, move its relay mark and checkpoints.
-- {login} is filled in by the migration; it is a name of ours, never input.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {login};
GRANT SELECT ON log, events, commands, events_json, relay, checkpoints TO {login};
GRANT EXECUTE ON FUNCTION append_events TO {login};
GRANT UPDATE (position) ON relay TO {login};
GRANT INSERT, UPDATE ON checkpoints TO {login};
