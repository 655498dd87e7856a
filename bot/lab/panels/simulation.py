"""Runs the real schedule, standings and quorum through a made world, as the prober does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.domain.look import Look, NetworkState, OwnNetwork
from bot.domain.probe import ProbeResult
from bot.lab.panels.world import World
from bot.panels.own_network import own_network
from bot.panels.quorum import judge
from bot.panels.schedule import Schedule, after, due, scheduled
from bot.panels.standing import TargetState, is_failing, noted

_STEP: Final = timedelta(seconds=1)
# How often the looks are judged though nothing fails, so that they end.
_JUDGED_EVERY: Final = timedelta(seconds=15)


@dataclass(slots=True, kw_only=True)
class Run:
    """One run, from a number of vantages. `asked` counts probes; `networks` is how each network was last."""

    world: World
    now: datetime
    vantages: Sequence[str] = ("here",)
    asked: int = 0
    first_ours: datetime | None = None
    looks: dict[str, Look] = field(default_factory=dict)
    networks: dict[str, OwnNetwork] = field(default_factory=dict)
    _schedules: dict[str, Schedule] = field(default_factory=dict)
    _standings: dict[str, dict[str, TargetState]] = field(default_factory=dict)
    _judged_at: datetime | None = None

    def __post_init__(self) -> None:
        self._judged_at = self.now
        for vantage in self.vantages:
            self._schedules[vantage] = scheduled(Schedule(), self.world.targets, self.now)
            self._standings[vantage] = {}

    def until(self, ends: datetime) -> Iterator[Mapping[str, Look]]:
        """Go on to a time; yield the looks each time they are judged."""
        while self.now < ends:
            failed = [self._ask(vantage) for vantage in self.vantages]
            if any(failed) or self._is_time():
                self._judged_at = self.now
                self._judge()
                yield self.looks
            self.now += _STEP

    def _ask(self, vantage: str) -> bool:
        """Ask who is due; say whether any failed."""
        targets, schedule = due(self._schedules[vantage], self.now)
        failed = False
        for target in targets:
            result = self.world.answer(target, self.now, vantage)
            schedule = after(schedule, result, self.now)
            self._note(vantage, result)
            failed = failed or is_failing(result)
        self.asked += len(targets)
        self._schedules[vantage] = schedule
        return failed

    def _note(self, vantage: str, result: ProbeResult) -> None:
        standings = self._standings[vantage]
        standings[result.target] = noted(standings.get(result.target), result)

    def _is_time(self) -> bool:
        is_waiting = bool(self.looks) or any(
            network.state is NetworkState.OURS for network in self.networks.values()
        )
        return is_waiting and self._judged_at is not None and self.now - self._judged_at >= _JUDGED_EVERY

    def _judge(self) -> None:
        for vantage, standings in self._standings.items():
            own = own_network(standings, vantage, self.now, self.networks.get(vantage))
            self.networks[vantage] = own
            if own.state is NetworkState.OURS and self.first_ours is None:
                self.first_ours = self.now
        self.looks = judge(self._standings, self.networks, self.looks, self.now)
