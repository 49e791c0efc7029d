#!/usr/bin/env python3
"""Out into DuckDB and back: what is exported, asked there, and held against an answer by other means.

    python3 benches/duckdb.py [--reports 5000] [--corpus FILE] [--keep DIR] [--jianbao PATH]

Builds the release unless a program is given, makes a corpus with `jianbao synth` unless a file is given, and
exports its list, cells, flags and lines as Parquet. Then DuckDB (`pip install duckdb`) sums and compares, writes a
part of the corpus, and feeds a pipe; each answer is computed again without it, from the JSON lines in Python or by
the rules. Prints a Markdown table: what, seconds, megabytes, the most memory, and whether both are equal; ends with
1 where any is not. With up to 10,000 reports every value of every format is compared besides.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

# This file has the name of the module it needs.
sys.path.pop(0)
try:
    import duckdb
except ImportError:
    sys.exit("needs DuckDB: pip install duckdb")

PROJECT = Path(__file__).resolve().parent.parent
APPLICANTS = ["natural_person", "commercial", "research", "social", "legal_service", "other_org"]
OUTCOMES = """granted partial deny_state_secret deny_other_law deny_three_security deny_third_party deny_internal
deny_process deny_enforcement_file deny_admin_query unable_not_held unable_need_creation unable_unclear
noproc_petition noproc_repeat noproc_publication noproc_massive noproc_confirm""".split()
PARTS_OF_OTHER = ["other_no_correction", "other_unpaid_fee", "other_misc"]
MOST_COMPARED = 10_000


class Table:
    """The rows that are printed at the end, and whether all are equal."""

    def __init__(self):
        self.rows = []
        self.all_equal = True

    def add(self, what, seconds, size=None, memory=None, equal=None, note=""):
        self.rows.append((what, f"{seconds:.1f}", number(size), number(memory), {None: "", True: "yes", False: "NO"}[equal], note))
        self.all_equal &= equal is not False
        print(f"  {what}: {seconds:.1f} s {note}", file=sys.stderr)

    def print(self):
        print("| what | s | MB | memory MB | equal | |\n|---|--:|--:|--:|---|---|")
        for row in self.rows:
            print("| " + " | ".join(row) + " |")


def number(size):
    return "" if size is None else f"{size / 1e6:.1f}"


def timed(work):
    start = time.monotonic()
    answer = work()
    return answer, time.monotonic() - start


def run(words, stdout=subprocess.DEVNULL, stdin=None):
    """Runs a program; answers its seconds and the most memory it had, looked at every 10 ms."""
    start = time.monotonic()
    process = subprocess.Popen([str(word) for word in words], stdout=stdout, stdin=stdin)
    most = 0
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        except OSError:
            continue
        most = max([most] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")])
        time.sleep(0.01)
    if process.returncode != 0:
        sys.exit(f"failed: {' '.join(str(word) for word in words)}")
    return time.monotonic() - start, most * 1024


def reports(corpus):
    with open(corpus, encoding="utf-8") as lines:
        for line in lines:
            yield line, json.loads(line, parse_float=Decimal)


def value_of(cell):
    if isinstance(cell, dict):
        return cell.get("value") if cell.get("how", "read") in ("read", "inferred") else None
    return cell


# The questions, in SQL and by other means.


def sums_in_duckdb(db, cells):
    rows = db.sql(f"""
        SELECT province, year, sum(value) FROM '{cells}'
        WHERE cell = 't3.new_received.total' AND level = 'county' AND value IS NOT NULL
        GROUP BY ALL""").fetchall()
    return {(province, year): int(total) for province, year, total in rows}


def sums_in_python(corpus):
    sums = defaultdict(int)
    for _, report in reports(corpus):
        row = report["tables"].get("t3", {}).get("new_received")
        total = value_of(row.get("total")) if isinstance(row, dict) else None
        if total is not None and report["agency"].get("level") == "county":
            sums[(report["agency"].get("province"), report["year"])] += total
    return dict(sums)


def failing_in_duckdb(db, cells):
    """Per rule the reports with a sum in table 3 that does not come out, from the cells alone."""
    parts = ", ".join(f"'{col}'" for col in APPLICANTS)
    outcomes = ", ".join(f"'{row}'" for row in OUTCOMES)
    others = ", ".join(f"'{row}'" for row in PARTS_OF_OTHER)

    def of(aggregate, rule, which):
        # A sum that inferred a cell does not speak about it.
        own = f"NOT coalesce(contains(inferred_by, '{rule}'), false)"
        return f"{aggregate}(value) FILTER (WHERE {own} AND {which})"

    three = f"FROM '{cells}' WHERE table_id = 't3' AND col_id IS NOT NULL"
    asked = {
        "T3-ROW": f"""
            SELECT DISTINCT report FROM (
                SELECT report, row_id, {of('sum', 'T3-ROW', f"col_id IN ({parts})")} AS parts,
                    {of('count', 'T3-ROW', f"col_id IN ({parts})")} AS n,
                    {of('any_value', 'T3-ROW', f"col_id = 'total'")} AS total
                {three} GROUP BY ALL)
            WHERE n = {len(APPLICANTS)} AND parts <> total""",
        "T3-BAL": f"""
            SELECT DISTINCT report FROM (
                SELECT report, col_id, {of('sum', 'T3-BAL', f"row_id IN ('new_received', 'carried_in')")} AS come,
                    {of('sum', 'T3-BAL', f"row_id IN ('handled_total', 'carried_out')")} AS gone,
                    {of('count', 'T3-BAL', f"row_id IN ('new_received', 'carried_in', 'handled_total', 'carried_out')")} AS n
                {three} GROUP BY ALL)
            WHERE n = 4 AND come <> gone""",
        "T3-SUM7": f"""
            SELECT DISTINCT report FROM (
                SELECT report, col_id, {of('sum', 'T3-SUM7', f"row_id IN ({outcomes})")} AS common,
                    {of('count', 'T3-SUM7', f"row_id IN ({outcomes})")} AS n,
                    {of('any_value', 'T3-SUM7', f"row_id = 'other'")} AS other,
                    {of('sum', 'T3-SUM7', f"row_id IN ({others})")} AS others,
                    {of('count', 'T3-SUM7', f"row_id IN ({others})")} AS m,
                    {of('any_value', 'T3-SUM7', f"row_id = 'handled_total'")} AS total
                {three} GROUP BY ALL)
            WHERE n = {len(OUTCOMES)} AND (other IS NULL) <> (m = 0) AND (other IS NOT NULL OR m = {len(PARTS_OF_OTHER)})
                AND common + coalesce(other, others) <> total""",
    }
    return {rule: {row[0] for row in db.sql(sql).fetchall()} for rule, sql in asked.items()}


def failing_by_rules(jianbao, corpus, rules):
    found = defaultdict(set)
    words = [jianbao, "check", corpus, "--select", ",".join(rules), "--format", "jsonl", "--fail-on", "never"]
    with subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            flag = json.loads(line)
            found[flag["rule"]].add(flag["report"])
    return {rule: found[rule] for rule in rules}


def checked(jianbao, corpus, out):
    with open(out, "wb") as file:
        return run([jianbao, "check", corpus, "--format", "jsonl", "--fail-on", "never"], stdout=file)


def same(one, other):
    return subprocess.run(["cmp", "-s", one, other], check=False).returncode == 0


# The tasks.


def export(table, jianbao, corpus, folder):
    line_size = os.path.getsize(corpus)
    table.add("the corpus as JSON Lines", 0, line_size)
    for what in ("list", "cells", "flags", "corpus"):
        out = folder / f"{what}.parquet"
        seconds, memory = run([jianbao, "export", corpus, "--what", what, "-o", out])
        rows = duckdb.sql(f"SELECT count(*) FROM '{out}'").fetchall()[0][0]
        table.add(f"export {what}", seconds, os.path.getsize(out), memory, note=f"{rows} rows")
    out = folder / "corpus-zstd.parquet"
    seconds, memory = run([jianbao, "export", corpus, "--what", "corpus", "--compression", "zstd", "-o", out])
    table.add("export corpus, zstd", seconds, os.path.getsize(out), memory)


def ask(table, db, jianbao, corpus, folder):
    cells = folder / "cells.parquet"
    there, seconds = timed(lambda: sums_in_duckdb(db, cells))
    here, other = timed(lambda: sums_in_python(corpus))
    note = f"{len(there)} sums, {sum(there.values())} in all; Python over the lines {other:.1f} s"
    table.add("(a) new applications by province and year", seconds, equal=bool(there) and there == here, note=note)
    there, seconds = timed(lambda: failing_in_duckdb(db, cells))
    here, other = timed(lambda: failing_by_rules(jianbao, corpus, list(there)))
    for rule, failing in there.items():
        note = f"{len(failing)} reports; only there {len(failing - here[rule])}, only by the rule {len(here[rule] - failing)}"
        table.add(f"(b) {rule} from cells alone", seconds, equal=failing == here[rule], note=f"{note}; rules {other:.1f} s")
        for name, only in (("only there", failing - here[rule]), ("only by the rule", here[rule] - failing)):
            if only:
                print(f"  {rule} {name}: {' '.join(sorted(only)[:5])}", file=sys.stderr)


def part(table, db, jianbao, corpus, folder):
    lines, out = folder / "corpus.parquet", folder / "part.parquet"
    province = db.sql(f"SELECT province FROM '{lines}' GROUP BY ALL ORDER BY count(*), province LIMIT 1").fetchall()[0][0]
    copy = f"COPY (SELECT * FROM '{lines}' WHERE province = '{province}') TO '{out}'"
    _, seconds = timed(lambda: db.execute(copy))
    other = folder / "part.jsonl"
    with open(other, "w", encoding="utf-8") as file:
        file.writelines(line for line, report in reports(corpus) if report["agency"].get("province") == province)
    with open(folder / "back.jsonl", "wb") as file:
        run([jianbao, "export", out, "--what", "corpus"], stdout=file)
    equal = same(folder / "back.jsonl", other)
    table.add(f"(c) COPY … WHERE province = {province}", seconds, os.path.getsize(out), equal=equal, note="lines, byte for byte")
    seconds, memory = checked(jianbao, out, folder / "part-flags.jsonl")
    checked(jianbao, other, folder / "part-flags-lines.jsonl")
    equal = same(folder / "part-flags.jsonl", folder / "part-flags-lines.jsonl")
    table.add("(c) check part.parquet", seconds, os.path.getsize(other), memory, equal, "as check of the same lines as JSON Lines")


def whole(table, jianbao, corpus, folder):
    with open(folder / "back.jsonl", "wb") as file:
        seconds, memory = run([jianbao, "export", folder / "corpus.parquet", "--what", "corpus"], stdout=file)
    table.add("corpus.parquet back to lines", seconds, None, memory, same(folder / "back.jsonl", corpus), "byte for byte")
    seconds, memory = checked(jianbao, folder / "corpus.parquet", folder / "flags-parquet.jsonl")
    other, _ = checked(jianbao, corpus, folder / "flags-lines.jsonl")
    equal = same(folder / "flags-parquet.jsonl", folder / "flags-lines.jsonl")
    table.add("check corpus.parquet", seconds, None, memory, equal, f"check of the lines {other:.1f} s")


def pipe(table, db, jianbao, corpus, folder):
    words = [str(jianbao), "check", "-", "--format", "jsonl", "--fail-on", "never"]
    start = time.monotonic()
    with open(folder / "piped.jsonl", "wb") as out, subprocess.Popen(words, stdin=subprocess.PIPE, stdout=out) as process:
        rows = db.execute(f"SELECT line FROM '{folder / 'corpus.parquet'}'")
        while some := rows.fetchmany(500):
            process.stdin.write("".join(line + "\n" for (line,) in some).encode())
        process.stdin.close()
    seconds = time.monotonic() - start
    with open(folder / "piped-lines.jsonl", "wb") as out, open(corpus, "rb") as lines:
        other, _ = run(words, stdout=out, stdin=lines)
    equal = same(folder / "piped.jsonl", folder / "piped-lines.jsonl")
    table.add("(d) DuckDB | check -", seconds, equal=equal, note=f"cat of the lines | check - {other:.1f} s")


def formats(table, db, jianbao, corpus, folder):
    """Every value of every table in every format; CSV has no nulls and an apostrophe before what a sheet would run."""
    for what in ("list", "cells", "flags"):
        start = time.monotonic()
        for form in ("jsonl", "csv"):
            run([jianbao, "export", corpus, "--what", what, "-o", folder / f"{what}.{form}"])
        known = db.sql(f"DESCRIBE SELECT * FROM '{folder / what}.parquet'").fetchall()
        texts = {name: "VARCHAR" if kind == "JSON" else kind for name, kind, *_ in known}
        spec = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in texts.items()) + "}"
        parquet = "SELECT {} FROM '" + f"{folder / what}.parquet'"
        plain = ", ".join(f"{name}::{kind} AS {name}" for name, kind in texts.items())
        lines = f"SELECT * FROM read_json('{folder / what}.jsonl', format='newline_delimited', columns={spec})"
        sheet = f"SELECT * FROM read_csv('{folder / what}.csv', header=true, all_varchar=true, nullstr='', quote='\"', escape='\"')"
        shown = ", ".join(f"nullif({name}::VARCHAR, '') AS {name}" for name in texts)
        # Decimals have the zeros that were printed there, and eighteen digits here.
        read = [(name, kind if kind.startswith("DECIMAL") else "VARCHAR") for name, kind in texts.items()]
        unquoted = ", ".join(f"regexp_replace({name}, '^''', '')::{kind}::VARCHAR AS {name}" for name, kind in read)
        ways = [(parquet.format(plain), lines), (parquet.format(shown), f"SELECT {unquoted} FROM ({sheet})")]
        off = sum(
            db.sql(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchall()[0][0]
            for pair in ways for one, other in (pair, pair[::-1]))
        size = os.path.getsize(folder / f"{what}.jsonl")
        table.add(f"(e) {what}: Parquet, JSON Lines and CSV", time.monotonic() - start, size, equal=off == 0, note=f"{off} rows differ")


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--reports", type=int, default=5000)
    words.add_argument("--corpus", type=Path)
    words.add_argument("--keep", type=Path)
    words.add_argument("--jianbao", type=Path)
    words = words.parse_args()
    jianbao = words.jianbao or PROJECT / "target" / "release" / "jianbao"
    if words.jianbao is None:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=PROJECT, check=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = words.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["JIANBAO_CACHE"] = str(folder / "cache")
        corpus = words.corpus or folder / "corpus.jsonl"
        if not corpus.exists():
            run([jianbao, "synth", "--reports", words.reports, "--flawed", "0.2", "-o", corpus])
        table, db = Table(), duckdb.connect()
        export(table, jianbao, corpus, folder)
        ask(table, db, jianbao, corpus, folder)
        whole(table, jianbao, corpus, folder)
        part(table, db, jianbao, corpus, folder)
        pipe(table, db, jianbao, corpus, folder)
        if db.sql(f"SELECT count(*) FROM '{folder / 'list.parquet'}'").fetchall()[0][0] <= MOST_COMPARED:
            formats(table, db, jianbao, corpus, folder)
        print(f"\nDuckDB {duckdb.__version__}, {os.cpu_count()} cores\n")
        table.print()
    sys.exit(0 if table.all_equal else 1)


if __name__ == "__main__":
    main()
