"""The pages a person looks at: the app's own and Sidekiq's."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
import pytest
import redis

from tests.integration.rails import RailsApp

QUEUE = "figures"
SIDEKIQ_PAGES = ("", "/busy", "/queues", f"/queues/{QUEUE}", "/retries", "/scheduled", "/morgue")


@dataclass(frozen=True, slots=True)
class Browser:
    """Just enough of one: it keeps cookies, follows redirects and raises on an error status."""

    base_url: str
    opener: OpenerDirector

    def get(self, path: str) -> str:
        with self.opener.open(self.base_url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def submit(self, path: str, fields: dict[str, str], page: str = "/") -> str:
        """Post a form of a page, with the token that Rails put into that form."""
        form = re.search(rf'<form[^>]*action="{path}".*?</form>', self.get(page), re.DOTALL)
        assert form is not None
        token = re.search(r'name="authenticity_token" value="([^"]+)"', form.group())
        assert token is not None
        body = urlencode({**fields, "authenticity_token": html.unescape(token.group(1))})
        with self.opener.open(self.base_url + path, body.encode(), timeout=30) as answer:
            return str(answer.read().decode())


@pytest.fixture
def app(redis_url: str, postgres_url: str) -> RailsApp:
    return RailsApp.prepared(redis_url, postgres_url, QUEUE)


@pytest.fixture
def browser(app: RailsApp) -> Iterator[Browser]:
    with app.serve() as base_url:
        yield Browser(base_url, build_opener(HTTPCookieProcessor(CookieJar())))


def test_the_page_shows_runs_newest_first_waiting_and_done(app: RailsApp, browser: Browser) -> None:
    app.rake("stats:enqueue", 2, "bulk")
    store_result(app, test_run_id=1)

    page = browser.get("/")

    newest, oldest = rows(page)
    assert newest[:3] == ["2", "waiting", "RubyWorker"]
    assert newest[4:11] == ["–"] * 7  # noqa: RUF001  the page's own dash for "no value"
    assert oldest[:2] == ["1", "done"]
    assert oldest[4:11] == ["2.5", "2.25", "1", "3", "0.5", "1e+300", "1.25"]
    assert oldest[-2:] == ["125 µs", "2 KB"]
    assert 'title="1.0e+300"' in page


def test_the_form_enqueues_and_the_page_says_what_was_done(
    browser: Browser, redis_url: str
) -> None:
    page = browser.submit("/test_runs", {"launch[count]": "3", "launch[how]": "bulk"})

    assert f"RubyWorker.perform_bulk for test run 1..3 on queue {QUEUE}" in page
    assert [row[:2] for row in rows(page)] == [[str(n), "waiting"] for n in (3, 2, 1)]
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen(f"queue:{QUEUE}") == 3


def test_the_button_adds_samples(app: RailsApp, browser: Browser) -> None:
    page = browser.submit("/samples", {})

    assert "1000 samples added" in page
    with psycopg.connect(app.database_url) as connection:
        assert connection.execute("SELECT count(value) FROM samples").fetchone() == (1000,)


def test_every_page_of_sidekiq_answers(app: RailsApp, browser: Browser) -> None:
    app.rake("stats:enqueue", 1, "async")
    app.rake("stats:enqueue", 1, "in")

    pages = {path: browser.get(f"/sidekiq{path}") for path in SIDEKIQ_PAGES}

    assert "RubyWorker" in pages[f"/queues/{QUEUE}"]
    assert "RubyWorker" in pages["/scheduled"]
    assert '"enqueued":1' in browser.get("/sidekiq/stats")


def rows(page: str) -> list[list[str]]:
    """The text of each cell of each test run."""
    found = re.findall(r'<tr id="test_run_\d+">(.*?)</tr>', page, re.DOTALL)
    cells = (re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found)
    return [[html.unescape(re.sub(r"<.*?>", "", cell)).strip() for cell in row] for row in cells]


def store_result(app: RailsApp, test_run_id: int) -> None:
    with psycopg.connect(app.database_url) as connection:
        connection.execute(
            "INSERT INTO test_results (test_run_id, mean, median, q1, q3, min, max,"
            " standard_deviation, duration, memory, created_at, updated_at)"
            " VALUES (%s, 2.5, 2.25, 1, 3, 0.5, 1e300, 1.25, 0.000125, 2048, now(), now())",
            [test_run_id],
        )
