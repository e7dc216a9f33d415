"""What stands before every action: the origin and the token of its form; and what every answer tells the browser."""

import re

import pytest
from starlette.routing import Route

from pipeline.portal.links import new_link
from portal.desk import ELINA, LENA, OPERATOR, content_on, token_on

APPROVE, HOLD = "/projects/deploy-app/approve", "/projects/deploy-app/hold"


def approval(client) -> dict[str, str]:
    """The fields of an approval, as the page of the project has them."""
    page = client.get("/projects/deploy-app").text
    return {"token": token_on(page), "content": content_on(page)}


@pytest.mark.parametrize("token", [None, "", "x", "IngiLg.aaa.bbb"])
def test_a_form_without_its_token_does_nothing(desk, token):
    client = desk.browser_of(LENA)
    fields = approval(client) | {"token": token}
    answer = client.post(APPROVE, data={name: value for name, value in fields.items() if value is not None})
    assert (answer.status_code, desk.audit(), desk.states()) == (403, [], {"held"})


def test_the_token_of_another_session_does_nothing(desk):
    client, other = desk.browser_of(LENA), desk.browser_of(LENA)
    assert client.post(APPROVE, data=approval(client) | {"token": token_on(other.get("/").text)}).status_code == 403
    assert desk.audit() == []


def test_a_token_is_too_old_after_twelve_hours(desk):
    client = desk.browser_of(LENA)
    fields = approval(client)
    desk.clock.on(hours=12.1)
    assert desk.browser_of(LENA).post(APPROVE, data=fields).status_code == 403
    assert desk.audit() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8600"},
        {"Origin": "", "Sec-Fetch-Site": ""},
        {"Origin": "", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_of_another_site_does_nothing(desk, headers):
    client = desk.browser_of(LENA)
    fields = approval(client)
    for name in ("Origin", "Sec-Fetch-Site"):
        del client.headers[name]
    answer = client.post(APPROVE, data=fields, headers={name: value for name, value in headers.items() if value})
    assert (answer.status_code, desk.audit()) == (403, [])


def test_a_browser_that_tells_either_of_both_is_served(desk):
    for kept, gone in (("Origin", "Sec-Fetch-Site"), ("Sec-Fetch-Site", "Origin")):
        client = desk.browser_of(OPERATOR)
        del client.headers[gone]
        fields = {"token": token_on(client.get("/").text), "why": kept}
        assert client.post(HOLD, data=fields).status_code == 303
    assert [line.why for line in desk.audit()] == ["Origin", "Sec-Fetch-Site"]


def test_another_site_cannot_log_anybody_in(desk):
    link = new_link(desk.house, OPERATOR)
    assert desk.browser(Origin="https://evil.example").post(link).status_code == 403
    assert desk.browser().post(link).status_code == 303


def test_every_route_that_changes_something_asks_for_the_token(desk):
    client = desk.browser_of(OPERATOR)
    changing = [route for route in desk.app.routes if isinstance(route, Route) and "POST" in route.methods]
    asked = [re.sub(r"\{\w+\}", "deploy-app", route.path) for route in changing if not route.path.startswith("/login")]
    assert len(asked) >= 6
    for path in asked:
        assert client.post(path, data={"why": "x", "key": "x"}).status_code in (403, 404, 415), path
        assert desk.browser().post(path, data={"why": "x"}).status_code in (303, 403, 415), path
    assert desk.audit() == []


@pytest.mark.parametrize("path", [APPROVE, "/outbox/resolve", "/logout"])
def test_an_action_cannot_be_loaded(desk, path):
    assert desk.browser_of(OPERATOR).get(path).status_code == 405


def test_a_form_that_is_too_long_or_of_another_kind_is_not_read(desk):
    client = desk.browser_of(LENA)
    fields = approval(client)
    assert client.post(APPROVE, data=fields | {"why": "x" * 70_000}).status_code == 413
    assert client.post(APPROVE, files={name: (None, value) for name, value in fields.items()}).status_code == 415
    assert client.post(APPROVE, data=fields | {f"field{number}": "x" for number in range(30)}).status_code == 400
    assert desk.audit() == []


def test_a_request_for_another_host_is_refused(desk):
    assert desk.browser_of(OPERATOR).get("/", headers={"Host": "evil.example"}).status_code == 400
    desk.change_settings("[portal]", '[portal]\nbase_url = "https://reports.example.org"')
    assert desk.browser().get("/login", headers={"Host": "127.0.0.1"}).status_code == 400
    assert desk.browser().get("/login").status_code == 200


@pytest.mark.parametrize("path", ["/", "/projects/deploy-app", "/outbox", "/audit", "/nothing", "/login", "/projects/none"])
def test_every_page_forbids_what_it_does_not_need_and_is_kept_nowhere(desk, path):
    answer = desk.browser_of(OPERATOR).get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    told = {name: answer.headers[name] for name in ("x-content-type-options", "referrer-policy", "cache-control", "x-frame-options")}
    assert list(told.values()) == ["nosniff", "same-origin", "no-store", "DENY"]
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|javascript:", answer.text)


def test_a_database_that_was_taken_away_shows_no_trace(desk):
    client = desk.browser_of(ELINA)
    client._transport.raise_server_exceptions = False  # as a real server answers
    (desk.settings.outputs / "milepost.db").unlink()
    for name in ("milepost.db-wal", "milepost.db-shm"):
        (desk.settings.outputs / name).unlink(missing_ok=True)
    desk.store.engine.dispose()
    answer = client.get("/")
    assert answer.status_code == 503
    assert not re.search(r"Traceback|File \"|sqlalchemy|SELECT", answer.text)
