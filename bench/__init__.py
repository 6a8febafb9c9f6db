"""`make bench`: how close the console comes to what latency and bare libraries allow, as ratios of one run.

Every measured thing runs in a process of its own; this package's parent only prepares, asks and compares.
"""
