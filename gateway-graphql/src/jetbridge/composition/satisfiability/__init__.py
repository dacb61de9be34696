"""Satisfiability: whether every query the API schema allows can be answered by the subgraphs.

The walk goes over the API schema and, at every place, keeps the nodes of the query graph its value can be at.
"""
