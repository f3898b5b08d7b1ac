"""Speed and quality, measured beside peers in one run. Not part of the package."""
