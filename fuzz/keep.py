#!/usr/bin/env python3
"""Keeps what fuzzers found worth keeping: fuzz/corpus/TARGET of each target, brought to its least by the fuzzer
(`cargo fuzz cmin`) before, into fuzz/kept/TARGET.zip, which the tests read. The same inputs make the same file.
Inputs above 20000 bytes are left out, and of the rest 300 are taken, of all sizes alike. Usage: fuzz/keep.py [FOLDER OF CORPORA]"""

import hashlib
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
LARGEST = 20000
MOST = 300


def main():
    corpora = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "corpus"
    (HERE / "kept").mkdir(exist_ok=True)
    for folder in sorted(path for path in corpora.iterdir() if path.is_dir()):
        inputs = {path.read_bytes() for path in folder.iterdir()}
        inputs = sorted((data for data in inputs if len(data) <= LARGEST), key=lambda data: (len(data), data))
        inputs = [inputs[nth * len(inputs) // MOST] for nth in range(MOST)] if len(inputs) > MOST else inputs
        with zipfile.ZipFile(HERE / "kept" / f"{folder.name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kept:
            for data in inputs:
                name = zipfile.ZipInfo(hashlib.sha256(data).hexdigest()[:16])
                name.compress_type = zipfile.ZIP_DEFLATED
                kept.writestr(name, data)
        print(folder.name, len(inputs), "inputs")


main()
