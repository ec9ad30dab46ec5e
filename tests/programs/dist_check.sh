#!/usr/bin/env bash
# Builds the wheel and the sdist, and uses the wheel as somebody who installs it does: in a clean
# virtualenv, from an empty directory.
#   PYTHON  the interpreter that has `build`; python3 unless given
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
constraints=$PWD/constraints.txt

fail() {
  echo "dist-check: $*" >&2
  exit 1
}

work=$(mktemp -d "${TMPDIR:-/tmp}/dgusage-dist.XXXXXX")
trap 'rm -rf "$work"' EXIT

"$python" -m build --outdir "$work/dist" . >"$work/build.log" 2>&1 ||
  { tail -30 "$work/build.log" >&2; fail "the build failed"; }
wheel=$(echo "$work"/dist/*.whl)
sdist=$(echo "$work"/dist/*.tar.gz)
"$python" -m zipfile --list "$wheel" | awk '{ print $1 }' >"$work/in-wheel"
tar -tzf "$sdist" | cut -d/ -f2- >"$work/in-sdist"

for wanted in bot/demo/page/dist/page.js bot/demo/page/dist/page.css bot/demo/page/dist/licences.txt; do
  grep -qx "$wanted" "$work/in-wheel" || fail "not in the wheel: $wanted"
done
grep -q 'dist-info/licenses/LICENSE$' "$work/in-wheel" || fail "the licence is not in the wheel"
unwanted=$(grep -E '(^|/)(tests|node_modules|docs|page/src)/|\.pyc$|(^|/)\.env' "$work/in-wheel" || true)
[ -z "$unwanted" ] || fail "in the wheel by mistake: $unwanted"
unwanted=$(grep -E '(^|/)node_modules/|\.pyc$|(^|/)\.env$' "$work/in-sdist" || true)
[ -z "$unwanted" ] || fail "in the sdist by mistake: $unwanted"

"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --constraint "$constraints" "$wheel"
mkdir "$work/empty"
cd "$work/empty"
said=$("$work/venv/bin/dgusage" --version)
expected="dgusage $(basename "$wheel" | cut -d- -f2)"
[ "$said" = "$expected" ] || fail "it says it is $said, not $expected"
"$work/venv/bin/dgusage" ask --demo "by tag last week" >"$work/answer" || fail "it does not answer"
grep -q 'hours of audio' "$work/answer" || fail "it answers something else: $(cat "$work/answer")"
"$work/venv/bin/dgusage" explain "tag:support last week" >/dev/null || fail "it does not explain"
"$work/venv/bin/python" -m pip check --disable-pip-version-check >/dev/null || fail "pip check"

echo "dist-check: $said, wheel $(($(stat -c %s "$wheel") / 1024)) kB, sdist $(($(stat -c %s "$sdist") / 1024)) kB: well"
