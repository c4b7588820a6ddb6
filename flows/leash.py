"""Run a command for as long as the process that started this one lives: `python -m flows.leash COMMAND…`.

The end of standard input tells that it is gone, even if it was killed; the command is then asked to end, and made to
after some seconds. Ctrl-C on the terminal is the starter's affair: start this in a session of its own.
"""

import subprocess
import sys
import threading

PATIENCE_SECONDS = 5.0


def _end_with_starter(process: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def main(command: list[str]) -> int:
    """Run the command to its end, or to the starter's; gives its exit status."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_starter, args=(process,), daemon=True).start()
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
