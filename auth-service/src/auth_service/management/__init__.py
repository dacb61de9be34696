"""Commands for operators, run as `python -m auth_service COMMAND`."""
