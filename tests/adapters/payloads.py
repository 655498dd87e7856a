"""Payloads in the shapes that platforms send, with words of our own."""

import json
from html import escape
from typing import Any

from tests.adapters.platform_payloads import PLATFORMS

Json = dict[str, Any]

SUMMARY: Json = {
    "page": {
        "id": "abcdefghijkl",
        "name": "Acme",
        "url": "https://status.acme.example",
        "time_zone": "Etc/UTC",
    },
    "status": {"indicator": "minor", "description": "Minor"},
    "components": [
        {"id": "g", "name": "Europe", "status": "partial_outage", "group": True},
        {"id": "a", "name": "API", "status": "partial_outage", "group": False, "group_id": "g"},
        {"id": "b", "name": "API", "status": "operational", "group": False},
        {"id": "c", "name": "Odd", "status": "sideways", "group": False},
    ],
    "incidents": [
        {
            "id": "i1",
            "name": "Slow <b>us-east-1</b>",
            "status": "identified",
            "impact": "critical",
            "created_at": "2025-11-18T04:00:00.000-08:00",
            "started_at": "2025-11-18T03:50:00.000-08:00",
            "updated_at": "2025-11-18T12:30:00Z",
            "resolved_at": None,
            "shortlink": "https://stspg.io/x",
            "components": [{"id": "a", "name": "API"}],
            "incident_updates": [
                {
                    "status": "identified",
                    "body": "Found &amp; being fixed.",
                    "display_at": "2025-11-18T12:30:00Z",
                },
                {"status": "investigating", "body": "Looking.", "created_at": "2025-11-18T12:00:00Z"},
            ],
        }
    ],
    "scheduled_maintenances": [
        {
            "id": "m1",
            "name": "Upgrade",
            "status": "scheduled",
            "scheduled_for": "2025-12-01T00:00:00Z",
            "scheduled_until": "2025-12-01T02:00:00Z",
        }
    ],
}
INCIDENTIO: Json = {
    "page": {"id": "01HZZZZZZZZZZZZZZZZZZZZZZZ", "name": "Acme AI", "url": "https://status.acme-ai.example"},
    "status": {"indicator": "none", "description": "ok"},
}
VULTR: Json = {
    "service_alerts": [],
    "regions": {
        "ord": {
            "location": "Chicago",
            "alerts": [
                {
                    "id": "v1",
                    "subject": "Chicago: network",
                    "status": "ongoing",
                    "start_date": "2025-11-18T10:00:00+00:00",
                    "updated_at": "",
                    "entries": [{"updated_at": "2025-11-18T10:00:00+00:00", "message": "Looking."}],
                },
                {
                    "id": "v2",
                    "subject": "Chicago: works",
                    "status": "ongoing",
                    "start_date": "2025-11-18T10:00:00+00:00",
                    "entries": [
                        {
                            "updated_at": "2025-11-18T10:00:00+00:00",
                            "message": "Start Time: 2025-11-20 14:00:00 UTC "
                            "End Time: 2025-11-20 18:00:00 UTC",
                        }
                    ],
                },
            ],
        }
    },
}
ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>tag:status.acme.example,2005:/history</id>
  <link rel="alternate" type="text/html" href="https://status.acme.example"/>
  <title>Acme Status - Incident History</title>
  <updated>2025-11-18T12:30:00Z</updated>
  <entry>
    <id>tag:status.acme.example,2005:Incident/1</id>
    <published>2025-11-18T12:00:00Z</published>
    <updated>2025-11-18T12:30:00Z</updated>
    <link rel="alternate" type="text/html" href="https://status.acme.example/incidents/open1"/>
    <title>Slow API</title>
    <content type="html">&lt;p&gt;&lt;small&gt;Nov &lt;var&gt;18&lt;/var&gt;, &lt;var&gt;12:30&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Update&lt;/strong&gt; - Still slow.&lt;/p&gt;&lt;p&gt;&lt;small&gt;Nov &lt;var&gt;18&lt;/var&gt;, &lt;var&gt;12:00&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Identified&lt;/strong&gt; - Found.&lt;/p&gt;</content>
  </entry>
  <entry>
    <id>tag:status.acme.example,2005:Incident/2</id>
    <published>2025-11-17T12:00:00Z</published>
    <updated>2025-11-17T13:00:00Z</updated>
    <link rel="alternate" type="text/html" href="https://status.acme.example/incidents/done2"/>
    <title>Past trouble</title>
    <content type="html">&lt;p&gt;&lt;small&gt;Nov &lt;var&gt;17&lt;/var&gt;, &lt;var&gt;13:00&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Over.&lt;/p&gt;</content>
  </entry>
