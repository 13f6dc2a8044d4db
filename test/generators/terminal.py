"""Runs a command in a pseudo-terminal of 80 columns, types when a text appears, and prints what was on the screen.

    terminal.py STEPS COMMAND [ARGUMENT...]

STEPS is a JSON list of [text to wait for, text to type]. The exit code is that of the command.
"""
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
screen, end = b"", time.monotonic() + 100


def pump():
    """Reads what is there; False when the command has closed its terminal or time is over."""
    global screen
    if time.monotonic() > end:
        os.kill(pid, 9)
        return False
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            read = os.read(terminal, 65536)
        except OSError:
            return False
        screen += read
        return read != b""
    return True


alive, seen = True, 0
for wanted, typed in steps:
    while alive and wanted.encode() not in screen[seen:]:
        alive = pump()
    if alive:
        seen = len(screen)
        time.sleep(0.1)
        os.write(terminal, typed.encode())
while alive:
    alive = pump()
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.buffer.write(screen)
sys.exit(status if status >= 0 else 128 - status)
