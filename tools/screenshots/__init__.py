"""`make screenshots`: the pictures of the documentation, taken of real pages over a synthetic office."""
