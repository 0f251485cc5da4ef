-- The tables that the Rails app owns, as its migrations make them, for a database without them.

create table tasks (
    id bigserial primary key,
    name varchar,
    page integer not null default 1,
    per_page integer not null default 20,
    runs integer not null default 1,
    selected boolean,
    created_at timestamp(6) not null,
    updated_at timestamp(6) not null
);

create table handlers (
    id bigserial primary key,
    task_id bigint not null references tasks,
    handler_type varchar
);
create index index_handlers_on_task_id on handlers (task_id);

create table test_runs (
    id bigserial primary key,
    handler_id bigint not null references handlers,
    consequent_number integer,
    created_at timestamp(6) not null,
    updated_at timestamp(6) not null
);
create index index_test_runs_on_handler_id on test_runs (handler_id);

create table test_results (
    id bigserial primary key,
    test_run_id bigint not null references test_runs,
    mean double precision,
    median double precision,
    q1 double precision,
    q3 double precision,
    min double precision,
    max double precision,
    standard_deviation double precision,
    duration double precision,
    memory double precision,
    created_at timestamp(6) not null,
    updated_at timestamp(6) not null
);
create index index_test_results_on_test_run_id on test_results (test_run_id);

create table samples (
    id bigserial primary key,
    value double precision
);

-- Where Rails notes what it has migrated: rails_fixture can then serve from this database too.
create table schema_migrations (
    version varchar not null primary key
);
insert into schema_migrations (version) values
    ('20260101000001'),
    ('20260101000002'),
    ('20260101000003'),
    ('20260101000004'),
    ('20260101000005');
