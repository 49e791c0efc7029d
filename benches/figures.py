#!/usr/bin/env python3
"""Figures beside those of DuckDB, computed over the exported cells.

    python3 benches/figures.py [CORPUS ...] [--reports 10000] [--jianbao PATH]

Builds the release unless a program is given and makes a corpus with `jianbao synth` besides the corpora that are named.
Of each the list and the cells are exported as Parquet; DuckDB (`pip install duckdb`) takes the current report of every
agency and year from the list and counts, adds and divides; `jianbao table` and `jianbao trend` say the same as JSON.
Prints a Markdown table: the question, how many lines, seconds of both (DuckDB without the export), and whether all
figures are equal; ends with 1 where any is not.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

# The file beside this one has the name of the module it needs.
sys.path.pop(0)
try:
    import duckdb
except ImportError:
    sys.exit("needs DuckDB: pip install duckdb")

PROJECT = Path(__file__).resolve().parent.parent
DENIED = [
    f"t3.{row}.total"
    for row in """deny_state_secret deny_other_law deny_three_security deny_third_party deny_internal deny_process
    deny_enforcement_file deny_admin_query""".split()
]
CONCLUDED = [f"t4.review.{col}" for col in ("upheld", "corrected", "other_result")]

# Kinds of body in which townships and streets stand together, as in the program.
BODY = "CASE WHEN agency_kind IN ('township_gov', 'street_office') THEN 'township' ELSE agency_kind END"

# Of an agency and year the whole report before parts, then the one published last, then the last of the corpus. What
# nothing proves to be of one agency (no region, no code) is never taken for a version of another.
CURRENT = f"""
CREATE TABLE current AS
WITH numbered AS (
    SELECT *, row_number() OVER () AS place, {BODY} AS body FROM list
    WHERE year IS NOT NULL AND kind IN ('report', 'partial') AND level IS NOT NULL AND agency_kind IS NOT NULL
), named AS (
    SELECT *, CASE WHEN province IS NULL AND code IS NULL THEN 'report ' || place
        ELSE concat_ws('|', level, body, province, city, county, township, agency) END AS who FROM numbered
)
SELECT * FROM named QUALIFY row_number() OVER (
    PARTITION BY who, year ORDER BY kind = 'report' DESC, published DESC NULLS LAST, place DESC
) = 1
"""


def summed(cells):
    """The sum of cells of a report; NULL where one of them has no number that was read."""
    parts = ", ".join(f"'{cell}'" for cell in cells)
    return f"""(SELECT CASE WHEN count(*) = {len(cells)} THEN sum(value) END FROM cells
        WHERE cells.report = current.report AND how = 'read' AND value IS NOT NULL AND cell IN ({parts}))"""


class Check:
    def __init__(self, program):
        self.program = program
        self.rows = []
        self.all_equal = True

    def told(self, *words):
        start = time.perf_counter()
        output = subprocess.run([self.program, *map(str, words), "--format", "json", "--keep-going"], capture_output=True)
        if output.returncode != 0:
            sys.exit(output.stderr.decode())
        return json.loads(output.stdout)["rows"], time.perf_counter() - start

    def add(self, corpus, what, lines, seconds, equal):
        self.all_equal &= equal
        self.rows.append((corpus, what, str(lines), *[f"{second:.2f}" for second in seconds], "yes" if equal else "NO"))
        print(f"  {corpus}: {what}: {lines} lines {'equal' if equal else 'NOT EQUAL'}", file=sys.stderr)

    def print(self):
        print("| corpus | question | lines | jianbao s | DuckDB s | equal |\n|---|---|--:|--:|--:|---|")
        for row in self.rows:
            print("| " + " | ".join(row) + " |")


def number(text):
    return None if text is None else Decimal(text)


def sums(check, db, path, name, population, by):
    """A count, a share and the share of cases by region and year."""
    level, body = population
    told, took = check.told(
        "table", path, "新收,不予公开率,复议纠错率", "--level", level, "--kind", body, "--by", by
    )
    ours = {}
    for row in told:
        key = (row["province"], row["city"] if by == "city" else None, row["year"])
        part = number(row["part"]) if row["whole"] is not None else number(row["value"])
        ours.setdefault(key, {})[row["measure"]] = (row["n"], row["valued"], part, number(row["whole"]))
    start = time.perf_counter()
    region = "province, city" if by == "city" else "province, NULL"
    rows = db.execute(
        f"""
        WITH figures AS (
            SELECT {region} AS c, year, {summed(['t3.new_received.total'])} AS received,
                {summed(DENIED)} AS denied, {summed(['t3.handled_total.total'])} AS handled,
                {summed(['t4.review.corrected'])} AS corrected, {summed(CONCLUDED)} AS concluded
            FROM current WHERE level = ? AND body = ?
        )
        SELECT province, c, year, count(*), count(received), sum(received),
            count(*) FILTER (WHERE denied >= 0 AND handled > 0), sum(denied) FILTER (WHERE denied >= 0 AND handled > 0),
            sum(handled) FILTER (WHERE denied >= 0 AND handled > 0),
            count(*) FILTER (WHERE corrected >= 0 AND concluded > 0),
            sum(corrected) FILTER (WHERE corrected >= 0 AND concluded > 0),
            sum(concluded) FILTER (WHERE corrected >= 0 AND concluded > 0)
        FROM figures GROUP BY ALL
        """,
        [level, body],
    ).fetchall()
    theirs = {}
    for province, city, year, n, valued, received, some, denied, handled, few, corrected, concluded in rows:
        theirs[(province, city, year)] = {
            "t3.new_received.total": (n, valued, received, None),
            "deny_rate": (n, some, denied, handled),
            "review_correct": (n, few, corrected, concluded),
        }
    took = (took, time.perf_counter() - start)
    equal = same(ours, theirs)
    check.add(name, f"新收, 不予公开率, 复议纠错率 of {level} {body} by {by}", len(theirs), took, equal)


def same(ours, theirs):
    if ours.keys() != theirs.keys():
        print("    lines:", sorted(ours.keys() ^ theirs.keys(), key=str)[:5], file=sys.stderr)
        return False
    for key, figures in theirs.items():
        for measure, (n, valued, part, whole) in figures.items():
            exact = lambda value: None if value is None else Decimal(str(value)).normalize()
            mine = ours[key][measure]
            mine = (mine[0], mine[1], exact(mine[2]), exact(mine[3]))
            # Nothing is added where there is nothing.
            other = (n, valued, exact(part) if valued else None, exact(whole) if valued else None)
            mine = mine if valued else (mine[0], mine[1], None, None)
            if mine != other:
                print(f"    {key} {measure}: {mine} and {other}", file=sys.stderr)
                return False
    return True


def quantiles(check, db, path, name, population):
    """The tenth, the half and nine tenths of a count in every year, of 30 reports or more."""
    level, body = population
    told, took = check.told("trend", path, "新收", "--level", level, "--kind", body)
    ours = {row["year"]: tuple(number(row[part]) for part in ("p10", "median", "p90")) for row in told}
    start = time.perf_counter()
    rows = db.execute(
        f"""
        WITH figures AS (SELECT year, {summed(['t3.new_received.total'])}::DOUBLE AS v FROM current
            WHERE level = ? AND body = ?)
        SELECT year, count(v), quantile_cont(v, [0.1, 0.5, 0.9]) FROM figures GROUP BY ALL
        """,
        [level, body],
    ).fetchall()
    took = (took, time.perf_counter() - start)
    equal = True
    for year, valued, parts in rows:
        if valued < 30 or str(year) not in ours:
            continue
        for mine, other in zip(ours[str(year)], parts):
            equal &= mine is not None and abs(float(mine) - other) < 0.006
    check.add(name, f"P10, 中位, P90 of {level} {body}", len(ours), took, equal)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--jianbao", type=Path)
    args = parser.parse_args()
    program = args.jianbao
    if program is None:
        subprocess.run(["cargo", "build", "--release"], cwd=PROJECT, check=True)
        program = PROJECT / "target/release/jianbao"
    check = Check(program)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        synth = folder / "synth.jsonl"
        words = ["synth", "--seed", "8", "--flawed", "0.4", "--bare", "--reports", str(args.reports), "-o", synth]
        subprocess.run([program, *words], check=True)
        for path in [*args.corpora, synth]:
            db = duckdb.connect()
            for what in ("list", "cells"):
                file = folder / f"{what}.parquet"
                subprocess.run([program, "export", path, "--what", what, "-o", file, "--keep-going"], check=True)
                db.execute(f"CREATE TABLE {what} AS SELECT * FROM '{file}'")
            db.execute(CURRENT)
            found = db.execute("SELECT level, body FROM current GROUP BY ALL ORDER BY ALL").fetchall()
            for population in found:
                sums(check, db, path, path.name, population, "province")
                sums(check, db, path, path.name, population, "city")
                quantiles(check, db, path, path.name, population)
    check.print()
    sys.exit(not check.all_equal)


if __name__ == "__main__":
    main()
