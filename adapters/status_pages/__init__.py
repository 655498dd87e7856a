"""Status page formats; FORMATS is the registry.

To add a format: write a file here with `sniff(page)`, which says cheaply whether the bytes look like it,
`parse(page)`, which returns a Reading or raises ParseError and nothing else, and `FORMAT`, which holds both
and says where such pages are found; then list it below, in the order in which formats are recognised: what is
particular before what is general. The tests over FORMATS say what else they want of it.
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

FORMATS: Final[Mapping[str, Format]] = {
    format_.name: format_
    for format_ in (
        openstatus.FORMAT,
        incidentio.FORMAT,
        statuspage.FORMAT,
        instatus.FORMAT,
        betterstack.FORMAT,
        cstate.FORMAT,
        statusio.FORMAT,
        firehydrant.FORMAT,
        checkly.FORMAT,
        statuscast.FORMAT,
        hyperping.FORMAT,
        cachet.FORMAT,
        uptime_kuma.FORMAT,
        upptime.FORMAT,
        gatus.FORMAT,
        statuspal.FORMAT,
        sorry.FORMAT,
        flashduty.FORMAT,
        uptimerobot.FORMAT,
        aws_health.FORMAT,
        aws_legacy.FORMAT,
        google_cloud.FORMAT,
        azure_devops.FORMAT,
        microsoft365.FORMAT,
        oracle_cloud.FORMAT,
        vultr.FORMAT,
        slack.FORMAT,
        heroku.FORMAT,
        salesforce.FORMAT,
        apple.FORMAT,
        meta.FORMAT,
        aws_feed.FORMAT,
        azure_feed.FORMAT,
        google_cloud_feed.FORMAT,
        google_workspace_feed.FORMAT,
        site24x7.FORMAT,
        news.FORMAT,
        feed.FORMAT,
    )
}
