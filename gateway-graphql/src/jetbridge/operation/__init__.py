"""From a client's document to a normalized operation.

parse · limit · validate · choose · coerce variables · normalize: a module each.
"""
