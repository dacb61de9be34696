"""One module a command. A command is found by being here.

It has `register(subparsers)`, which adds its parser with `set_defaults(run=run)`, and `run(args) -> int`, which gives
the exit code: 0 done, 1 refused or found wanting, 2 called wrongly. What costs time to import is imported in `run`.
"""
