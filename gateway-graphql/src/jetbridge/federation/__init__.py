"""What the Apollo Federation specifications say, as data: versions, directives, links and field sets.

Nothing here composes or plans; composition, the supergraph loader and the planner read from it.
"""
