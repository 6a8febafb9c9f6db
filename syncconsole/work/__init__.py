"""The work that is to be done: reasons counted on rows, one enqueue, jobs, and the threads that carry them."""
