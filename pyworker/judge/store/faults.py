"""What can be wrong with rows; a database's own errors pass as they are."""

from pyworker.errors import PyworkerError


class SubmissionNotFound(PyworkerError):
    """No submission has this id. Retried: Rails may enqueue before its transaction commits."""

    def __init__(self, submission_id: int) -> None:
        super().__init__(
            f"submission {submission_id} not found; check the id and the database, "
            "or wait for a retry if the transaction that creates it is still open"
        )


class ChangedMeanwhile(PyworkerError):
    """What was judged is not what is there any more. Retried: then the new is judged."""


class UnsupportedGrading(PyworkerError):
    """The problem is not graded by its output. Retried: a newer version may know how."""


class BrokenProblem(PyworkerError):
    """The problem's rows cannot be judged with. Its owner must correct them: not retried."""
