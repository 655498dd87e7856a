"""Status page formats; FORMATS is the registry.

To add a format: write a file here with `sniff(page)`, which says cheaply whether the bytes look like it, and
`parse(page)`, which returns a Reading or raises ParseError and nothing else; then add one line to FORMATS, in
the order in which formats are to be recognised: what is particular before what is general. The tests over
FORMATS find it by themselves.
"""

from collections.abc import Mapping
from typing import Final

from adapters.status_pages import (
    apple,
    aws_feed,
    aws_health,
    aws_legacy,
    azure_devops,
    azure_feed,
    betterstack,
    cachet,
    checkly,
    cstate,
    feed,
    firehydrant,
    flashduty,
    gatus,
    google_cloud,
    google_cloud_feed,
    google_workspace_feed,
    heroku,
    hyperping,
    incidentio,
    instatus,
    meta,
    microsoft365,
    news,
    openstatus,
    oracle_cloud,
    salesforce,
    site24x7,
    slack,
    sorry,
    statuscast,
    statusio,
    statuspage,
    statuspal,
    upptime,
    uptime_kuma,
    uptimerobot,
    vultr,
)  # fmt: skip
from bot.ports import Format

_NO_CAPTURE: Final = "written from its documentation: no real payload was at hand"
_ONE_CALM: Final = "seen only while all was well: how it tells of trouble is from its documentation"

