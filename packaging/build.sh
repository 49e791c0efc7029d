#!/usr/bin/env bash
# Everything that is given to users, into target/package: the program for this machine, a static one that needs no
# libraries at all, manual pages, completions, and a Debian package where cargo-deb is installed. Says at the end
# what each needs and how large it is.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/package
host=$(rustc -vV | sed -n 's/^host: //p')
mkdir -p "$out/man" "$out/completions"

cargo build --locked --release
cp target/release/jianbao "$out/jianbao"

# The C library and all else inside: runs on any kernel that the standard library runs on, whatever glibc is there.
RUSTFLAGS='-C target-feature=+crt-static' cargo build --locked --release --target "$host"
cp "target/$host/release/jianbao" "$out/jianbao-static"

"$out/jianbao" man --output "$out/man" >/dev/null
for shell in bash zsh fish; do "$out/jianbao" completions "$shell" >"$out/completions/jianbao.$shell"; done

if command -v cargo-deb >/dev/null; then
  cargo deb --locked --no-build --output "$out"
else
  echo "cargo-deb is not installed: no .deb was made (cargo install cargo-deb)"
fi

"$out/jianbao-static" --version
if command -v objdump >/dev/null; then
  glibc=$(objdump -T "$out/jianbao" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
  echo "target/package/jianbao needs at least ${glibc/_/ }; target/package/jianbao-static needs none"
fi
ls -l "$out" | awk 'NF > 8 { print $5, $9 }'
