"""One result, many renderings: terminal text, Markdown, a page, JSON, CSV, a frame."""