# fmt: off
FORMATS: Final[Mapping[str, Format]] = {
    "openstatus": Format(
        parse=openstatus.parse, sniff=openstatus.sniff, probes=("/api/status/summary.json",),
        hosts=("openstatus.dev",), unproven=_NO_CAPTURE),
    "incidentio": Format(
        parse=incidentio.parse, sniff=incidentio.sniff, probes=("/api/v2/summary.json",),
        hosts=("incident.io", "incidentio.com"), history=statuspage.history),
    "statuspage": Format(
        parse=statuspage.parse, sniff=statuspage.sniff, probes=("/api/v2/summary.json",),
        hosts=("statuspage.io",), history=statuspage.history),
    "instatus": Format(
        parse=instatus.parse, sniff=instatus.sniff, probes=("/summary.json",), hosts=("instatus.com",)),
    "betterstack": Format(
        parse=betterstack.parse, sniff=betterstack.sniff, probes=("/index.json",),
        hosts=("betteruptime.com", "betterstack.com")),
    "cstate": Format(
        parse=cstate.parse, sniff=cstate.sniff, probes=("/index.json",),
        unproven="the only payloads at hand were edited by others"),
    "statusio": Format(parse=statusio.parse, sniff=statusio.sniff, hosts=("status.io", "hostedstatus.com")),
    "firehydrant": Format(
        parse=firehydrant.parse, sniff=firehydrant.sniff, probes=("/data/payload.json",)),
    "checkly": Format(parse=checkly.parse, sniff=checkly.sniff),
    "statuscast": Format(
        parse=statuscast.parse, sniff=statuscast.sniff, probes=("/summary.json", "/status.json"),
        hosts=("statuscast.com",), unproven=_ONE_CALM),
    "hyperping": Format(
        parse=hyperping.parse, sniff=hyperping.sniff, probes=("/status.json",), hosts=("hyperping.app",),
        unproven=_ONE_CALM),
    "cachet": Format(
        parse=cachet.parse, sniff=cachet.sniff, probes=("/api/v1/components",), unproven=_ONE_CALM),
    "uptime_kuma": Format(
        parse=uptime_kuma.parse, sniff=uptime_kuma.sniff, probes=("/api/status-page/default",),
        unproven=_ONE_CALM),
    "upptime": Format(parse=upptime.parse, sniff=upptime.sniff, hosts=("raw.githubusercontent.com",)),
    "gatus": Format(
        parse=gatus.parse, sniff=gatus.sniff, probes=("/api/v1/endpoints/statuses",), unproven=_NO_CAPTURE),
    "statuspal": Format(
        parse=statuspal.parse, sniff=statuspal.sniff, hosts=("statuspal.io",), unproven=_NO_CAPTURE),
    "sorry": Format(
        parse=sorry.parse, sniff=sorry.sniff, probes=("/api/v1/status",), hosts=("sorryapp.com",),
        unproven=_NO_CAPTURE),
    "flashduty": Format(
        parse=flashduty.parse, sniff=flashduty.sniff, probes=("/api/widget/v1/summary.json",),
        unproven=_ONE_CALM),
    "uptimerobot": Format(
        parse=uptimerobot.parse, sniff=uptimerobot.sniff, hosts=("uptimerobot.com",), unproven=_ONE_CALM),
    "aws_health": Format(
        parse=aws_health.parse, sniff=aws_health.sniff,
        probes=("https://health.aws.amazon.com/public/currentevents",),
        hosts=("health.aws.amazon.com", "status.aws.amazon.com"), only_there=True),
    "aws_legacy": Format(parse=aws_legacy.parse, sniff=aws_legacy.sniff),
    "google_cloud": Format(
        parse=google_cloud.parse, sniff=google_cloud.sniff, probes=("/incidents.json",),
        hosts=("google.com", "status.firebase.google.com"), only_there=True),
    "azure_devops": Format(
        parse=azure_devops.parse, sniff=azure_devops.sniff,
        probes=("https://status.dev.azure.com/_apis/status/health?api-version=7.1-preview.1",),
        hosts=("status.dev.azure.com",), only_there=True, unproven=_NO_CAPTURE),
    "microsoft365": Format(
        parse=microsoft365.parse, sniff=microsoft365.sniff,
        probes=("https://status.cloud.microsoft/api/posts/mac",),
        hosts=("status.cloud.microsoft", "status.office.com", "status.office365.com"), only_there=True,
        unproven=_ONE_CALM),
    "oracle_cloud": Format(
        parse=oracle_cloud.parse, sniff=oracle_cloud.sniff,
        probes=("https://ocistatus.oraclecloud.com/api/v2/components.json",),
        hosts=("ocistatus.oraclecloud.com",), only_there=True, unproven=_NO_CAPTURE),
    "vultr": Format(
        parse=vultr.parse, sniff=vultr.sniff, probes=("/status.json",), hosts=("status.vultr.com",)),
    "slack": Format(
        parse=slack.parse, sniff=slack.sniff, probes=("https://slack-status.com/api/v2.0.0/current",),
        hosts=("slack-status.com", "status.slack.com"), only_there=True),
    "heroku": Format(
        parse=heroku.parse, sniff=heroku.sniff, probes=("https://status.heroku.com/api/v4/current-status",),
        hosts=("status.heroku.com",), only_there=True),
    "salesforce": Format(
        parse=salesforce.parse, sniff=salesforce.sniff,
        probes=("https://api.status.salesforce.com/v1/incidents/active",),
        hosts=("status.salesforce.com",), only_there=True),
    "apple": Format(
        parse=apple.parse, sniff=apple.sniff,
        probes=("https://www.apple.com/support/systemstatus/data/system_status_en_US.js",),
        hosts=("apple.com",), only_there=True),
    "meta": Format(
        parse=meta.parse, sniff=meta.sniff, probes=("https://metastatus.com/data/orgs.json",),
        hosts=("metastatus.com",), only_there=True, unproven=_NO_CAPTURE),
    "aws_feed": Format(
        parse=aws_feed.parse, sniff=aws_feed.sniff, probes=("https://status.aws.amazon.com/rss/all.rss",),
        hosts=("health.aws.amazon.com", "status.aws.amazon.com"), only_there=True),
    "azure_feed": Format(
        parse=azure_feed.parse, sniff=azure_feed.sniff,
        probes=("https://rssfeed.azure.status.microsoft/en-us/status/feed/",),
        hosts=("azure.status.microsoft", "status.azure.com"), only_there=True),
    "google_cloud_feed": Format(parse=google_cloud_feed.parse, sniff=google_cloud_feed.sniff),
    "google_workspace_feed": Format(parse=google_workspace_feed.parse, sniff=google_workspace_feed.sniff),
    "site24x7": Format(
        parse=site24x7.parse, sniff=site24x7.sniff, probes=("/rss",),
        unproven=_ONE_CALM),
    "news": Format(parse=news.parse, sniff=news.sniff),
    "feed": Format(
        parse=feed.parse, sniff=feed.sniff,
        probes=("/history.atom", "/feed.atom", "/history.rss", "/feed.rss", "/rss", "/feed")),
}
# fmt: on
