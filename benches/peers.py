#!/usr/bin/env python3
"""What people feel, and what the neighbours need for the same: a table for this machine.

    python3 benches/peers.py --reports 100000 [--keep DIR] [--rounds 5] [--jianbao PATH]

Builds the release, makes a corpus with `jianbao synth` (once: it stays in DIR), writes its paragraphs,
its sentences and its titles one a line beside it, and runs each task with jianbao and with every peer
that is installed (fzf, ripgrep, skim, duckdb as a program or a Python module, jq), in turn. The medians
of the rounds and the ratio of each peer to jianbao are printed as Markdown, with the counts, which must
be equal. Then the inspector runs in a pseudo-terminal of 160 by 45: the time to its first frame and to
the full list, and from each key of a search to the rows that answer it.

Standard library only, on Linux. Every figure is of whole processes with warm files; a process that takes
over a minute runs once. Resident is the most that was, mapped files and all; private what was its own,
looked at every 10 ms.
"""

import argparse
import json
import multiprocessing
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from screen import Program

PROJECT = Path(__file__).resolve().parent.parent
WORD = "行政复议"
LONG_RUN = 60.0
ENDS = re.compile(r"(?:[。！？；｡]|[!?;](?![A-Za-z0-9])|\n)[”’\"'」』）)】》〉〕\]。！？；!?;]*")


# The corpus and the lines the peers read.


def lines_of(line):
    """The paragraphs, the sentences and the title line of a report."""
    report = json.loads(line)
    agency = report["agency"]
    paragraphs, sentences = [], []
    for section in report["sections"]:
        for block in section["blocks"]:
            text = block["text"]
            paragraphs.append(text.replace("\n", " "))
            start = 0
            for end in [match.end() for match in ENDS.finditer(text)] + [len(text)]:
                piece = text[start:end].strip()
                start = end
                if any(char.isalnum() for char in piece):
                    sentences.append(piece)
    title = f"{agency['name']} {report['year']} {report['title']}"
    last = agency["township"] or agency["county"] or ""
    return "\n".join(paragraphs), "\n".join(sentences), title, last


def make(jianbao, folder, reports, seed):
    """The corpus and its lines: made once, and anew where this program would make others."""
    corpus = folder / f"corpus-{reports}-{seed}.jsonl"
    names = [folder / f"{name}-{reports}-{seed}.txt" for name in ("paragraphs", "sentences", "titles")]
    place = folder / f"place-{reports}-{seed}.txt"
    synth = [jianbao, "synth", "--seed", str(seed), "--reports"]
    first = subprocess.run([*synth, "1"], capture_output=True).stdout
    if not first:
        sys.exit(f"{jianbao} cannot make a corpus (synth)")
    if not corpus.exists() or open(corpus, "rb").readline() != first:
        place.unlink(missing_ok=True)
        subprocess.run([*synth, str(reports), "-o", corpus], check=True)
    if not place.exists():
        parts = [name.with_suffix(".partial") for name in names]
        files = [open(part, "w", encoding="utf-8") for part in parts]
        last = ""
        with multiprocessing.Pool() as pool, open(corpus, encoding="utf-8") as lines:
            for *texts, region in pool.imap(lines_of, lines, chunksize=256):
                last = region or last
                for file, text in zip(files, texts):
                    file.write(text + "\n")
        for file, part, name in zip(files, parts, names):
            file.close()
            part.rename(name)
        place.write_text(last, encoding="utf-8")
    return corpus, *names, place.read_text(encoding="utf-8")


