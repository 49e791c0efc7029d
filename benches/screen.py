"""A program in a pseudo-terminal and the screen it paints, for timing what a user sees: enough of a
terminal to follow jianbao, which sends few kinds of sequences. Standard library only.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata

QUESTIONS = [
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;2R"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
]
SEQUENCE = re.compile(r"\x1b\[([?>=]?)([0-9;]*)([A-Za-z@`])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78M]")


def columns(char):
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Screen:
    """Rows of cells; the second cell of a wide character holds nothing."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.rows = [[" "] * width for _ in range(height)]
        self.x = self.y = 0
        self.top, self.bottom = 0, height
        self.rest = ""

    def row(self, y):
        return "".join(self.rows[y])

    def text(self):
        return "\n".join(self.row(y) for y in range(self.height))

    def feed(self, text):
        """Follows what was sent; a sequence that is cut off waits for its end."""
        text = self.rest + text
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self.put(text[at])
                at += 1
                continue
            found = SEQUENCE.match(text, at)
            if not found:
                if len(text) - at < 64:
                    break
                at += 1
                continue
            if found.group(3) and not found.group(1):
                numbers = [int(n) if n else 0 for n in found.group(2).split(";")]
                self.control(found.group(3), numbers)
            at = found.end()
        self.rest = text[at:]

    def put(self, char):
        if char == "\r":
            self.x = 0
        elif char == "\n":
            if self.y + 1 == self.bottom:
                self.delete_rows(self.top, 1)
            else:
                self.y = min(self.y + 1, self.height - 1)
        elif char == "\b":
            self.x = max(self.x - 1, 0)
        elif char >= " ":
            if unicodedata.combining(char):
                return
            wide = columns(char)
            if self.x + wide > self.width:
                self.x, self.y = 0, min(self.y + 1, self.height - 1)
            self.rows[self.y][self.x] = char
            if wide == 2:
                self.rows[self.y][self.x + 1] = ""
            self.x = min(self.x + wide, self.width)

    def delete_rows(self, y, count):
        for _ in range(min(count, self.bottom - y)):
            del self.rows[y]
            self.rows.insert(self.bottom - 1, [" "] * self.width)

    def insert_rows(self, y, count):
        for _ in range(min(count, self.bottom - y)):
            del self.rows[self.bottom - 1]
            self.rows.insert(y, [" "] * self.width)

    def control(self, kind, numbers):
        first = numbers[0]
        count = max(first, 1)
        if kind in "Hf":
            self.y = min(count, self.height) - 1
            self.x = min(max(numbers[1] if len(numbers) > 1 else 1, 1), self.width) - 1
        elif kind == "A":
            self.y = max(self.y - count, 0)
        elif kind == "B":
            self.y = min(self.y + count, self.height - 1)
        elif kind == "C":
            self.x = min(self.x + count, self.width - 1)
        elif kind == "D":
            self.x = max(self.x - count, 0)
        elif kind in "G`":
            self.x = min(count, self.width) - 1
        elif kind == "d":
            self.y = min(count, self.height) - 1
        elif kind == "K":
            start, end = {0: (self.x, self.width), 1: (0, self.x + 1)}.get(first, (0, self.width))
            self.rows[self.y][start:end] = [" "] * (end - start)
        elif kind == "X":
            end = min(self.x + count, self.width)
            self.rows[self.y][self.x : end] = [" "] * (end - self.x)
        elif kind == "J":
            for y in range(0 if first else self.y, self.height):
                self.rows[y] = [" "] * self.width
        elif kind == "r":
            self.top, self.bottom = count - 1, numbers[1] if len(numbers) > 1 and numbers[1] else self.height
            self.x = self.y = 0
        elif kind == "M":
            self.delete_rows(self.y, count)
        elif kind == "L":
            self.insert_rows(self.y, count)
        elif kind == "S":
            self.delete_rows(self.top, count)
        elif kind == "T":
            self.insert_rows(self.top, count)


class Program:
    """A program in a pseudo-terminal of its own."""

    def __init__(self, argv, environment, width=160, height=45):
        self.screen = Screen(width, height)
        self.start = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            os.environ.update(environment, TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
            for name in ("TMUX", "STY", "SSH_CONNECTION", "SSH_TTY", "COLUMNS", "LINES"):
                os.environ.pop(name, None)
            os.execvp(argv[0], argv)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        # A character may be cut in two.
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, seconds):
        """Follows what comes within a time; answers when it came, `None` where nothing did."""
        ready, _, _ = select.select([self.fd], [], [], max(seconds, 0))
        if not ready:
            return None
        try:
            data = os.read(self.fd, 1 << 18)
        except OSError:
            data = b""
        now = time.perf_counter()
        if not data:
            raise EOFError("the program has ended")
        for question, answer in QUESTIONS:
            for _ in question.findall(data):
                os.write(self.fd, answer)
        self.screen.feed(self.decoder.decode(data))
        return now

    def until(self, holds, longest=600.0):
        """Reads until the screen shows something; answers the seconds since the start, or `None`."""
        end = time.perf_counter() + longest
        while time.perf_counter() < end:
            if holds(self.screen):
                return time.perf_counter() - self.start
            self.read(min(end - time.perf_counter(), 1.0))
        return None

    def quiet(self, silence):
        while self.read(silence) is not None:
            pass

    def idle(self, longest=1800.0):
        """Waits until the program does next to nothing: what it does behind the screen has ended."""
        ticks = os.sysconf("SC_CLK_TCK")

        def used():
            fields = open(f"/proc/{self.pid}/stat").read().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / ticks

        end = time.perf_counter() + longest
        while time.perf_counter() < end:
            before, since = used(), time.perf_counter()
            while time.perf_counter() - since < 1.0:
                self.read(0.2)
            if used() - before < 0.05:
                return

    def press(self, keys):
        os.write(self.fd, keys.encode())
        return time.perf_counter()

    def memory(self):
        """Private resident and peak resident megabytes."""
        kilobytes = {"Private_Clean": 0, "Private_Dirty": 0, "VmHWM": 0}
        for name in ("smaps_rollup", "status"):
            for line in open(f"/proc/{self.pid}/{name}"):
                key, _, rest = line.partition(":")
                if key in kilobytes:
                    kilobytes[key] += int(rest.split()[0])
        return (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024, kilobytes["VmHWM"] / 1024

    def end(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)
