"""A challenge or a consent wall is "blocked": the page has not moved, and says nothing of the service."""

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from tests.builders import a_page


def titled(title: str) -> str:
    return f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head><body></body></html>"


WALLS = {
    **{title: titled(title) for title in (
        "Just a moment...", "Attention Required! | Cloudflare", "Human Verification", "Access Denied",
        "Vercel Security Checkpoint", "DDoS-Guard", "Pardon Our Interruption", "Robot Check", "One moment...",
        "Making sure you&#39;re not a bot!", "Before you continue to Acme", "Bevor Sie fortfahren", "Captcha",
        "Verifying your browser", "Are you a robot?", "Your privacy choices", "Access to this page is denied",
    )},
    "script of Cloudflare": "<!doctype html><html><body><script>window._cf_chl_opt={}</script></body></html>",
    "script of AWS": "<html><head><script>AwsWafIntegration.getToken()</script></head></html>",
    "script of DataDome": "<html><body><script src='https://ct.captcha-delivery.com/c.js'></script></body></html>",
    "script of Imperva, bare": "<script src='/_Incapsula_Resource?SWJIYLWA=1'></script>",
    "consent of Google": "<html><body><form action='https://consent.google.com/save'></form></body></html>",
    "behind a comment": "<!-- x -->\n<html><title\n data-x='1'>Security check</title></html>",
}  # fmt: skip
PAGES = {
    "its own page": titled("Acme Status"),
    "a page with a captcha in a form": titled("Acme Status").replace(
        "</body>", "<form><div class=g-recaptcha></div><p>Subscribe: please wait</p></form></body>"
    ),
    "a page with a cookie banner": titled("Acme").replace(
        "<body>", "<body><div id=cookie-consent>Cookies</div>"
    ),
    "a page that runs on Cloudflare": titled("Acme").replace(
        "</body>", "<script src=/cdn-cgi/scripts/email-decode.min.js></script></body>"
    ),
    "an application": "<!doctype html><html><head><title>Status</title></head><div id=root></div></html>",
}


@pytest.mark.parametrize("format_", ["statuspage", "feed", "instatus", "google_cloud"])
@pytest.mark.parametrize("page", WALLS.values(), ids=WALLS)
def test_field_e_a_wall_is_blocked_not_moved(page: str, format_: str) -> None:
    with pytest.raises(PageUnreadable) as raised:
        FORMATS[format_].parse(a_page(page.encode()))
    with pytest.raises(PageUnreadable) as sought:
        detect(a_page(page.encode()))

    assert raised.value.reason is R.BLOCKED
    assert sought.value.reason is R.BLOCKED


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_of_words_has_moved(page: str) -> None:
    with pytest.raises(PageUnreadable) as raised:
        FORMATS["statuspage"].parse(a_page(page.encode()))

    assert raised.value.reason is R.MOVED_TO_HTML


def test_a_report_about_walls_is_no_wall() -> None:
    """What a provider writes of challenges is data like any other."""
    said = b'{"page":{"id":"abcdefghijkl","name":"captcha-delivery.com/"},"status":{"indicator":"none"},'
    said += b'"components":[],"incidents":[]}'

    assert FORMATS["statuspage"].parse(a_page(said)).status.value == "operational"
