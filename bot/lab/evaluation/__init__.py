"""Scoring of correlation on recorded history, beside the methods of the field. Pure: reading is elsewhere.

Records become observations (`records`), a method makes claims of them (`running`, `baselines`, `claims`),
claims are laid beside labelled events (`truth`, `matching`) and scored (`events`, `overall`, `measures`).
"""
