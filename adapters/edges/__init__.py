"""Edges: whose error page an answer is, and whom it blames. EDGES is the registry.

To add an edge: write a file here with `EDGE`, an EdgeProfile made by `edge_profile`: its node in the
catalogue, the headers that only it writes, and what its error pages say; then list it below, what usually
stands outermost before what stands behind it. The tests over EDGES say what else they want of it.
"""

from collections.abc import Callable
from typing import Final

from adapters.edges import (
    akamai,
    aws_load_balancer,
    cloudflare,
    cloudfront,
    fastly,
    front_door,
    generic,
    google,
    netlify,
    vercel,
)
from adapters.edges.shared.reading import owners, reader
from adapters.edges.shared.recognised import FRONTS, HOSTS
from bot.domain.probe import HttpAnswer
from bot.ports import EdgeProfile, ReadAnswer

EDGES: Final[tuple[EdgeProfile, ...]] = (
    *FRONTS,
    cloudflare.EDGE,
    akamai.EDGE,
    fastly.EDGE,
    cloudfront.EDGE,
    front_door.EDGE,
    vercel.EDGE,
    netlify.EDGE,
    google.EDGE,
    aws_load_balancer.EDGE,
    *HOSTS,
    generic.EDGE,
)

read_answer: Final[ReadAnswer] = reader(EDGES)
owners_of: Final[Callable[[HttpAnswer], tuple[str, ...]]] = owners(EDGES)
