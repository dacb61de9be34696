"""Merging: the valid schemas of all subgraphs -> one `MergedGraph`, or errors where they contradict each other."""
