"""Operations: text -> document -> validated -> normalized `Operation` the planner and the executor read."""
