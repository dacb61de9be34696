"""`python -m jetbridge`: the same as the command `jetbridge`."""

import sys

from jetbridge.cli import main

sys.exit(main())
