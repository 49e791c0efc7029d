#!/usr/bin/env python3
"""Bytes a key sends to the terminal, side by side: jianbao, less, lnav, tig and VisiData on the same
Chinese text, each in a bare pseudo-terminal of 160 by 45.

    benches/bytes.py [path of jianbao]      default target/release/jianbao

Peers that are not installed are left out (Debian: less lnav tig; Python: visidata). The text is
invented here. Of each kind of key the median of nine presses is printed; the bytes are counted until
the program has been silent for 0.4 s, so what follows the cursor after a rest is counted too.
"""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

COLUMNS, ROWS = 160, 45
SILENCE = 0.4
PRESSES = 9
TOPICS = ["政务公开", "行政许可", "重大项目", "财政预决算", "社会救助", "环境保护", "安全生产", "征地补偿"]


def sentence(n):
    topic, other = TOPICS[n * 7 % 8], TOPICS[n * 3 % 8]
    return f"{topic}领域公开信息{n * 3}条,比上年增加{n % 9 + 1}条,{other}方面解读{n % 40}篇,答复群众来信{n * 2}件。"


def paragraphs(count):
    return [sentence(3 * n) + sentence(3 * n + 1) + sentence(3 * n + 2) for n in range(count)]


class Terminal:
    """A program in a pseudo-terminal that answers what programs ask terminals at their start."""

    ANSWERS = [
        (re.compile(rb"\x1b\[6n"), b"\x1b[1;2R"),
        (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
        (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    ]

    def __init__(self, argv, folder, environment):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update(environment, TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
            for name in ("TMUX", "STY", "SSH_CONNECTION", "SSH_TTY"):
                os.environ.pop(name, None)
            os.execvp(argv[0], argv)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def quiet(self, silence=SILENCE, longest=30.0):
        """Reads until nothing has come for a while; answers how many bytes came."""
        count, start = 0, time.monotonic()
        while time.monotonic() - start < longest:
            ready, _, _ = select.select([self.fd], [], [], silence)
            if not ready:
                break
            try:
                data = os.read(self.fd, 1 << 16)
            except OSError:
                break
            if not data:
                break
            count += len(data)
            for question, answer in self.ANSWERS:
                for _ in question.findall(data):
                    os.write(self.fd, answer)
        return count

    def press(self, keys):
        os.write(self.fd, keys.encode())
        return self.quiet()

    def end(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)


def write_report(folder):
    """A report of which section 一 holds the text, and twenty of other agencies for the lists."""
    for number in range(20):
        place = f"第{number}镇"
        body = "\n".join(paragraphs(1500 if number == 0 else 3))
        text = (
            f"云河县{place}人民政府2021年政府信息公开工作年度报告\n\n一、总体情况\n{body}\n"
            "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
            "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n公开内容有待丰富。\n"
            "六、其他需要报告的事项\n无其他需要报告的事项。\n"
        )
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")


def write_repository(folder):
    run = lambda *argv: subprocess.run(["git", *argv], cwd=folder, check=True, capture_output=True)
    run("init", "-q")
    run("config", "user.name", "云河")
    run("config", "user.email", "a@b.example")
    (folder / "text.txt").write_text("\n".join(paragraphs(2000)), encoding="utf-8")
    run("add", "text.txt")
    run("commit", "-qm", sentence(0))
    for n in range(1, 700):
        run("commit", "-q", "--allow-empty", "-m", sentence(n))


def cases(jianbao, folder):
    """Name of the program, how it starts, and its keys: to get ready, then by kind."""
    reports, repository, text = folder / "reports", folder / "repository", folder / "text.txt"
    reports.mkdir()
    repository.mkdir()
    write_report(reports)
    write_repository(repository)
    text.write_text("\n".join(paragraphs(2000)), encoding="utf-8")
    table = folder / "text.tsv"
    rows = [f"第{n}镇\t{2019 + n % 6}\t{n * 3}\t{sentence(n)}" for n in range(2000)]
    table.write_text("单位\t年度\t条数\t正文\n" + "\n".join(rows), encoding="utf-8")
    own = [jianbao, str(reports)]
    yield "jianbao, lists", own, [], {"move": "j", "view": ["gf", "gb"]}
    first = subprocess.run([jianbao, "parse", str(reports / "00.txt")], check=True, capture_output=True)
    at = ["--goto", json.loads(first.stdout)["id"]]
    yield "jianbao, full width", [*own, *at], ["g1", "\t", "+"], {"line": "j", "page": "\x06"}
    yield "jianbao, pane", [*own, *at], ["g1", "\t"], {"line": "j", "page": "\x06"}
    yield "less", ["less", "-S", str(text)], [], {"line": "j", "page": "f"}
    yield "lnav", ["lnav", "-q", str(text)], ["g"], {"move": "j", "line": "j", "page": " "}
    yield "tig, log", ["tig", "-C", str(repository)], [], {"move": "j", "page": " ", "view": ["\r", "q"]}
    yield "VisiData", ["vd", str(table)], [], {"move": "j", "page": "\x06"}


def measure(terminal, keys):
    """The median of what presses of a key sent; of two keys in turn, of the two together."""
    turns = [keys] if isinstance(keys, str) else keys
    sent = [terminal.press(turns[n % len(turns)]) for n in range(PRESSES)]
    return int(statistics.median(sent))


def reach_bottom(terminal):
    """So that a line scrolls: the cursor stands in the last row of the screen."""
    for _ in range(ROWS + 5):
        os.write(terminal.fd, b"j")
    terminal.quiet()


def main():
    jianbao = str(Path(sys.argv[1] if len(sys.argv) > 1 else "target/release/jianbao").resolve())
    kinds = ["move", "line", "page", "view"]
    print(f"| {'bytes a key, ' + str(COLUMNS) + 'x' + str(ROWS):<24} | " + " | ".join(f"{kind:>7}" for kind in kinds) + " |")
    print("|---" * (len(kinds) + 1) + "|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "PAGER": "less"}
        for program, argv, ready, keys in cases(jianbao, folder):
            if shutil.which(argv[0]) is None:
                print(f"| {program:<24} | not installed |")
                continue
            terminal = Terminal(argv, folder, environment)
            terminal.quiet(silence=2.5)
            for key in ready:
                terminal.press(key)
            found = {}
            for kind in kinds:
                if kind not in keys:
                    continue
                if kind == "line":
                    reach_bottom(terminal)
                found[kind] = measure(terminal, keys[kind])
            terminal.end()
            print(f"| {program:<24} | " + " | ".join(f"{found.get(kind, ''):>7}" for kind in kinds) + " |")


if __name__ == "__main__":
    main()
