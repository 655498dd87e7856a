"""Agents' tools, asked by the protocol's own client."""
