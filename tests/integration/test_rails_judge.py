"""Judging from Rails: its rows and its perform_async, our results, and the page that shows them."""

import html
import json
import re
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
import redis

from tests.integration.rails import RailsApp
from tests.integration.test_rails_pages import Browser
from tests.integration.worker import Worker

QUEUE = "judge"
# Of the sample: C++ right, too narrow, misspelt; Python right, wrong, endless, crashing.
STATUSES = (
    ("Accepted", 100),
    ("Wrong Answer", 50),
    ("Compile Error", 0),
    ("Accepted", 100),
    ("Wrong Answer", 0),
    ("Time Limit Exceeded", 70),
    ("Runtime Error", 70),
)


@pytest.fixture
def app(redis_url: str, postgres_url: str) -> RailsApp:
    return RailsApp.prepared(redis_url, postgres_url, QUEUE)


@pytest.fixture
def browser(app: RailsApp) -> Iterator[Browser]:
    with app.serve() as base_url:
        yield Browser(base_url, build_opener(HTTPCookieProcessor(CookieJar())))


def judge(app: RailsApp, cache: Path) -> None:
    """Run a service until it has judged what the sample has submitted."""
    with Worker(
        app.redis_url,
        DATABASE_URL=app.database_url,
        WORKER_QUEUE=QUEUE,
        PYWORKER_CACHE_DIR=str(cache),
    ) as worker:
        for _ in STATUSES:
            worker.until("class=JudgeWorker .*INFO: done")
        assert worker.stop() == 0


def stored(app: RailsApp) -> list[dict[str, Any]]:
    """Return what Rails reads of each submission, oldest first."""
    lines = app.rake("judge:results").splitlines()
    return [json.loads(line) for line in reversed(lines)]


def test_what_rails_submits_is_judged_and_what_it_submits_again_is_replaced(
    app: RailsApp, browser: Browser, tmp_path: Path
) -> None:
    app.rake("judge:sample")
    judge(app, tmp_path)
    first = stored(app)

    assert tuple((each["status"], each["cached_score"]) for each in first) == STATUSES
    assert [len(each["results"]) for each in first] == [3, 3, 1, 3, 3, 3, 3]
    (compile_error,) = first[2]["results"]
    assert compile_error["test_case_id"] is None
    assert "main.cpp:4:5: error: expected initializer" in compile_error["error_message"]
    shown, *hidden = first[1]["results"]
    assert (shown["points"], shown["output_received"]) == (20, "3\n")
    assert [(each["points"], each["output_received"]) for each in hidden] == [(30, None), (0, None)]
    page = cells(browser.get("/submissions"))
    assert [row[3] for row in reversed(page)] == [status for status, _ in STATUSES]
    assert page[0][5].split() == ["1", "2", "3"]
    assert page[0][8] == "case 2: it ended with exit code 1"

    app.rake("judge:enqueue")
    judge(app, tmp_path)
    again = stored(app)

    assert [each["status"] for each in again] == [each["status"] for each in first]
    assert [len(each["results"]) for each in again] == [len(each["results"]) for each in first]


def test_the_buttons_add_a_sample_and_judge_again(
    app: RailsApp, browser: Browser, redis_url: str
) -> None:
    assert "No submissions yet" in browser.get("/submissions")

    page = browser.submit("/submissions", {}, page="/submissions")
    assert "JudgeWorker.perform_async for 7 submissions" in page
    assert {row[3] for row in cells(page)} == {"Pending"}
    page = browser.submit("/submissions/3", {"_method": "patch"}, page="/submissions")
    assert "JudgeWorker.perform_async(3)" in page

    with redis.Redis.from_url(redis_url) as client:
        bodies: Any = client.lrange(f"queue:{QUEUE}", 0, -1)
    jobs = [json.loads(body) for body in reversed(bodies)]
    assert [job["args"] for job in jobs] == [[1], [2], [3], [4], [5], [6], [7], [3]]
    assert {(job["class"], job["retry"]) for job in jobs} == {("JudgeWorker", 5)}


def cells(page: str) -> list[list[str]]:
    """Return the text of each cell of each submission, newest first."""
    found = re.findall(r'<tr id="submission_\d+">(.*?)</tr>', page, re.DOTALL)
    rows = (re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found)
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in rows]
