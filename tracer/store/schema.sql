-- The store: what extraction read from files, and what linking made of whole snapshots.
--
-- One SQLite file in WAL mode. `PRAGMA user_version` is the schema's version (tracer.store.connection.SCHEMA_VERSION);
-- each version has a file of its own (store-VERSION.sqlite3), so there are no migrations here: the first writer of a
-- later version deletes the files of earlier ones. A damaged store is set aside (NAME.old) and made anew.
--
-- Two halves:
--   facts, flows     content-addressed: one row a (git blob hash, kind, extractor version). Shared by every revision,
--                    worktree and install that holds the same bytes. Never updated, only added; deleted when the version rises.
--   everything else  one snapshot each, in WITHOUT ROWID tables whose key begins with the snapshot's id, so that a
--                    snapshot's rows lie together, are read in order and dropped as a range.
--
-- Writers put a snapshot's rows under a new id in several short transactions; nobody sees them until
-- `snapshots.visible` is set, in one transaction that also hides the snapshot of the same name before it. The calls of
-- a visible snapshot are added in one transaction.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,              -- extractor: the latest that wrote here; facts of earlier ones are deleted
    value INTEGER NOT NULL
) WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ content

CREATE TABLE facts (
    blob     TEXT NOT NULL,              -- git blob hash, hex
    kind     TEXT NOT NULL,              -- python (stubs too), cpp, api_def, build: which extractor read it
    version  INTEGER NOT NULL,           -- tracer.facts.EXTRACTOR_VERSION
    problems TEXT,                       -- JSON [[reason, line, severity]], NULL for none: `status` reads only this
    data     BLOB NOT NULL,              -- MessagePack of PythonFacts, CppFacts ...
    UNIQUE (blob, kind, version)
);

CREATE TABLE flows (                     -- apart from facts: read for the call graph only
    blob     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    data     BLOB NOT NULL,              -- MessagePack of PythonFlow
    UNIQUE (blob, kind, version)
);

-- --------------------------------------------------------------------------------------- names and snapshots

CREATE TABLE keys (                      -- symbol keys (`module:qualname`, `op:Name` ...) as small integers
    id  INTEGER PRIMARY KEY,             -- shared by all snapshots: most keys live on from one release to the next
    key TEXT NOT NULL UNIQUE
);

CREATE TABLE snapshots (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: who wrote a snapshot may ask after it later
    name    TEXT NOT NULL,
    backend TEXT NOT NULL,               -- which of Keras 3's backends was followed
    visible INTEGER NOT NULL DEFAULT 0,  -- 0 while it is written
    level   TEXT NOT NULL,               -- 'names': what `where` needs; 'calls': with the call graph
    created REAL NOT NULL,               -- seconds since the epoch
    owner   TEXT NOT NULL,               -- the writer (tracer.store.owner): rows of one that died are dropped
    linker  INTEGER NOT NULL,            -- version of the linker: an older one's snapshot is linked again
    info    TEXT NOT NULL                -- JSON: counts, default api, live and dead copies ...
);
CREATE UNIQUE INDEX snapshots_visible ON snapshots (name, backend) WHERE visible;

CREATE TABLE sources (
    snapshot INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,              -- as answers print it: tensorflow, keras, reference_impl
    kind     TEXT NOT NULL,              -- git, worktree, directory, distribution
    root     TEXT NOT NULL,              -- absolute path of the repository, directory or site-packages
    revision TEXT,                       -- as the user named it: v2.1.0, main
    sha      TEXT,                       -- the commit, or the version of a distribution
    url      TEXT,                       -- where permalinks point: https://github.com/owner/name
    digest   TEXT NOT NULL,              -- of the list of files: equal digests need no new link
    details  TEXT NOT NULL,              -- JSON: skipped files counted by reason, HEAD's ref ...
    PRIMARY KEY (snapshot, position)
) WITHOUT ROWID;

CREATE TABLE files (
    snapshot   INTEGER NOT NULL,
    id         INTEGER NOT NULL,         -- position in the snapshot's list of files
    source     INTEGER NOT NULL,         -- sources.position
    path       TEXT NOT NULL,            -- relative to the source's root, with slashes
    name       TEXT NOT NULL,            -- the path's last component
    blob       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    module     TEXT,
    is_package INTEGER NOT NULL,
    is_test    INTEGER NOT NULL,
    PRIMARY KEY (snapshot, id)
) WITHOUT ROWID;
CREATE INDEX files_name ON files (snapshot, name, path);
CREATE INDEX files_module ON files (snapshot, module);

CREATE TABLE problems (                  -- files that could not be read whole, each with its reason
    snapshot INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    source   INTEGER NOT NULL,
    path     TEXT NOT NULL,
    line     INTEGER NOT NULL,
    severity TEXT NOT NULL,              -- skipped, partial
    reason   TEXT NOT NULL,
    PRIMARY KEY (snapshot, number)
) WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------- linked names

