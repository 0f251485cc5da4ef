"""What can be wrong with a test run and its samples; a database's own errors pass as they are."""

from pyworker.errors import PyworkerError


class TestRunNotFound(PyworkerError):
    """No test run has this id. Retried: Rails may enqueue before its transaction commits."""

    def __init__(self, test_run_id: int) -> None:
        super().__init__(
            f"test run {test_run_id} not found; check the id and the database, "
            "or wait for a retry if the transaction that creates it is still open"
        )
        self.test_run_id = test_run_id


class TaskNotFound(PyworkerError):
    """The task's window was asked for, and the test run has no task."""

    def __init__(self, test_run_id: int) -> None:
        super().__init__(
            f"test run {test_run_id} has no task to give its page of samples; "
            "give it one, or set the window to 'auto' or 'all'"
        )
        self.test_run_id = test_run_id


class NanSamples(PyworkerError):
    """Samples that are not numbers have no order, so there are no figures to store."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} of the samples are NaN; correct or delete the rows of samples "
            "where value = 'NaN', and run the job again"
        )
        self.count = count


class DatabaseFailed(PyworkerError):
    """PostgreSQL does not answer, or refuses what is asked of it."""
