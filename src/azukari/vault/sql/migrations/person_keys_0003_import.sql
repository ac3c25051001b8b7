-- The import makes keys of persons as the public side does.
GRANT INSERT ON person_key_session, person_key TO azukari_import;
