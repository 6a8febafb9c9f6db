"""The processes around the console: server, workers, supervision, readiness, logs."""