def size_of(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


# Whole processes.


class Watch(threading.Thread):
    """Looks at the memory of a process until it ends: the most that was resident, and that was its own."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.private, self.over = pid, 0.0, 0.0, threading.Event()

    def run(self):
        while not self.over.wait(0.01):
            try:
                status = open(f"/proc/{self.pid}/status").read()
            except OSError:
                return
            kilobytes = dict(re.findall(r"(VmHWM|RssAnon):\s*(\d+)", status))
            self.peak = max(self.peak, int(kilobytes.get("VmHWM", 0)) / 1024)
            self.private = max(self.private, int(kilobytes.get("RssAnon", 0)) / 1024)


def run(argv, stdin=None):
    """Runs a process; answers the seconds, who watched it, what it wrote and how it ended."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(stdin or os.devnull, "rb") as source:
        start = time.perf_counter()
        child = subprocess.Popen([str(arg) for arg in argv], stdin=source, stdout=out, stderr=err)
        watch = Watch(child.pid)
        watch.start()
        code = child.wait()
        seconds = time.perf_counter() - start
        watch.over.set()
        watch.join()
        out.seek(0)
        err.seek(0)
        return seconds, watch, out.read(), err.read(), code


class Contender:
    """A program with its arguments, and how it tells what it found."""

    def __init__(self, name, argv, count, stdin=None, ours=False, prepare=None):
        self.name, self.argv, self.count, self.stdin = name, argv, count, stdin
        self.ours, self.prepare = ours, prepare
        self.seconds, self.peak, self.private, self.found, self.once = [], 0.0, 0.0, None, False

    def go(self, timed):
        if timed and self.once:
            return
        if self.prepare:
            self.prepare()
        seconds, watch, out, err, code = run(self.argv, self.stdin)
        self.peak, self.private = max(self.peak, watch.peak), max(self.private, watch.private)
        if timed:
            self.seconds.append(seconds)
        else:
            self.found = self.count(out, err) if code in (0, 1) else f"exit {code}"
            self.once = seconds > LONG_RUN
            self.seconds = [seconds] if self.once else []

    def median(self):
        return statistics.median(self.seconds)


def number(text):
    found = re.search(rb"\d[\d,]*", text)
    return int(found.group().replace(b",", b"")) if found else None


def first_number(out, _):
    return number(out)


def last_number(out, _):
    """What is told behind the bars of progress."""
    return number(out.strip().split()[-1])


def rows(out, _):
    return out.count(b"\n")


def short(seconds):
    if seconds is None:
        return "-"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def table(task, contenders, rounds, medians):
    """Runs the contenders in turn, prints a row each and keeps the medians."""
    for contender in contenders:
        contender.go(timed=False)
    for _ in range(rounds):
        for contender in contenders:
            contender.go(timed=True)
    ours = next((contender for contender in contenders if contender.ours), None)
    for contender in contenders:
        medians[(task, contender.name)] = contender.median()
        ratio = f"{contender.median() / ours.median():.2g}" if ours else ""
        found = "" if contender.found is None else str(contender.found)
        reference = ours or contenders[0]
        if contender is not reference and isinstance(contender.found, int) and isinstance(reference.found, int):
            off = contender.found - reference.found
            found += " =" if off == 0 else f" ({off:+})"
        memory = f"{contender.private:.0f} / {contender.peak:.0f} MB" if contender.peak else "-"
        name = contender.name + (" (once)" if contender.once else "")
        print(f"| {task} | {name} | {short(contender.median())} | {ratio} | {memory} | {found} |", flush=True)


def duckdb():
    """How duckdb is run here, `None` where it is not installed."""
    if shutil.which("duckdb"):
        return lambda sql: ["duckdb", "-noheader", "-list", "-c", sql]
    try:
        import duckdb as _
    except ImportError:
        return None
    return lambda sql: [sys.executable, "-c", f"import duckdb; print(duckdb.sql({sql!r}).fetchall()[0][0])"]


PARTS = {"年报": "heads", "正文": "sentences", "表格": "cells", "疑点": "flags"}
parts_told = {}


def reports_told(out, _):
    """The reports of an index that was made; keeps what each part of it took."""
    text = out.decode()
    for part, seconds in re.findall(r"^(\S+) .*?([\d.]+) 秒$", text, re.MULTILINE):
        parts_told.setdefault(PARTS.get(part, part), []).append(float(seconds))
    told = re.search(r"年报 ([\d,]+) 份", text)
    return told and int(told.group(1).replace(",", ""))


def knows(jianbao, command, option=None):
    """Whether jianbao has a subcommand, and that an option."""
    ask = lambda *words: subprocess.run([jianbao, *words, "--help"], capture_output=True, text=True).stdout
    has = re.search(rf"^  {command}\b", ask(), re.MULTILINE) is not None
    return has and (option is None or option in ask(command))


def counted(jianbao, corpus):
    """The search of ours that counts the sentences that hold the word."""
    if knows(jianbao, "search", "--count"):
        return Contender("jianbao search --count", [jianbao, "search", corpus, f"'{WORD}", "--count"], first_number, ours=True)
    argv = [jianbao, "search", corpus, f"'{WORD}", "--limit", "1"]
    return Contender("jianbao search --limit 1", argv, lambda _, err: number(err), ours=True)


def duck_count(unit):
    lines = f"read_csv('{unit}', header=false, delim=chr(1), quote='', columns={{'t':'VARCHAR'}})"
    return f"SELECT count(*) FROM {lines} WHERE contains(t, '{WORD}')"


def duck_agencies(corpus):
    columns = "columns={'agency':'STRUCT(\"name\" VARCHAR)','year':'INTEGER'}, maximum_object_size=67108864"
    lines = f"read_json('{corpus}', format='newline_delimited', {columns})"
    return f"SELECT sum(n)::BIGINT FROM (SELECT agency.name, year, count(*) AS n FROM {lines} GROUP BY ALL)"


COUNT, RANKED, FUZZY, OPEN = f"exact count of {WORD}", f"ranked hits of {WORD}", "titles and names", "agencies and years"


def processes(jianbao, args, corpus, sentences, titles, cache):
    """Every task as whole processes; answers the medians by task and program."""
    print("\n| task | program | median | times ours | private / resident | found |\n|---|---|---|---|---|---|", flush=True)
    have = {name: shutil.which(name) for name in ("rg", "grep", "fzf", "sk", "jq")}
    duck, medians, few = duckdb(), {}, min(args.rounds, 3)
    missing = [name for name, path in have.items() if not path] + ([] if duck else ["duckdb"])

    def each(task, contenders, rounds=args.rounds):
        # What is not installed is left out, and named below.
        contenders = [contender for contender in contenders if contender]
        if contenders:
            table(task, contenders, rounds, medians)

    def peer(program, name, argv, count, stdin=None):
        return Contender(name, argv, count, stdin) if program not in missing else None

    if knows(jianbao, "index"):
        anew = lambda: shutil.rmtree(cache, ignore_errors=True)
        index = [jianbao, "index", corpus]
        each("index build", [Contender("jianbao index", index, reports_told, ours=True, prepare=anew)], few)
        for part, seconds in parts_told.items():
            print(f"| index build | of it the {part} | {short(statistics.median(seconds))} | | | |")
        print(f"| index on disk | {size_of(cache) / 1e6:,.1f} MB | | | | |")
    else:
        missing.append("jianbao index")
    each(COUNT, [
        counted(jianbao, corpus),
        peer("rg", "rg -c -F", ["rg", "-c", "-F", WORD, sentences], first_number),
        peer("grep", "grep -c -F", ["grep", "-c", "-F", WORD, sentences], first_number),
        duck and Contender("duckdb contains", duck(duck_count(sentences)), last_number),
    ])
    best = [jianbao, "search", corpus, WORD, "--limit", "45"]
    each(RANKED, [
        Contender("jianbao search --limit 45", best, lambda _, err: number(err), ours=True),
        *(peer(name, f"{name} -f", [name, "-f", WORD], rows, stdin=sentences) for name in ("fzf", "sk")),
    ])
    each(FUZZY, [peer(name, f"{name} -f", [name, "-f", "财政政府"], rows, stdin=titles) for name in ("fzf", "sk")])
    each(OPEN, [
        duck and Contender("duckdb, two columns", duck(duck_agencies(corpus)), last_number),
        peer("jq", "jq, two keys", ["jq", "-r", "[.agency.name, .year] | @tsv", corpus], rows),
    ])
    check = [jianbao, "check", corpus, "--format", "jsonl", "--fail-on", "never"]
    each("flags by the index", [Contender("jianbao check", check, rows, ours=True)], few)
    if knows(jianbao, "index"):
        anew()
    each("default rules", [Contender("jianbao check", check, rows, ours=True)], few)
    each("all rules", [Contender("jianbao check --select ALL", [*check, "--select", "ALL"], rows, ours=True)], few)
    if missing:
        print(f"\nNot here: {', '.join(missing)}.", flush=True)
    return medians


# The inspector.


def listed(reports):
    """Whether the head of the screen says that so many reports are there."""
    told = re.compile(r"([\d,]+) 份")
    return lambda screen: any(int(n.replace(",", "")) == reports for n in told.findall(screen.row(0)))


def painted(screen):
    return sum(1 for y in range(screen.height) if screen.row(y).strip()) >= 4


def opening(jianbao, corpus, args, environment, prepare):
    """The seconds to the first frame, from a key pressed then to its answer, and to the full list."""
    times, memory = [], []
    for _ in range(args.rounds):
        prepare()
        program = Program([jianbao, str(corpus), "--lang", "zh"], environment)
        first = program.until(painted)
        pressed = program.press("?")
        program.until(lambda screen: "帮助:" in screen.text())
        key = time.perf_counter() - pressed
        program.press("\x1b")
        full = program.until(listed(args.reports))
        if first is None or full is None:
            sys.exit("the inspector never showed the whole list")
        times.append((first, key, full))
        memory.append(program.memory())
        program.end()
    return list(zip(*times)), list(zip(*memory))


def openings(jianbao, corpus, args, environment, cache):
    """Opens the corpus without an index and, where one was made, with it; answers the median of the full list."""
    print("\n| the inspector, 160x45 | median | slowest | private / resident |\n|---|---|---|---|")

    def told(times, memory, with_index):
        private, peak = (statistics.median(values) for values in memory)
        for name, seconds in zip(("first frame", "a key then, to its answer", "full list of agencies and years"), times):
            shown = f"{private:.0f} / {peak:.0f} MB" if seconds is times[-1] else ""
            print(f"| {name}, {with_index} | {short(statistics.median(seconds))} | {short(max(seconds))} | {shown} |", flush=True)
        return statistics.median(times[-1])

    full = told(*opening(jianbao, corpus, args, environment, lambda: shutil.rmtree(cache, ignore_errors=True)), "no index")
    program = Program([jianbao, str(corpus), "--lang", "zh"], environment)
    program.until(listed(args.reports))
    program.idle()
    program.end()
    stored = size_of(cache)
    if stored:
        full = told(*opening(jianbao, corpus, args, environment, lambda: None), "index there")
        print(f"\nThe index has {stored / 1e6:,.1f} MB.", flush=True)
    return full


class Keys:
    """Keys pressed one by one, and when the screen answered each."""

    def __init__(self, program, rows):
        self.program, self.rows = program, rows
        self.first, self.answer, self.final = [], [], []
        self.slowest, self.patience = (0.0, ""), 0.4

    def answering(self):
        """The rows that hold the answer: those of the list, not of the preview beside it, and the head."""
        screen = self.program.screen
        return [screen.row(0), *(screen.row(y).partition("│")[0] for y in self.rows)]

    def press(self, key, typed):
        before, pressed = self.answering(), self.program.press(key)
        first = answer = final = None
        while (now := self.program.read(0.12 if answer else self.patience)) is not None:
            first = first or now - pressed
            if self.answering() != before:
                before = self.answering()
                answer, final = answer or now - pressed, now - pressed
        if first is None:
            return
        # An answer that is the same as before has come with the frame that shows the key.
        answer, final = answer or first, final or first
        self.patience = max(self.patience, 3 * answer)
        self.slowest = max(self.slowest, (answer, typed))
        for times, value in ((self.first, first), (self.answer, answer), (self.final, final)):
            times.append(value)

    def type(self, query):
        """Every prefix, and back again."""
        for end in range(1, len(query) + 1):
            self.press(query[end - 1], query[:end])
        for end in range(len(query) - 1, -1, -1):
            self.press("\x7f", query[:end] + "⌫")

    def tell(self, name):
        print(f"\n| {name}: {len(self.answer)} keys | median | p99 | slowest |\n|---|---|---|---|")
        for what, times in (
            ("key to the first bytes", self.first),
            ("key to the rows that answer", self.answer),
            ("key to the last change", self.final),
        ):
            ordered = sorted(times)
            p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
            print(f"| {what} | {short(statistics.median(times))} | {short(p99)} | {short(ordered[-1])} |")
        print(f"\nSlowest answer: `{self.slowest[1]}`.", flush=True)
        return statistics.median(self.answer)


def keystrokes(jianbao, corpus, args, environment, place):
    """Searches and filters letter by letter; answers the medians from a key to its answer."""
    queries = [WORD, "依申请公开 收费", "未收到政府信息公开申请", "政信公报", place, "行政复义", "海关总署缉私", "xzfy"]
    program = Program([jianbao, str(corpus), "--lang", "zh"], environment)
    try:
        program.until(listed(args.reports))
        program.idle()
        program.press("/")
        program.press(WORD)
        program.idle()
        program.press("\x15")
        program.quiet(0.5)
        order = random.Random(args.seed)
        body = Keys(program, range(4, 42))
        while len(body.answer) < args.keys:
            order.shuffle(queries)
            for query in queries:
                body.type(query)
        text = body.tell("search of the text, letter by letter")
        program.press("\x1b")
        program.quiet(0.5)
        program.press("&")
        program.quiet(0.5)
        names = Keys(program, range(2, 42))
        while len(names.answer) < args.keys // 2:
            for query in (place, "财政", "gaj", "year:2021", "agency:教育 year:2019.."):
                names.type(query)
        title = names.tell("filter of names, letter by letter")
        private, peak = program.memory()
        print(f"\nAfter all this: {private:.0f} MB private, {peak:.0f} MB resident at most.")
        return text, title
    except EOFError:
        sys.exit("the inspector ended before its keys did")
    finally:
        program.end()


def pairs(ours, medians):
    """What a user of the inspector waits for, beside the peers that do the same."""
    print("\n| in the inspector | median | peer | median | times ours |\n|---|---|---|---|---|")
    for (task, what), seconds in ours.items():
        for (of, peer), median in medians.items():
            if of == task and not peer.startswith("jianbao"):
                print(f"| {what} | {short(seconds)} | {peer} | {short(median)} | {median / seconds:,.3g} |")


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()).group(1)) >> 20
    return f"{os.cpu_count()} cores ({model.group(1) if model else 'unknown'}), {memory} GiB"


