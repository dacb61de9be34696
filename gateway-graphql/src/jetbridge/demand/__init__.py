"""Demand control: what an operation is estimated to cost, and how much of that is allowed.

The directives and the algorithm are those of the GraphQL Cost Directives specification (IBM), as Federation composes
them: https://ibm.github.io/graphql-specs/cost-spec.html
"""
