-- Who mails notices opens addresses: it reads keys, and makes or erases none.

GRANT USAGE ON SCHEMA public TO hwanryu_coordination;
GRANT SELECT ON subjects TO hwanryu_coordination;
