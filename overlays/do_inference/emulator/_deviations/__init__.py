"""Deviations of the live service from its documentation."""