</feed>"""  # noqa: E501
RSS_INCIDENTIO = """<?xml version="1.0"?><rss version="2.0"><channel><title>Acme AI status</title>
<link>https://status.acme-ai.example/</link><description>updates</description>
<item><title>Errors</title><link>https://status.acme-ai.example//incidents/01ABC</link>
<pubDate>Tue, 18 Nov 2025 12:00:00 GMT</pubDate>
<description><![CDATA[<b>Status: Investigating</b><br/><br/>Looking.<br/><br/><b>Affected components</b>
<ul><li>Chat (Partial outage)</li></ul>]]></description></item></channel></rss>"""
PLAIN_RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>News of Acme</title>
<link>https://acme.example</link><description>d</description>
<item><title>We moved</title><link>https://acme.example/news/moved</link>
<pubDate>Tue, 18 Nov 2025 12:00:00 GMT</pubDate><description>Hello.</description></item></channel></rss>"""


def an_incident_post(**fields: Any) -> Json:
    """One entry of `incident_updates`, at NOON."""
    post = {"status": "investigating", "body": "Looking.", "created_at": "2025-11-18T12:00:00Z"}
    return {**post, **fields}


def incidents_document(**fields: Any) -> Json:
    """incidents.json of Statuspage with one open incident, some of its fields replaced."""
    incident = {
        "id": "i1",
        "name": "Slow API",
        "status": "investigating",
        "impact": "major",
        "created_at": "2025-11-18T12:00:00Z",
        "updated_at": "2025-11-18T12:00:00Z",
        "incident_updates": [an_incident_post()],
    }
    return {"page": SUMMARY["page"], "incidents": [{**incident, **fields}]}


def as_bytes(document: Json) -> bytes:
    """A document as a server sends it."""
    return json.dumps(document).encode()


def statuspage_html(*posts: tuple[str, str, str]) -> str:
    """The content of an entry in Statuspage's feeds: (time without a year, label, words), newest first."""
    lines = []
    for when, label, words in posts:
        month, day, clock, zone = when.replace(",", "").split()
        lines.append(
            f"<p><small>{month} <var data-var='date'>{day}</var>, <var data-var='time'>{clock}</var> {zone}"
            f"</small><br><strong>{label}</strong> - {words}</p>"
        )
    return "".join(lines)


def an_entry(
    content: str,
    *,
    title: str = "Slow API",
    link: str = "https://status.acme.example/incidents/abc",
    id: str = "tag:status.acme.example,2005:Incident/1",  # noqa: A002  -- the field's name
    published: str | None = "2025-11-18T12:00:00Z",
    updated: str | None = "2025-11-18T12:00:00Z",
) -> str:
    """One entry of an Atom feed; the content is HTML."""
    dates = "".join(
        f"<{name}>{value}</{name}>"
        for name, value in (("published", published), ("updated", updated))
        if value is not None
    )
    return (
        f'<entry><id>{escape(id)}</id>{dates}<link rel="alternate" href="{escape(link)}"/>'
        f'<title>{escape(title)}</title><content type="html">{escape(content)}</content></entry>'
    )


def an_atom_feed(*entries: str, title: str = "Acme Status - Incident History") -> bytes:
    """An Atom feed around entries."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        '<id>tag:status.acme.example,2005:/history</id><link href="https://status.acme.example"/>'
        f"<title>{escape(title)}</title><updated>2025-11-18T12:30:00Z</updated>{''.join(entries)}</feed>"
    ).encode()


def an_rss_feed(*items: str, title: str = "Acme Status - Incident history") -> bytes:
    """An RSS feed around items."""
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>https://status.acme.example</link><description>d</description>{''.join(items)}</channel></rss>"
    ).encode()


def an_item(
    description: str,
    *,
    title: str = "Slow API",
    link: str = "https://status.acme.example/incident/abc",
    published: str = "Tue, 18 Nov 2025 12:00:00 +0000",
    more: str = "",
) -> str:
    """One item of an RSS feed; the description is HTML or text, `more` is further XML."""
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><pubDate>{published}</pubDate>"
        f"<description>{escape(description)}</description>{more}</item>"
    )


INSTATUS = an_rss_feed(
    an_item(
        """
    Type: Incident
    Duration: 46 minutes

    Affected Components: Web App, Builds
    Nov 18, 12:00:00 GMT+0 - Investigating - We look into it.
    Nov 18, 12:46:05 GMT+0 - Resolved - All is well. """,
        more="<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA["
        "<p><strong>Type:</strong> Incident</p><p><strong>Affected Components:</strong> , </p>"
        + escape(statuspage_html(("Nov 18, 12:00:00 GMT+0", "Investigating", "We look into it.")))
        + "]]></content:encoded>",
    )
)

ALL: dict[str, tuple[str, bytes]] = {
    "summary": ("statuspage", as_bytes(SUMMARY)),
    "incidentio": ("incidentio", as_bytes(INCIDENTIO)),
    "vultr": ("vultr", as_bytes(VULTR)),
    "atom": ("feed", ATOM.encode()),
    "rss incident.io": ("feed", RSS_INCIDENTIO.encode()),
    "rss Instatus": ("feed", INSTATUS),
    "rss plain": ("feed", PLAIN_RSS.encode()),
    **PLATFORMS,
}