CREATE TABLE symbols (
    snapshot  INTEGER NOT NULL,
    id        INTEGER NOT NULL,          -- keys.id
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    module    TEXT NOT NULL,
    qualname  TEXT NOT NULL,
    file      INTEGER,
    line      INTEGER NOT NULL,
    end_line  INTEGER NOT NULL,
    parent    INTEGER,                   -- keys.id
    signature TEXT,                      -- JSON [args, varargs, varkw, kwonly, defaults]
    bases     TEXT,                      -- JSON, NULL for none; mro and warnings alike
    mro       TEXT,
    origin    TEXT NOT NULL,
    canonical TEXT,
    dead      INTEGER NOT NULL,
    warnings  TEXT,
    PRIMARY KEY (snapshot, id)
) WITHOUT ROWID;
CREATE INDEX symbols_name ON symbols (snapshot, name);
CREATE INDEX symbols_place ON symbols (snapshot, file, line);
CREATE INDEX symbols_parent ON symbols (snapshot, parent);

CREATE TABLE exports (
    snapshot   INTEGER NOT NULL,
    name       TEXT NOT NULL,            -- keras.models.Sequential
    api        TEXT NOT NULL,            -- v1, v2
    number     INTEGER NOT NULL,
    tail       TEXT NOT NULL,            -- its last component: Sequential
    symbol     INTEGER NOT NULL,         -- keys.id
    file       INTEGER,
    line       INTEGER NOT NULL,
    text       TEXT NOT NULL,
    deprecated INTEGER NOT NULL,
    PRIMARY KEY (snapshot, name, api, number)
) WITHOUT ROWID;
CREATE INDEX exports_tail ON exports (snapshot, tail);
CREATE INDEX exports_symbol ON exports (snapshot, symbol);

CREATE TABLE bindings (
    snapshot    INTEGER NOT NULL,
    module      INTEGER NOT NULL,        -- keys.id of the key as the linker wrote it; next_module alike
    name        TEXT NOT NULL,
    number      INTEGER NOT NULL,
    step        TEXT NOT NULL,
    target      INTEGER NOT NULL,        -- keys.id
    next_module INTEGER,
    next_name   TEXT,
    file        INTEGER,
    line        INTEGER NOT NULL,
    text        TEXT NOT NULL,
    condition   TEXT,
    rank        INTEGER NOT NULL,
    PRIMARY KEY (snapshot, module, name, number)
) WITHOUT ROWID;
CREATE INDEX bindings_target ON bindings (snapshot, target);

CREATE TABLE unresolved (
    snapshot INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    kind     TEXT NOT NULL,              -- import, name, base, call
    file     INTEGER,
    line     INTEGER NOT NULL,
    text     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    symbol   TEXT,
    PRIMARY KEY (snapshot, number)
) WITHOUT ROWID;

CREATE TABLE counterparts (
    snapshot INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    name     TEXT NOT NULL,              -- keras.Sequential.add
    symbol   INTEGER NOT NULL,           -- keys.id, in reference_impl
    target   INTEGER,                    -- keys.id, NULL if the name did not resolve
    file     INTEGER,
    line     INTEGER NOT NULL,
    PRIMARY KEY (snapshot, number)
) WITHOUT ROWID;
CREATE INDEX counterparts_target ON counterparts (snapshot, target);
CREATE INDEX counterparts_symbol ON counterparts (snapshot, symbol);

-- ------------------------------------------------------------------------------------------------- C++ side

CREATE TABLE ops (
    snapshot   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    file       INTEGER,
    line       INTEGER NOT NULL,
    end_line   INTEGER NOT NULL,
    module     TEXT,                     -- tensorflow.python.ops.gen_math_ops
    function   TEXT,                     -- mat_mul
    signature  TEXT,
    endpoints  TEXT,                     -- JSON [[public name, deprecated]]
    visibility TEXT NOT NULL,
    api_def    TEXT,                     -- JSON; inputs, outputs and attributes alike
    inputs     TEXT,
    outputs    TEXT,
    attributes TEXT,
    partial    TEXT,
    PRIMARY KEY (snapshot, name)
) WITHOUT ROWID;
CREATE INDEX ops_function ON ops (snapshot, function, module);

CREATE TABLE kernels (
    snapshot     INTEGER NOT NULL,
    op           TEXT NOT NULL,
    number       INTEGER NOT NULL,
    file         INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    device       TEXT,
    types        TEXT,
    kernel_class TEXT,
    class_file   INTEGER,
    class_line   INTEGER NOT NULL,
    label        TEXT,
    priority     INTEGER NOT NULL,
    partial      TEXT,
    PRIMARY KEY (snapshot, op, number)
) WITHOUT ROWID;

CREATE TABLE gradients (
    snapshot INTEGER NOT NULL,
    op       TEXT NOT NULL,
    number   INTEGER NOT NULL,
    file     INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    function TEXT,                       -- a Python symbol's key, a C++ function's name, NULL for "no gradient"
    PRIMARY KEY (snapshot, op, number)
) WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ call graph

