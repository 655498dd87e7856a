"""Hosts, and whose they are: names of machines compared from their ends, on the borders of labels."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

# Below these, everybody has a site or a machine of their own, which says nothing of who lends the name. The
# private part of https://publicsuffix.org/list/ is where more of them stand.
LENT: Final = frozenset(
    {
        "amazonaws.com",
        "appspot.com",
        "azurewebsites.net",
        "b-cdn.net",
        "blogspot.com",
        "cloudfront.net",
        "deno.dev",
        "firebaseapp.com",
        "fly.dev",
        "ghost.io",
        "github.io",
        "gitlab.io",
        "herokuapp.com",
        "members.linode.com",
        "myshopify.com",
        "netlify.app",
        "ngrok-free.app",
        "ngrok.io",
        "onrender.com",
        "pages.dev",
        "railway.app",
        "run.app",
        "surge.sh",
        "trycloudflare.com",
        "vercel.app",
        "web.app",
        "webflow.io",
        "wixsite.com",
        "wordpress.com",
        "workers.dev",
        "wpengine.com",
    }
)


def host_of(text: str) -> str:
    """The public-looking host in an address, "host:port" or host; "" for an IP, a bare word, or nonsense."""
    try:
        written = text.strip()
        host = urlsplit(written if "://" in written else f"//{written}").hostname or ""
        host = host.rstrip(".").encode("idna").decode() if not host.isascii() else host.rstrip(".")
    except (ValueError, UnicodeError):
        return ""
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit() or _is_address(host):
        return ""
    return host


def ends_of(host: str) -> tuple[str, ...]:
    """The host and what it is below, longest first, down to two labels: a.b.c gives a.b.c and b.c."""
    labels = host.split(".")
    return tuple(".".join(labels[n:]) for n in range(len(labels) - 1))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
