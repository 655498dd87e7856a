"""Probes and measurements over real sockets of this machine."""
