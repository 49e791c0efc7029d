#!/usr/bin/env python3
"""What the fuzzers begin with: the sample, invented reports in every container, and a dictionary of the words of
the forms. Usage: fuzz/seeds.py PATH-OF-JIANBAO. Inputs that earlier runs found worth keeping are unpacked too."""

import gzip
import json
import pathlib
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
PROJECT = HERE.parent
QUERIES = """年度报告
'答复不规范 !年度
^一 年$ "两个 词"
year:2019..2021 region:江苏 | 收费
section:五 num:>=12 t3.new_received.total:>5
新收:128 sev:error rule:T3 单位:云河,松平
!a|b xzfy kind:none status:open
年:2021 级别:县级 form:F2021 has:T3"""
WORDS = """一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况 四、政府信息公开行政复议、行政诉讼情况 信息内容
本年制发件数 本年废止件数 现行有效件数 规章 行政规范性文件 行政许可 处理决定数量 行政处罚 行政强制 行政事业性收费 本年收费金额(单位:万元)
申请人情况 自然人 法人或其他组织 总计 本年新收政府信息公开申请数量 上年结转政府信息公开申请数量 本年度办理结果 予以公开 部分公开 不予公开
无法提供 不予处理 其他处理 结转下年度继续办理 结果维持 结果纠正 其他结果 尚未审结 未经复议直接起诉 复议后起诉 其中 同比增长 件 万元 未收到
分别为 上年 2021年 12 1,234 7976.14 / — ０ <table> </table> <tr><td> </td></tr> <td_rowspan=3_colspan=9> <!-- &nbsp; &#160; | | |---|---|
+---+ \u3000 \u200b \ufeff <w:p> <w:t> <w:tc> <w:gridSpan_w:val="9"/> <row_r="1"> <c_r="A1"_t="s"> <v> "schema": "tables": "cells": "how":"read"
"value": "at":[0,1] "sections": "agency": "year": null year: region: section: num: rule: sev: .. >= ! ^ $ ' " """


def put(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def main():
    jianbao = sys.argv[1]
    raw = sorted(path for path in (PROJECT / "sample-data").rglob("*") if path.suffix in (".txt", ".md"))
    for number, path in enumerate(raw):
        for target in ("decode", "blocks", "tables"):
            put(target, f"sample-{number}", path.read_bytes())
        put("decode", f"gb-{number}", path.read_text().encode("gb18030"))
    lines = subprocess.run([jianbao, "synth", "--reports", "40", "--seed", "9", "--flawed", "0.5"],
                           capture_output=True, check=True).stdout.splitlines(keepends=True)
    for number, line in enumerate(lines):
        report = json.loads(line)
        paragraphs = [block["text"] for section in report["sections"] for block in section["blocks"]]
        put("narrative", f"synth-{number}", "\n".join(paragraphs).encode())
        if number < 8:
            put("corpus", f"synth-{number}", line)
    two = b"".join(lines[:2])
    put("corpus", "two", two)
    put("corpus", "gz", gzip.compress(two, mtime=0))
    packed = HERE / "corpus" / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2021/a.txt", raw[0].read_bytes())
        archive.writestr("b.jsonl", two)
    put("corpus", "zip", packed.read_bytes())
    packed.unlink()
    for number, query in enumerate(QUERIES.splitlines()):
        put("query", f"query-{number}", (query + "\n本机关2021年新收申请128件,答复不规范1件。").encode())
    labels = [word.replace("_", " ") for word in WORDS.split()]
    office = ['<?xml version="1.0"?><w:document><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>'
              '</w:tr></w:tbl></w:body></w:document>', '<?xml version="1.0"?><worksheet><sheetData><row r="1">'
              '<c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>']
    for number, form in enumerate(office):
        put("blocks", f"office-{number}", (form % "行政许可").encode())
    for kept in sorted((HERE / "kept").glob("*.zip")):
        with zipfile.ZipFile(kept) as archive:
            for name in archive.namelist():
                put(kept.stem, name, archive.read(name))
    escaped = ("".join(f"\\x{byte:02X}" for byte in word.encode()) for word in labels)
    (HERE / "words.dict").write_text("".join(f'"{word}"\n' for word in escaped))


main()
