"""So that `python -m firsthand.cli` works without the installed script."""

import sys

from firsthand.cli.main import main

sys.exit(main())
