"""One line when a job starts and one when it ends, with the seconds between."""

import logging
import time
from typing import Any

from pyworker.middleware.chain import Proceed
from pyworker.registry import JobContext

logger = logging.getLogger("pyworker.job")


def log(proceed: Proceed, context: JobContext) -> Any:
    """Log ``start``, then ``done`` or ``fail``; arguments only at debug level."""
    if not logger.isEnabledFor(logging.INFO):
        return proceed(context)
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("arguments %r", context.args)
    logger.info("start")
    started = time.monotonic()
    try:
        result = proceed(context)
    except BaseException:
        logger.info("fail", extra={"elapsed": time.monotonic() - started})
        raise
    logger.info("done", extra={"elapsed": time.monotonic() - started})
    return result
