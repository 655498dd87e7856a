"""Incidents, alerts and answers as platform-neutral messages."""
