"""Validation of the merged graph: what only shows once all subgraphs are looked at together."""
