"""Rails and libpq must read one DATABASE_URL alike: pyworker and the app are given the same."""

import json

from psycopg.conninfo import conninfo_to_dict

from tests.integration.rails import RailsApp

REWRITTEN = (
    "postgresql://me@/db?host=/run/pg",
    "postgresql:///db?host=/run/pg",
    "postgresql://me:s%40cret@:5433/db?host=/run/pg&connect_timeout=3",
    "postgres://me@/db?application_name=a&host=/run/pg",
)
KEPT = (
    "postgresql://me:secret@localhost:5433/db?sslmode=disable",
    "postgresql:///db",
    "postgresql://me@%2Frun%2Fpg/db",
)


def test_a_socket_directory_in_the_query_means_the_same_to_both(
    redis_url: str, postgres_url: str
) -> None:
    app = RailsApp.prepared(redis_url, postgres_url)

    printed = app.runner(
        f"{json.dumps(REWRITTEN + KEPT)}.each do |url|\n"
        "  url = DatabaseUrl.for_rails(url)\n"
        "  config = ActiveRecord::DatabaseConfigurations::ConnectionUrlResolver.new(url).to_hash\n"
        "  puts JSON.generate([url, config.slice(:host, :username, :password, :database)])\n"
        "end"
    )

    answers = [json.loads(line) for line in printed.splitlines()]
    for given, (rewritten, rails) in zip(REWRITTEN + KEPT, answers, strict=True):
        libpq = conninfo_to_dict(given)
        assert conninfo_to_dict(rewritten) == libpq
        assert rails == {
            name: libpq[key]
            for name, key in (
                ("host", "host"),
                ("username", "user"),
                ("password", "password"),
                ("database", "dbname"),
            )
            if key in libpq
        }
    assert [rewritten for rewritten, _ in answers[len(REWRITTEN) :]] == list(KEPT)
