"""Federation 1 subgraphs -> the federation 2 subgraphs they mean.

Federation 1 let everybody share value types, ignored what was never used and had `extend` for what others define.
Steps that need to know who else resolves a field look at the other subgraphs.
"""
