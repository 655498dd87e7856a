"""Estimates the model's numbers from history."""
