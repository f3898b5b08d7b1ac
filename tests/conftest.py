"""What holds for all tests: examples of properties are the same in every run, so that a change is judged and not the dice.

`HYPOTHESIS_PROFILE=dice make test` throws them anew: do so now and then.
"""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("dice")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
