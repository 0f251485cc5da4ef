"""Print the Debian packages that `make run` needs: for servers neither named nor in a wheel."""

import os

from pyworker.dev.addresses import given_postgres, given_redis
from pyworker.dev.programs import postgres_of_system, postgres_wheel, redis_on_path, valkey_wheel


def main() -> None:
    """Print one package's name a line, and nothing where all is there."""
    if not (given_redis(os.environ) or valkey_wheel() or redis_on_path()):
        print("redis-server")
    if not (given_postgres(os.environ) or postgres_wheel() or list(postgres_of_system())):
        print("postgresql")


if __name__ == "__main__":
    main()
