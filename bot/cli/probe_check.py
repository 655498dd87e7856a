"""What `doctor` finds of probes: whom we ask, what they say, who is left alone, and whether it is us."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.cli.diagnosis import Diagnosis
from bot.domain.look import Look, NetworkState, OwnNetwork
from bot.domain.look_words import look_sentence, network_sentence
from bot.domain.probe import ProbeMode, ProbeOutcome, ProbeResult
from bot.domain.times import clock
from bot.panels.standing import TargetState
from bot.panels.vantage import VantageState
from bot.settings import BotSettings, ProbeSettings
from bot.storage.client import Client
from bot.storage.probes import Probes

# Of a longer list so many are named.
MOST: Final = 20


async def probe_findings(
    client: Client, environ: Mapping[str, str], catalog: Catalog, now: datetime
) -> list[Diagnosis]:
    """All of it. Raises ConfigurationError for settings that cannot be read."""
    settings, contact = ProbeSettings.read(environ), BotSettings.read(environ).contact
    if settings.probes is ProbeMode.OFF or not contact:
        says = "off" if contact else "none is sent: set SHAREDFATE_CONTACT, so that sites can reach you"
        return [Diagnosis("probes", ok=True, says=says)]
    probes = Probes(client)
    state, looks = await probes.load_state(settings.vantage), await probes.load_looks()
    networks = (await probes.load_vantages()).values()
    return [
        Diagnosis("probes", ok=True, says=f"{settings.probes} from {settings.vantage}: {_asked(state)}"),
        *_left_alone(state, now),
        *(_network(own, looks, catalog) for own in networks if own.is_current(now)),
        *(_look(look, catalog, now) for look in looks.values()),
    ]


def _asked(state: VantageState) -> str:
    """The panels, and what their newest answers were."""
    newest = [known.newest for known in state.standings.values()]
    if not newest:
        return "nobody has answered yet"
    nodes = Counter(result.node for result in newest)
    panels = [f"{node} {count}" for node, count in nodes.most_common(MOST) if count > 1]
    outcomes = Counter(result.outcome for result in newest)
    said = ", ".join(f"{count} {_said(outcome)}" for outcome, count in outcomes.most_common())
    return f"{len(newest)} targets: {said}" + (f"; panels: {', '.join(panels)}" if panels else "")


def _left_alone(state: VantageState, now: datetime) -> Iterator[Diagnosis]:
    """Who is not asked for a while, and why. That is good manners, and no fault."""
    left = {
        id_: turn.left_alone_until
        for id_, turn in sorted(state.schedule.turns.items())
        if turn.left_alone_until is not None and turn.left_alone_until > now
    }
    if left:
        named = [
            f"{id_} ({_why(state.standings.get(id_))}, until {clock(until, now)})"
            for id_, until in list(left.items())[:MOST]
        ]
        says = f"{len(left)}: {', '.join(named)}" + (", …" if len(left) > MOST else "")
        yield Diagnosis("left alone", ok=True, says=says)


def _why(known: TargetState | None) -> str:
    result = known.newest if known is not None else None
    if result is not None and result.outcome is ProbeOutcome.CHALLENGED:
        return f"challenged us, {_status(result)}"
    if result is not None and result.retry_after is not None:
        return f"asked us to wait, {_status(result)}"
    return "its robots.txt, or no public address"


def _status(result: ProbeResult) -> str:
    return str(result.status) if result.status is not None else "no answer"


def _network(own: OwnNetwork, looks: Mapping[str, Look], catalog: Catalog) -> Diagnosis:
    seen = [look for look in looks.values() if own.vantage in look.vantages]
    says = network_sentence(own, seen, catalog.name_of)
    return Diagnosis("own network", ok=own.state is not NetworkState.OURS, says=says)


def _look(look: Look, catalog: Catalog, now: datetime) -> Diagnosis:
    """A look at somebody else's failure is none of ours."""
    rule = f"by rule {look.rule}" if look.rule is not None else "by no rule"
    return Diagnosis("look", ok=True, says=f"{look_sentence(look, catalog.name_of, now)} ({rule})")


def _said(outcome: ProbeOutcome) -> str:
    return outcome.replace("_", " ")
