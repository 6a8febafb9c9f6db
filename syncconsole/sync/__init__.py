"""The functional core: what a sync decides, as pure functions of plain values.

Only the standard library is imported here (tests/test_layering.py holds that).
"""
