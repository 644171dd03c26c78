"""A real browser for tests of the page: one start a worker, and the newest release's site, written once a run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import parts
import pytest
from sharing import Shared

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync")  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright; ``CHROMIUM`` in the environment names it, else it is looked for."""
    if parts.CHROMIUM.path is None:
        pytest.skip(parts.CHROMIUM.missing)
    if sys.platform == "linux" and parts.LIBATOMIC.path is None:
        pytest.skip(parts.LIBATOMIC.missing)
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make setup")
    with playwright.sync_playwright() as driver:
        program = driver.chromium.launch(executable_path=parts.CHROMIUM.path, args=list(ARGUMENTS))
        yield program
        program.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page; afterwards nothing was said on the console and no request has left the disk."""
    heard: list[str] = []
    contexts = []

    def go(path: Path, hash_: str = "", *, width: int = 1280, height: int = 900, **options: Any) -> Any:
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
def site(shared: Shared) -> Path:
    """The site of the newest release; do not write into it."""
    from tracker.show.page import write

    return shared("site", lambda folder: write(None, folder / "out")) / "out"


@pytest.fixture(scope="session")
def odd_site(shared: Shared) -> Path:
    """The site of the world with awkward texts; do not write into it."""
    import odd_world

    from tracker.release.reading import shelf
    from tracker.show.page import render

    def write(folder: Path) -> None:
        # As it is rendered: writing it verifies the release, and would refuse these texts.
        for name, content in render(shelf.find(odd_world.release(folder))).items():
            path = folder / "out" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    return shared("odd-site", write) / "out"


@pytest.fixture(scope="session")
def axe() -> str:
    """Text of axe-core, as it is pinned."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
