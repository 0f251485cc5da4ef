-- The judge's tables, as the Rails app's migrations make them, beside those of schema.sql.

create table problems (
    id bigserial primary key,
    title varchar not null,
    description text,
    difficulty varchar,
    grading_mode varchar not null default 'stdio',
    function_signature varchar,
    function_name varchar,
    time_limit_ms integer not null default 1000,
    memory_limit_kb integer not null default 256000,
    language_limits jsonb,
    checker varchar not null default 'stripped',
    checker_options jsonb,
    stop_at_first boolean not null default false,
    created_at timestamp(6) not null,
    updated_at timestamp(6) not null
);

create table test_cases (
    id bigserial primary key,
    problem_id bigint not null references problems,
    input_data text not null default '',
    expected_output text not null default '',
    is_hidden boolean not null default true,
    points integer not null default 10
);
create index index_test_cases_on_problem_id on test_cases (problem_id);

create table submissions (
    id bigserial primary key,
    problem_id bigint not null references problems,
    student_id bigint,
    source_code text not null,
    language varchar not null default 'cpp',
    status varchar not null default 'Pending',
    is_test boolean not null default false,
    submitted_at timestamp not null default current_timestamp,
    cached_score integer,
    sandbox jsonb
);
create index index_submissions_on_problem_id on submissions (problem_id);

create table submission_results (
    id bigserial primary key,
    submission_id bigint not null references submissions,
    test_case_id bigint references test_cases,
    status varchar not null,
    cause varchar,
    points integer,
    execution_time_ms integer,
    memory_used_kb integer,
    output_received text,
    error_message text
);
create index index_submission_results_on_test_case_id on submission_results (test_case_id);
create unique index index_submission_results_on_submission_id_and_test_case_id
    on submission_results (submission_id, test_case_id);
-- NULLs are no duplicates of one another.
create unique index index_submission_results_without_test_case
    on submission_results (submission_id) where test_case_id is null;

insert into schema_migrations (version) values
    ('20260101000006'),
    ('20260101000007'),
    ('20260101000008'),
    ('20260101000009');
