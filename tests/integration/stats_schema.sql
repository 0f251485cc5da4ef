-- The part of the Rails app's schema that the statistics job reads and writes.

CREATE TABLE tasks (
    id bigserial PRIMARY KEY,
    name varchar,
    page integer NOT NULL DEFAULT 1,
    per_page integer NOT NULL DEFAULT 20,
    runs integer NOT NULL DEFAULT 1,
    selected boolean,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);

CREATE TABLE handlers (
    id bigserial PRIMARY KEY,
    task_id bigint NOT NULL REFERENCES tasks,
    handler_type varchar
);

CREATE TABLE test_runs (
    id bigserial PRIMARY KEY,
    handler_id bigint NOT NULL REFERENCES handlers,
    consequent_number integer,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);

CREATE TABLE test_results (
    id bigserial PRIMARY KEY,
    test_run_id bigint NOT NULL REFERENCES test_runs,
    mean float8,
    median float8,
    q1 float8,
    q3 float8,
    min float8,
    max float8,
    standard_deviation float8,
    duration float8,
    memory float8,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);

CREATE INDEX ON test_results (test_run_id);

CREATE TABLE samples (
    id bigserial PRIMARY KEY,
    value float8
);
