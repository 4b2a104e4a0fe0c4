-- The roles of PostgreSQL. Run by the owner of the tables, after every migration; a second time changes nothing.
-- Statements end at a line of dashes. Sign-ins are made by whoever runs the database and become members of a role:
--   CREATE ROLE map_reader LOGIN PASSWORD '...' IN ROLE firmground_staff;
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['firmground_app', 'firmground_public', 'firmground_staff', 'firmground_restricted']
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
END $$
--------
GRANT firmground_public TO firmground_staff
--------
GRANT firmground_staff TO firmground_restricted
--------
-- The application reads and appends to the ledger, and may do everything with the tables around it.
DO $$
DECLARE
    around text;
BEGIN
    FOR around IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tableowner = current_user
            AND tablename NOT IN ('spatial_ref_sys', 'django_migrations')
            AND tablename NOT LIKE 'ledger\_%'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO firmground_app', around);
    END LOOP;
END $$
--------
REVOKE ALL ON ledger_entry, ledger_batch, ledger_office_key FROM PUBLIC, firmground_app
--------
GRANT SELECT, INSERT ON ledger_entry, ledger_batch, ledger_office_key TO firmground_app
--------
GRANT SELECT ON django_migrations TO firmground_app
--------
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO firmground_app
--------
CREATE SCHEMA IF NOT EXISTS public_records
--------
CREATE SCHEMA IF NOT EXISTS staff_records
--------
CREATE SCHEMA IF NOT EXISTS restricted_records
--------
GRANT USAGE ON SCHEMA public_records TO firmground_public
--------
GRANT USAGE ON SCHEMA staff_records TO firmground_staff
--------
GRANT USAGE ON SCHEMA restricted_records TO firmground_restricted
--------
-- A date as it is said in a body; NULL where it is none, so that one odd entry cannot break a view.
CREATE OR REPLACE FUNCTION ledger_date(said text) RETURNS date LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN said::date;
EXCEPTION WHEN others THEN
    RETURN NULL;
END $$