CREATE TABLE edges (
    snapshot   INTEGER NOT NULL,
    caller     INTEGER NOT NULL,         -- keys.id
    callee     INTEGER NOT NULL,         -- keys.id
    label      INTEGER NOT NULL,         -- keys.id of "confidence kind rule"
    sites      BLOB NOT NULL,            -- (line, column) pairs, each an unsigned 32-bit little-endian integer
    count      INTEGER NOT NULL,         -- how often seen, for observed edges
    width      INTEGER NOT NULL,         -- callees known as well or better at the site with the fewest: 1 for this alone
    PRIMARY KEY (snapshot, caller, callee, label)
) WITHOUT ROWID;
CREATE INDEX edges_callee ON edges (  -- all columns: callers are read from here alone
    snapshot, callee, caller, label, sites, count, width
);

CREATE TABLE adjacency (                 -- the same edges packed whole, for searches over thousands of symbols
    snapshot INTEGER NOT NULL,
    part     TEXT NOT NULL,              -- names, starts, codes, out, into: see tracer.store.adjacency;
                                         -- receivers, handed, supplied: what is called on which objects, and which
                                         -- functions, objects and strings calls pass, see tracer.store.receivers
    data     BLOB NOT NULL,
    PRIMARY KEY (snapshot, part)
) WITHOUT ROWID;

CREATE TABLE symbol_ops (                -- ops that stand behind functions, methods and classes, found when calls are linked
    snapshot INTEGER NOT NULL,
    symbol   INTEGER NOT NULL,           -- keys.id; where calls are linked, a symbol that is not here runs none
    ops      TEXT NOT NULL,              -- JSON: names, what matters most first
    PRIMARY KEY (snapshot, symbol)
) WITHOUT ROWID;

CREATE TABLE observations (              -- calls seen at run time: what `tracer record` adds to the graph
    snapshot INTEGER NOT NULL,
    caller   INTEGER NOT NULL,           -- keys.id
    callee   INTEGER NOT NULL,           -- keys.id
    run      INTEGER NOT NULL,           -- runs.id
    kind     TEXT NOT NULL,
    sites    BLOB NOT NULL,              -- as in edges
    count    INTEGER NOT NULL,
    seconds  REAL NOT NULL,              -- spent in the callee, its own callees included
    PRIMARY KEY (snapshot, caller, callee, run, kind)
) WITHOUT ROWID;
CREATE INDEX observations_callee ON observations (snapshot, callee);

CREATE TABLE runs (                      -- one recording
    id       INTEGER PRIMARY KEY,
    snapshot INTEGER NOT NULL,
    recorded REAL NOT NULL,              -- seconds since the epoch
    script   TEXT NOT NULL,
    details  TEXT NOT NULL               -- JSON
);
CREATE INDEX runs_snapshot ON runs (snapshot);

-- ---------------------------------------------------------------------------------------------- query planning

-- Left to its defaults, SQLite takes `snapshot = ?` for nearly as selective as a whole index and walks over all rows of
-- a snapshot. These figures (rows, then rows for each equal prefix of the index) are what a large snapshot has; they are
-- never measured anew, so plans stay the same.
ANALYZE;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('facts', 'sqlite_autoindex_facts_1', '100000 1 1 1'),
    ('flows', 'sqlite_autoindex_flows_1', '100000 1 1 1'),
    ('keys', 'sqlite_autoindex_keys_1', '500000 1'),
    ('sources', 'sources', '30 3 1'),
    ('files', 'files', '100000 20000 1'),
    ('files', 'files_name', '100000 20000 5 1'),
    ('files', 'files_module', '100000 20000 2'),
    ('problems', 'problems', '1000 100 1'),
    ('symbols', 'symbols', '1000000 100000 1'),
    ('symbols', 'symbols_name', '1000000 100000 3'),
    ('symbols', 'symbols_place', '1000000 100000 30 1'),
    ('symbols', 'symbols_parent', '1000000 100000 10'),
    ('exports', 'exports', '100000 20000 2 1 1'),
    ('exports', 'exports_tail', '100000 20000 5'),
    ('exports', 'exports_symbol', '100000 20000 4'),
    ('bindings', 'bindings', '1000000 100000 30 1 1'),
    ('bindings', 'bindings_target', '1000000 100000 5'),
    ('unresolved', 'unresolved', '1000000 100000 1'),
    ('counterparts', 'counterparts', '2000 400 1'),
    ('counterparts', 'counterparts_target', '2000 400 1'),
    ('counterparts', 'counterparts_symbol', '2000 400 1'),
    ('ops', 'ops', '15000 1500 1'),
    ('ops', 'ops_function', '15000 1500 1 1'),
    ('kernels', 'kernels', '100000 15000 10 1'),
    ('gradients', 'gradients', '10000 1000 1 1'),
    ('edges', 'edges', '2000000 300000 10 2 1'),
    ('edges', 'edges_callee', '2000000 300000 10 1 1 1 1 1'),
    ('adjacency', 'adjacency', '40 4 1'),
    ('symbol_ops', 'symbol_ops', '100000 12000 1'),
    ('observations', 'observations', '100000 20000 10 2 1 1'),
    ('observations', 'observations_callee', '100000 20000 10'),
    ('runs', 'runs_snapshot', '50 10');
ANALYZE sqlite_schema;
