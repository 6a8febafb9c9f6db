"""The deterministic simulation: the whole console and both systems in one process, in virtual time, from one seed."""
