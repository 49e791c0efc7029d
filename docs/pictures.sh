#!/usr/bin/env bash
# Draws docs/pictures/*.svg: the sample, after keys. A test does the same and compares, so run this
# after a change that shows.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet

picture() {
  local name=$1
  shift
  target/debug/jianbao "$@" --dump svg >"docs/pictures/$name.svg"
}

picture browse --theme light --size 120x30 --keys 'zR 1 6 G l l l l'
picture flags --theme dark --size 120x30 --view flags --keys 'j'
picture report --theme dark --size 120x30 --goto 'whd5fn4f23rr t3.new_received.total' --keys 'enter'
picture what-if --theme light --size 120x30 --goto 'whd5fn4f23rr t3.new_received.total' --keys 'enter = 1 9 1 enter'
picture search --theme dark --size 120x20 --keys '/ "行政复议 年:2021.."'
