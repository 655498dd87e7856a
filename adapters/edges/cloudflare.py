"""Cloudflare. Its error page has three boxes (visitor, Cloudflare, host), and marks one as the culprit.

Codes: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
and .../cloudflare-1xxx-errors/. An origin's own 500 and 503 pass through untouched, with `cf-ray`; its 502
and 504 are replaced by a page that marks the host (.../error-502-504/). A page of nginx that names
`cloudflare` is Cloudflare's own (.../error-500/, .../error-503/); with 502 and 504 such a page may also be
the origin's broken compression, so that it blames nobody.
"""

import re
from collections.abc import Iterator
from typing import Final

from adapters.edges.shared.bodies import page_of, words_of
from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import Attribution, edge_profile
from bot.domain.probe import HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile

_HEADERS: Final = "https://developers.cloudflare.com/fundamentals/reference/http-headers/"
_RAY: Final = re.compile(r"\b([0-9a-f]{16})\b(?:-([A-Z]{3})\b)?")
_RAY_ON_PAGE: Final = re.compile(r"Ray ID:?\s*([0-9a-f]{16})\b", re.IGNORECASE)
_BOX: Final = re.compile(r"<[a-z]{1,10}\s[^<>]{0,500}>", re.IGNORECASE)
_ID: Final = re.compile(r"""(?<![\w-])id\s*=\s*["']?cf-(browser|cloudflare|host)-status\b""", re.IGNORECASE)
_CULPRIT: Final = re.compile(
    r"""(?<![\w-])class\s*=\s*(?:"[^"]*|'[^']*|)(?<![\w-])cf-error-source(?![\w-])""", re.IGNORECASE
)
_NGINX: Final = re.compile(
    r"\s*<html>\s*<head>\s*<title>[^<]{0,60}</title>\s*</head>\s*<body[^<>]{0,40}>\s*<center>\s*<h1>[^<]{0,60}"
    r"</h1>\s*</center>\s*<hr/?>\s*<center>\s*cloudflare(?:-nginx)?\s*</center>",
    re.IGNORECASE,
)
# All that it says where HTML was not asked for; and the heading of its page, which has a wrapper of its own.
_PLAIN_CODE: Final = re.compile(r"\s*error code: (\d{3,4})\s*", re.IGNORECASE)
_CODE: Final = re.compile(r"\berror(?: code:?)? (1\d{3})\b", re.IGNORECASE)
_WRAPPER: Final = re.compile(r"""\bid\s*=\s*["']?cf-(?:wrapper|error-details)\b""", re.IGNORECASE)
_KIND: Final = re.compile(r"1\d{3}")
# cloudflare-1xxx-errors: who is kept out by a rule, an address, a country, a browser or a rate.
_REFUSALS: Final = frozenset({1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1015, 1020, 1106})
# The same: what the customer's names, tunnel, rules, plan or worker do wrong, or their origin.
_CUSTOMERS: Final = frozenset(
    {1000, 1001, 1002, 1003, 1004, 1013, 1014, 1016, 1018, 1019, 1023, 1025, 1033, 1034, 1035, 1036, 1037}
    | {1040, 1041, 1101, 1102, 1200}
)
# cloudflare-5xx-errors: statuses that nobody else uses, all about the way to the origin.
_ORIGINS: Final = frozenset({*range(520, 528), 530})


def _attribution(answer: HttpAnswer) -> Attribution | None:
    if not _rays(answer):
        return None  # what it writes itself has a ray
    code = _code(answer)
    if said := _by_code(answer, code):
        return said
    # Its codes are about customers, those that we do not know, too.
    return None if _KIND.fullmatch(str(code)) else _by_page(answer)


def _by_code(answer: HttpAnswer, code: int) -> Attribution | None:
    if code in _REFUSALS:
        return Attribution(ProbeOutcome.CHALLENGED, f"a Cloudflare page that refuses us (error {code})")
    if code in _CUSTOMERS:
        return _origin(f"a Cloudflare page that blames the site's own setup (error {code})")
    if answer.status in _ORIGINS:
        return _origin(f"a Cloudflare page that blames the server behind it ({answer.status})")
    return None


def _by_page(answer: HttpAnswer) -> Attribution | None:
    page = page_of(answer)
    culprits = set(_culprits(page))
    if culprits == {"host"}:
        return _origin(f"a Cloudflare page that blames the server behind it ({answer.status})")
    if culprits == {"cloudflare"} and not _is_a_copy(answer):
        return _edge(f"a Cloudflare page on which Cloudflare blames itself ({answer.status})")
    if answer.status in (500, 503) and _NGINX.match(page):
        return _edge(f"a page of Cloudflare's own servers, without any site's ({answer.status})")
    return None


def _origin(why: str) -> Attribution:
    return Attribution(ProbeOutcome.BLAMES_ORIGIN, why)


def _edge(why: str) -> Attribution:
    return Attribution(ProbeOutcome.BLAMES_EDGE, why)


def _rays(answer: HttpAnswer) -> list[tuple[str, str]]:
    """Pairs of a ray and its place: one zone may stand behind another."""
    return _RAY.findall(answer.headers.get("cf-ray", ""))


def _place(answer: HttpAnswer) -> str:
    return next((place for _ray, place in _rays(answer)), "")


def _code(answer: HttpAnswer) -> int:
    """The code of a page that Cloudflare wrote, else 0: a site's own may tell of MySQL's error 1040.

    The header is that of .../http-status-codes/cloudflare-error-headers/.
    """
    kind, page = answer.headers.get("cf-error-type", ""), page_of(answer)
    if _KIND.fullmatch(kind):
        return int(kind)
    if plain := _PLAIN_CODE.fullmatch(page):
        return int(plain[1])
    named = _CODE.search(words_of(answer)) if _WRAPPER.search(page) else None
    return int(named[1]) if named else 0


def _culprits(page: str) -> Iterator[str]:
    for box in _BOX.finditer(page):
        named = _ID.search(box[0])
        if named and _CULPRIT.search(box[0]):
            yield named[1].lower()


def _is_a_copy(answer: HttpAnswer) -> bool:
    """Whether the page names another request than this one: it was saved, or fetched from elsewhere."""
    shown = _RAY_ON_PAGE.search(words_of(answer))
    return shown is not None and shown[1].lower() not in {ray for ray, _place in _rays(answer)}


EDGE: Final[EdgeProfile] = edge_profile(
    node="cloudflare",
    marks=(
        mark("cf-ray", source=_HEADERS),
        mark("server", r"^cloudflare(?:-nginx)?\b", source=_HEADERS),
        mark("cf-cache-status", source=_HEADERS),
    ),
    attribution=_attribution,
    place=_place,
)
