"""Print the Debian packages that `make run` needs: for servers neither named nor in a wheel."""

from pyworker import config
from pyworker.dev.addresses import names_postgres, names_redis
from pyworker.dev.programs import postgres_of_system, postgres_wheel, redis_on_path, valkey_wheel


def main() -> None:
    """Print one package's name a line, and nothing where all is there."""
    values = config.environment()
    if not (names_redis(values) or valkey_wheel() or redis_on_path()):
        print("redis-server")
    if not (names_postgres(values) or postgres_wheel() or list(postgres_of_system())):
        print("postgresql")


if __name__ == "__main__":
    main()
