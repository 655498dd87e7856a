"""When an incident ends by itself."""

from datetime import datetime

from bot.correlation import parameters as p
from bot.domain.incident import Incident


def due(incident: Incident) -> datetime:
    """When the incident closes if nothing more happens: a day after the last news at the latest."""
    open_members = [member for member in incident.members if member.resolved_at is None]
    ends = [m.resolved_at for m in incident.members if m.resolved_at is not None]
    root = incident.root_report
    if root is not None and root.resolved_at is not None:
        if not open_members:
            return max((root.resolved_at, *ends))
        return max(root.resolved_at, *(m.joined_at for m in incident.members)) + p.RESOLVE_AFTER
    if root is None and not incident.members and incident.look is not None:
        return incident.look.at + p.LOOK_LAPSES
    if root is None and not open_members:
        return max(ends)
    return max(incident.updated_at, incident.heard_at or incident.updated_at) + p.STALE_AFTER
