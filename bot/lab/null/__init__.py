"""Null histories: years in which every shared failure is chance, so that every claim is a false alarm.

Whole years of dependents' records are moved in time and given to other services of the catalogue (`donors`,
`relations`, `giving`, `reading`), what we claim of them is counted (`counting`) and shown (`showing`).
"""
