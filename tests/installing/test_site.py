"""The manual as a site; `make docs` builds it and follows every link."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
SITE = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))


def _pages(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for one in nav.values() if isinstance(nav, dict) else nav:
            yield from _pages(one)


def test_every_page_is_in_the_contents_once() -> None:
    pages = list(_pages(SITE["nav"]))
    manual = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")}

    assert len(pages) == len(set(pages))
    assert manual - set(pages) == set()
    assert [page for page in pages if not (ROOT / page).is_file()] == []


def test_the_site_loads_nothing_from_elsewhere() -> None:
    """Fonts, pictures for social networks and statistics would be fetched when it is built or read."""
    assert SITE["theme"]["font"] is False
    assert SITE["plugins"] == ["search"]
    assert {"extra", "extra_css", "extra_javascript"} & SITE.keys() == set()
    assert set(SITE["validation"].values()) == {"warn"}
