"""Fixtures of the tests of the page: a browser, the site as it is written, and a visit that hears every complaint."""

import importlib.resources

import odd_world
import pytest
from browsing import ARGUMENTS, CHROMIUM

from tracker.release import shelf
from tracker.show.page import render, write


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        program = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield program
        program.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The newest release."""
    out = tmp_path_factory.mktemp("site") / "out"
    write(None, out)
    return out


@pytest.fixture(scope="session")
def odd(tmp_path_factory):
    """The world with awkward texts."""
    folder = tmp_path_factory.mktemp("odd")
    # Written as it is rendered: `write` verifies, and would refuse these texts.
    for name, content in render(shelf.find(odd_world.release(folder))).items():
        path = folder / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "out"


@pytest.fixture
def visit(browser):
    """Open a page; afterwards nothing was said on the console and no request has left the disk."""
    heard, contexts = [], []

    def go(path, hash_="", *, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
        # What is still under way when the next page is opened is let go, which is no failure.
        page.on("requestfailed", lambda r: None if "ABORTED" in r.failure else heard.append(f"failed: {r.url}"))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else heard.append(r.url))
        page.goto(path.as_uri() + hash_)
        return page

    yield go
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture(scope="session")
def axe():
    """Text of axe-core, as the pinned package brings it along."""
    found = importlib.resources.files("axe_playwright_python") / "axe.min.js"
    return found.read_text(encoding="utf-8")
