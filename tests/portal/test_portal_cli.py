"""The server as a command: what it needs to start, the link that an operator makes, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import httpx2
import pytest

from pipeline.portal.server import warnings
from pipeline.settings import load
from portal.desk import LENA, SECRET

ENVIRONMENT = {"MILEPOST_PORTAL_SECRET": SECRET}
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}


@contextmanager
def running(root, *options):
    """The server as a process of its own, and the address that it prints."""
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\nfrom pipeline.cli import main; main()", "portal", *options]
    where = os.environ | ENVIRONMENT | UNBUFFERED
    process = subprocess.Popen(command, cwd=root, env=where, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process, process.stdout.readline().split()[-4]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("secret", "told"), [("", "is not set"), ("short", "has 5 characters")])
def test_without_a_long_secret_it_does_not_start_and_says_how_to_make_one(milepost, week, secret, told):
    for words in (("portal",), ("portal", "link", LENA)):
        ended = milepost(*words, cwd=week, MILEPOST_PORTAL_SECRET=secret)
        assert ended.returncode == 2
        assert ended.stderr.startswith(f"milepost: MILEPOST_PORTAL_SECRET {told}; the portal needs at least 32")
        assert "secrets.token_urlsafe(32)" in ended.stderr


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_until_a_signal_ends_it(desk, milepost, ends):
    with running(desk.root, "--port", "0") as (process, address):
        assert httpx2.get(f"{address}/login").status_code == 200
        link = milepost("portal", "link", LENA, cwd=desk.root, **ENVIRONMENT).stdout.strip()
        answer = httpx2.post(link.replace("http://127.0.0.1:8600", address), headers={"Origin": address})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        process.send_signal(ends)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""


def test_a_proxy_that_is_not_trusted_cannot_speak_for_another_address(desk):
    desk.change_settings("[portal]", '[portal]\nlogin = "header"\ntrusted_proxies = ["192.0.2.1"]')
    with running(desk.root, "--port", "0") as (_, address):
        told = {"X-Forwarded-User": LENA, "X-Forwarded-For": "192.0.2.1"}
        assert httpx2.get(f"{address}/", headers=told).status_code == 403


def test_a_port_that_is_taken_is_said(milepost, week):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = milepost("portal", "--port", port, cwd=week, **ENVIRONMENT)
    assert ended.returncode == 2
    assert f"127.0.0.1:{port} cannot be used" in ended.stderr


@pytest.mark.parametrize(
    ("address", "told"),
    [("no address", "is no mail address"), ("x@evil.example", "names x@evil.example, as an operator or a project manager")],
)
def test_a_link_is_made_for_who_is_known_alone(milepost, week, address, told):
    ended = milepost("portal", "link", address, cwd=week, **ENVIRONMENT)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert told in ended.stderr


def test_what_an_operator_should_know_is_said_at_the_start(tmp_path):
    def told(host: str, text: str) -> list[str]:
        (tmp_path / "milepost.toml").write_text(text)
        return [sentence.partition(" ")[0] for sentence in warnings(load(tmp_path / "milepost.toml"), host)]

    sound = '[mail]\ninternal_domains = ["studio.example"]\n[portal]\noperators = ["a@studio.example"]\n'
    assert told("127.0.0.1", sound) == []
    assert told("0.0.0.0", sound) == ["other"]
    assert told("0.0.0.0", sound + 'base_url = "https://reports.example.org"') == []
    assert told("127.0.0.1", "") == ["operators", "internal_domains"]


@pytest.mark.parametrize(
    "line",
    [
        'base_url = "https://reports.example.org/path"',
        'base_url = "reports.example.org"',
        'base_url = "javascript://x"',
        'base_url = "https://user@reports.example.org"',
        'trusted_proxies = ["proxy.example.org"]',
        'header = "X User"',
        'login = "password"',
        'operators = ["nobody"]',
        "port = 70000",
    ],
)
def test_settings_that_cannot_be_meant_are_refused(milepost, tmp_path, line):
    (tmp_path / "milepost.toml").write_text(f"[portal]\n{line}\n")
    ended = milepost("portal", cwd=tmp_path, **ENVIRONMENT)
    assert ended.returncode == 2
    assert "milepost.toml:2: portal." in ended.stderr
