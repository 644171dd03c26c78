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


USUAL = {"media": "screen", "color_scheme": "light", "reduced_motion": "no-preference"}
"""How a page is looked at where a test says nothing else."""


class Windows:
    """Windows of the browser, by the options that cannot be changed later; one that a test has left serves the next.

    To open one takes longer than to load a page in it, and a new one loads its first page at half the speed.
    """

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._free: dict[str, list[Any]] = {}
        self._options: dict[Any, str] = {}
        self.heard: dict[Any, list[str]] = {}
        """What each window said that it should not."""

    def open(self, *, size: tuple[int, int], looks: dict[str, Any], **options: Any) -> Any:
        """A window that shows nothing yet, of a size and with what a reader prefers; these a free one is given anew."""
        key = repr(sorted(options.items()))
        viewport = {"width": size[0], "height": size[1]}
        page = self._free[key].pop() if self._free.get(key) else self._new(viewport=viewport, **options)
        page.set_viewport_size(viewport)
        page.emulate_media(**(USUAL | looks))
        self._options[page] = key
        return page

    def _new(self, **options: Any) -> Any:
        page = self._browser.new_context(**options).new_page()
        heard = self.heard[page] = []
        page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
        # What is still under way when the next page is opened is let go, which is no failure.
        page.on("requestfailed", lambda r: None if "ABORTED" in r.failure else heard.append(f"failed: {r.url}"))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else heard.append(r.url))
        return page

    def leave(self, page: Any, *, again: bool) -> list[str]:
        """Be done with a window, which shows nothing any more; what it has said since it was opened."""
        if again:
            page.mouse.move(-9, -9)
            page.goto("about:blank")
            self._free.setdefault(self._options.pop(page), []).append(page)
        else:
            page.context.close()
        said, self.heard[page][:] = list(self.heard[page]), []
        return said


@pytest.fixture(scope="session")
def windows(browser: Any) -> Windows:
    """Windows that tests share, one after the other."""
    return Windows(browser)


@pytest.fixture
def visit(windows: Windows) -> Iterator[Callable[..., Any]]:
    """Open a page; afterwards nothing was said on the console and no request has left the disk.

    ``own`` gives a window that nobody uses afterwards, for what would stay as it was changed.
    """
    opened: list[tuple[Any, bool]] = []

    def go(
        path: Path, hash_: str = "", *, width: int = 1280, height: int = 900, own: bool = False, **options: Any
    ) -> Any:
        looks = {name: options.pop(name) for name in USUAL if name in options}
        page = windows.open(size=(width, height), looks=looks, **options)
        opened.append((page, own))
        page.goto(path.as_uri() + hash_)
        return page

    yield go
    said = [line for page, own in opened for line in windows.leave(page, again=not own)]
    assert said == []


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
