"""Panels in a made world: how often they are wrong, and how soon they are right.

`world` makes trouble, `simulation` runs the real schedule and quorum through it, `figures` counts.
"""
