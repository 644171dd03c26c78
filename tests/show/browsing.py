"""The site in a real browser: what the tests of the page share; ``tests/browser.py`` has the browser and the sites."""

import re

PAGES = ("index.html", "forecasts.html", "changes.html", "codebook.html", "data.html")


def at(page, day):
    page.wait_for_function("day => document.getElementById('positions').dataset.on === day", arg=day)


def unfold(page, name):
    """Open one of the panels that are folded away."""
    page.click(f"#{name} > summary")
    if name == "take":
        # A browser says that something was opened in its own time, and then the page fills it.
        page.wait_for_function("() => document.getElementById('embed-text').value !== ''")


def caption(page):
    return page.locator("#caption").inner_text()


def table(page):
    """Rows of the table as texts, with the names of the columns."""
    heads = [re.sub(r"\\W+$", "", h) for h in page.locator("#positions thead th").all_text_contents()]
    rows = page.evaluate(
        "[...document.querySelectorAll('#positions tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    )
    return [dict(zip(heads, row, strict=True)) for row in rows]
