-- The ledger on PostgreSQL. Never altered: what comes later is a new table. Statements end at a line of dashes.
-- Text is compared byte by byte (COLLATE "C"), as SQLite does.
CREATE TABLE ledger_batch (
    office text COLLATE "C" NOT NULL,
    number bigint NOT NULL CHECK (number >= 1),
    previous text COLLATE "C" NOT NULL CHECK (length(previous) = 64),
    root text COLLATE "C" NOT NULL CHECK (length(root) = 64),
    count bigint NOT NULL CHECK (count >= 1),
    recorded_at timestamptz NOT NULL,
    signature text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL UNIQUE CHECK (length(hash) = 64),
    PRIMARY KEY (office, number)
)
--------
CREATE TABLE ledger_entry (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    office text COLLATE "C" NOT NULL,
    batch bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    hash text COLLATE "C" NOT NULL CHECK (length(hash) = 64),
    form text COLLATE "C" NOT NULL,
    thing text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    operation text COLLATE "C" NOT NULL,
    tier text COLLATE "C" NOT NULL,
    true_from date,
    true_until date,
    author text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    quantity double precision,
    category text COLLATE "C" NOT NULL,
    supersedes text COLLATE "C" NOT NULL,
    withdraws text COLLATE "C" NOT NULL,
    submission text COLLATE "C" NOT NULL,
    row_position bigint,
    wkb bytea,
    min_lon double precision,
    min_lat double precision,
    max_lon double precision,
    max_lat double precision,
    geom geometry(Geometry, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_GeomFromWKB(wkb), 4326)) STORED,
    UNIQUE (office, batch, position),
    FOREIGN KEY (office, batch) REFERENCES ledger_batch (office, number) DEFERRABLE INITIALLY DEFERRED
)
--------
CREATE TABLE ledger_office_key (
    office text COLLATE "C" NOT NULL PRIMARY KEY,
    public_key text COLLATE "C" NOT NULL CHECK (length(public_key) = 64)
)
--------
CREATE INDEX ledger_entry_number ON ledger_entry (operation, number, thing)
--------
CREATE INDEX ledger_entry_thing ON ledger_entry (thing)
--------
CREATE INDEX ledger_entry_kind ON ledger_entry (kind, operation, true_from)
--------
CREATE INDEX ledger_entry_submission ON ledger_entry (submission, row_position) WHERE submission <> ''
--------
CREATE INDEX ledger_entry_geom ON ledger_entry USING gist (geom)
--------
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is never changed: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
--------
CREATE TRIGGER ledger_entry_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
--------
CREATE TRIGGER ledger_batch_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_batch
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
--------
CREATE TRIGGER ledger_office_key_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_office_key
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
--------
CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_batch WHERE office = NEW.office AND number = NEW.batch) THEN
        RAISE EXCEPTION 'The ledger is never changed: this batch is closed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
--------
CREATE TRIGGER ledger_entry_closed BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_guard()
--------
CREATE FUNCTION ledger_batch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before ledger_batch%ROWTYPE;
BEGIN
    SELECT * INTO before FROM ledger_batch WHERE office = NEW.office ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(before.number, 0) + 1
        OR NEW.previous <> coalesce(before.hash, repeat('0', 64))
        OR NEW.recorded_at < before.recorded_at
        OR NEW.count <> (SELECT count(*) FROM ledger_entry WHERE office = NEW.office AND batch = NEW.number)
    THEN
        RAISE EXCEPTION 'The ledger is never changed: this batch does not follow the last one of its chain'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
--------
CREATE TRIGGER ledger_batch_follows BEFORE INSERT ON ledger_batch
    FOR EACH ROW EXECUTE FUNCTION ledger_batch_guard()
--------
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_refuse
--------
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER ledger_batch_refuse
--------
ALTER TABLE ledger_office_key ENABLE ALWAYS TRIGGER ledger_office_key_refuse
--------
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_closed
--------
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER ledger_batch_follows