def versions():
    found = []
    for name in ("rg", "fzf", "sk", "duckdb", "jq"):
        if shutil.which(name):
            text = subprocess.run([name, "--version"], capture_output=True, text=True).stdout.split()
            found.append(name + " " + next((word for word in text if any(c.isdigit() for c in word)), "?"))
    return ", ".join(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--keep", metavar="DIR", help="where the corpus stays; without it is deleted at the end")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=1000, help="keystrokes of the search, at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jianbao", metavar="PATH", help="the program; without, the release is built")
    parser.add_argument("--only", choices=["processes", "inspector"], help="one half of it")
    args = parser.parse_args()
    if not args.jianbao:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=PROJECT, check=True)
    jianbao = str(Path(args.jianbao or PROJECT / "target/release/jianbao").resolve())
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(args.keep or scratch).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        corpus, paragraphs, sentences, titles, place = make(jianbao, folder, args.reports, args.seed)
        size, text = corpus.stat().st_size, paragraphs.stat().st_size
        with open(sentences, "rb") as lines:
            units = sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 22), b""))
        print(f"{machine()}; {versions()}.\n")
        print(f"{args.reports:,} reports, {size / 1e6:,.0f} MB of JSON Lines, {size // args.reports:,} bytes a report; {text / 1e6:,.0f} MB of text in {units:,} sentences. Seed {args.seed}, {args.rounds} rounds.", flush=True)
        cache = folder / "cache"
        environment = {"HOME": scratch, "XDG_CONFIG_HOME": f"{scratch}/config", "JIANBAO_CACHE": str(cache)}
        os.environ.update(environment)
        medians = {}
        if args.only != "inspector":
            medians = processes(jianbao, args, corpus, sentences, titles, cache)
        if args.only != "processes":
            full = openings(jianbao, corpus, args, environment, cache)
            text, title = keystrokes(jianbao, corpus, args, environment, place)
            ours = {
                (OPEN, "start to the full list"): full,
                (RANKED, "key to the rows that answer"): text,
                (FUZZY, "key to the filtered list"): title,
            }
            if medians:
                pairs(ours, medians)


if __name__ == "__main__":
    main()
