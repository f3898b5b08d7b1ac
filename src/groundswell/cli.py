"""The command line: which commands there are, and how faults end. What they do is in runtime/commands_*."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from cyclopts import App, CycloptsError, CycloptsPanel, UnusedCliTokensError
from rich.panel import Panel

from groundswell import __version__
from groundswell.errors import GroundswellError
from groundswell.runtime import terminal
from groundswell.runtime.terminal import Exit, UsageFault

# Dotted places, imported when they are called for: `groundswell report` does not wait for the web server's imports.
COMMANDS: Final = {
    "serve": "groundswell.runtime.commands_serve:serve",
    "report": "groundswell.runtime.commands_talk:report",
    "status": "groundswell.runtime.commands_talk:status",
    "ties": "groundswell.runtime.commands_talk:ties",
    "import": "groundswell.runtime.commands_move:import_file",
    "export": "groundswell.runtime.commands_export:export",
    "replay": "groundswell.runtime.commands_past:replay",
    "demo": "groundswell.runtime.commands_past:demo",
    "convert-downdetector": "groundswell.runtime.commands_past:convert_downdetector",
    "doctor": "groundswell.runtime.commands_keep:doctor",
    "config": "groundswell.runtime.commands_keep:show_config",
    "backup": "groundswell.runtime.commands_keep:backup",
    "restore": "groundswell.runtime.commands_keep:restore",
    "user": "groundswell.runtime.commands_people:user",
    "oncall": "groundswell.runtime.commands_oncall:oncall",
    "token": "groundswell.runtime.commands_people:token",
    "channel": "groundswell.runtime.commands_tell:channel",
    "question": "groundswell.runtime.commands_questions:question",
    "person": "groundswell.runtime.commands_person:person",
    "subscriber": "groundswell.runtime.commands_subscribers:subscriber",
    "export-site": "groundswell.runtime.commands_site:export_site",
    "check-statement": "groundswell.runtime.commands_say:check_statement",
    "mcp": "groundswell.runtime.commands_assist:mcp",
}

_MAY_WRITE: Final = "the user of this command must be able to write there"
_OF_THE_DISK: Final = {
    errno.EROFS: _MAY_WRITE,
    errno.EACCES: _MAY_WRITE,
    errno.EPERM: _MAY_WRITE,
    errno.ENOSPC: "make room there, then call it again",
    errno.EDQUOT: "make room there, then call it again",
}
"""Faults that are neither ours nor of what was typed, and what to do about them."""

app = App(
    name="groundswell",
    help="Hear an outage from the people who have it, and say so in public.",
    help_epilogue="Exit codes: 0 fine, 1 found trouble, 2 wrong use, 3 could not run, 130 stopped by Ctrl-C. "
    "With --json a command that ends with something to tell prints one document; `serve` and `mcp` have no such end.",
    version=__version__,
    help_format="markdown",
    suppress_keyboard_interrupt=False,
    error_formatter=lambda fault: _told(fault),
)
for _order, (_name, _place) in enumerate(COMMANDS.items()):
    app.command(_place, name=_name, sort_key=_order)


def _told(fault: CycloptsError) -> Panel:
    """What the parser found wrong, in its box."""
    if isinstance(fault, UnusedCliTokensError):
        command = " ".join(("groundswell", *(fault.command_chain or ())))
        extra = " ".join(fault.unused_tokens or ())
        return CycloptsPanel(f'"{extra}" is one word too many; `{command} --help` says what it takes')
    return CycloptsPanel(fault)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command that was typed (or `words`); a fault is one line on standard error, GROUNDSWELL_DEBUG=1 shows where it arose."""
    debug = os.environ.get("GROUNDSWELL_DEBUG", "") not in ("", "0")
    # What is imported stays: to look for garbage in it took an eighth of a start.
    gc.set_threshold(50_000, 20, 20)
    words = list(sys.argv[1:] if words is None else words)
    try:
        if words[:1] in ([], ["--help"], ["-h"]):
            for name in COMMANDS:
                _ = app[name].help  # imported now, so that the list of commands can say what each does
        app(words)
    except KeyboardInterrupt:
        rest = "; call it again, and it goes on where it stopped" if words[:1] == ["import"] else ""
        terminal.warn(f"stopped before its end{rest}")
        sys.exit(Exit.STOPPED)
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`). Nothing can be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.FINE)
    except GroundswellError as fault:
        if debug:
            raise
        terminal.fault(str(fault))
        sys.exit(Exit.WRONG_USE if isinstance(fault, UsageFault) else Exit.COULD_NOT_RUN)
    except Exception as fault:
        if debug:
            raise
        if isinstance(fault, OSError) and fault.filename and fault.errno in _OF_THE_DISK:
            terminal.fault(f"{fault.filename}: {fault.strerror}; {_OF_THE_DISK[fault.errno]}")
            sys.exit(Exit.COULD_NOT_RUN)
        terminal.fault(
            f"a fault of groundswell's own ({type(fault).__name__}: {fault}). GROUNDSWELL_DEBUG=1 shows where; please tell us"
        )
        sys.exit(Exit.COULD_NOT_RUN)


if __name__ == "__main__":
    main()
