"""The id of a record, as the one argument of a job."""

from pyworker.activejob import GlobalId
from pyworker.errors import WrongArguments
from pyworker.registry import JobContext

# The id is a bigint of PostgreSQL; a larger one would fail the statement, and a whole batch.
MAX_ID = 2**63 - 1


def read_id(context: JobContext, model: str, noun: str) -> int | WrongArguments:
    """Read the id: an integer, quoted or not, or an ActiveJob's reference to a record.

    Args:
        context: the job.
        model: the record's class in the Rails app: 'TestRun'.
        noun: the record in a sentence: 'a test run'.
    """
    match context.args:
        case [int() as given] if not isinstance(given, bool):
            id_ = given
        case [GlobalId(model=named, id=text)] if named == model and _is_digits(text):
            id_ = int(text)
        case [str() as text] if _is_digits(text):
            id_ = int(text)
        case _:
            return _wrong(context, noun)
    return id_ if 0 < id_ <= MAX_ID else _wrong(context, noun)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20


def _wrong(context: JobContext, noun: str) -> WrongArguments:
    return WrongArguments(
        f"{context.job.name} takes one argument, {noun} or its id (an integer above 0, quoted or "
        f"not), and got {context.args!r:.100}; correct the call that enqueues it"
    )
