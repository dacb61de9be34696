"""Printing: the merged graph -> the supergraph's SDL and the API schema's SDL."""
