-- The ledger on SQLite. Never altered: what comes later is a new table. Statements end at a line of dashes.
CREATE TABLE ledger_batch (
    office TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    root TEXT NOT NULL CHECK (length(root) = 64),
    count INTEGER NOT NULL CHECK (count >= 1),
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
    signature TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    PRIMARY KEY (office, number)
)
--------
CREATE TABLE ledger_entry (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    office TEXT NOT NULL,
    batch INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    form TEXT NOT NULL,
    thing TEXT NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    operation TEXT NOT NULL,
    tier TEXT NOT NULL,
    true_from TEXT,
    true_until TEXT,
    author TEXT NOT NULL,
    place TEXT NOT NULL,
    quantity REAL,
    category TEXT NOT NULL,
    supersedes TEXT NOT NULL,
    withdraws TEXT NOT NULL,
    submission TEXT NOT NULL,
    row_position INTEGER,
    wkb BLOB,
    min_lon REAL,
    min_lat REAL,
    max_lon REAL,
    max_lat REAL,
    UNIQUE (office, batch, position),
    FOREIGN KEY (office, batch) REFERENCES ledger_batch (office, number) DEFERRABLE INITIALLY DEFERRED
)
--------
CREATE TABLE ledger_office_key (
    office TEXT NOT NULL PRIMARY KEY,
    public_key TEXT NOT NULL CHECK (length(public_key) = 64)
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
CREATE VIRTUAL TABLE ledger_box USING rtree(seq, min_lon, max_lon, min_lat, max_lat)
--------
CREATE TRIGGER ledger_entry_box AFTER INSERT ON ledger_entry WHEN NEW.min_lon IS NOT NULL BEGIN
    INSERT INTO ledger_box VALUES (NEW.seq, NEW.min_lon, NEW.max_lon, NEW.min_lat, NEW.max_lat);
END
--------
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: UPDATE of an entry refused');
END
--------
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: DELETE of an entry refused');
END
--------
CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM ledger_entry WHERE office = NEW.office AND batch = NEW.batch AND position = NEW.position)
BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: an entry with this id or place is there');
END
--------
CREATE TRIGGER ledger_entry_closed BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_batch WHERE office = NEW.office AND number = NEW.batch) BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: this batch is closed');
END
--------
CREATE TRIGGER ledger_batch_no_update BEFORE UPDATE ON ledger_batch BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: UPDATE of a batch refused');
END
--------
CREATE TRIGGER ledger_batch_no_delete BEFORE DELETE ON ledger_batch BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: DELETE of a batch refused');
END
--------
CREATE TRIGGER ledger_batch_follows BEFORE INSERT ON ledger_batch
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM ledger_batch WHERE office = NEW.office), 0)
    OR NEW.previous <> coalesce(
        (SELECT hash FROM ledger_batch WHERE office = NEW.office AND number = NEW.number - 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    )
    OR NEW.recorded_at < (SELECT recorded_at FROM ledger_batch WHERE office = NEW.office AND number = NEW.number - 1)
    OR NEW.count <> (SELECT count(*) FROM ledger_entry WHERE office = NEW.office AND batch = NEW.number)
    OR EXISTS (SELECT 1 FROM ledger_batch WHERE hash = NEW.hash)
BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: this batch does not follow the last one of its chain');
END
--------
CREATE TRIGGER ledger_office_key_no_update BEFORE UPDATE ON ledger_office_key BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: UPDATE of a key refused');
END
--------
CREATE TRIGGER ledger_office_key_no_delete BEFORE DELETE ON ledger_office_key BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: DELETE of a key refused');
END
--------
CREATE TRIGGER ledger_office_key_no_replace BEFORE INSERT ON ledger_office_key
WHEN EXISTS (SELECT 1 FROM ledger_office_key WHERE office = NEW.office) BEGIN
    SELECT RAISE(ABORT, 'The ledger is never changed: a key of this office is there');
END
