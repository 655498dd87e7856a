"""A state's index made again, whole or in part."""

from dataclasses import replace

from immutables import Map

from bot.correlation.draft import Draft
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State


def rebuilt(state: State, knowledge: Knowledge) -> State:
    """The same state with its index made again: after loading, or when other things are known."""
    draft = Draft(State(backgrounds=state.backgrounds, now=state.now), knowledge)
    for incident in sorted(state.incidents.values(), key=lambda i: i.id):
        draft.hold(incident)
    for incident in state.early.values():
        draft.put_early(incident.id, incident)
    for health in state.sources.values():
        draft.hear(health)
    for sighting in sorted(state.sightings.values(), key=lambda s: (s.first_seen, s.key)):
        draft.see(sighting)
    return replace(
        draft.finished()[0],
        sightings=state.sightings,
        sources=state.sources,
        incidents=state.incidents,
        namings=state.namings,
        since=state.since,
        early=state.early,
        looks=state.looks,
        corroborations=state.corroborations,
    )


def retraced(state: State, knowledge: Knowledge) -> State:
    """The same state with its reports weighed anew: as `rebuilt`, where only other numbers are known.

    Whom they name was counted when they came.
    """
    index = replace(state.index, evidence=Map(), places=Map(), own=Map())
    draft = Draft(replace(state, index=index), knowledge)
    for sighting in sorted(state.sightings.values(), key=lambda s: (s.first_seen, s.key)):
        draft.weigh(sighting)
    return replace(draft.finished()[0], namings=state.namings)
