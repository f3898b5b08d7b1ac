"""Where things are kept: each file here stands behind one port of `ports` and is named only by `runtime.build`."""
