#!/usr/bin/env bash
# Builds the Dockerfile and looks into what comes out, on a Debian machine without a Docker engine.
#
# The base image is stood in for by a minimal Debian with Debian's own Python, made here by
# debootstrap, so that nothing is fetched but Debian's and Python's packages. What this cannot show
# is said at the end: the real base is another build of Python, and chroot has no read-only root.
#
# Needs root, buildah and debootstrap:  apt-get install buildah debootstrap
#   IMAGE_CHECK_MOUNTS  paths of this machine, separated by spaces, that pip needs in the build as
#                       well (a pip.conf, a certificate store); they are mounted read-only
#   IMAGE_CHECK_SUITE   the Debian that the stand-in is made of; bookworm unless given
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
  echo "image-check: $*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "needs root (debootstrap and chroot do): sudo make image-check"
for program in buildah debootstrap; do
  command -v "$program" >/dev/null || fail "$program is missing: apt-get install buildah debootstrap"
done

suite=${IMAGE_CHECK_SUITE:-bookworm}
work=$(mktemp -d "${TMPDIR:-/tmp}/dgusage-image.XXXXXX")
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
builder=(buildah --root "$work/storage" --runroot "$work/run")
clean() {
  "${builder[@]}" rm --all >/dev/null 2>&1 || true
  "${builder[@]}" rmi --all --force >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean EXIT

mounts=()
for path in ${IMAGE_CHECK_MOUNTS:-}; do
  mounts+=(--volume "$path:$path:ro")
done

mapfile -t bases < <(sed -nE 's/^FROM ([^ ]+).*/\1/p' Dockerfile | sort -u)
[ "${#bases[@]}" = 1 ] || fail "one base image was expected, found: ${bases[*]}"
base="docker.io/library/${bases[0]%%@*}"

echo "image-check: the stand-in for $base ($suite)"
began=$SECONDS
debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv "$suite" "$work/base" \
  >"$work/debootstrap.log" 2>&1 || { tail -20 "$work/debootstrap.log" >&2; fail "debootstrap failed"; }
ln -s python3 "$work/base/usr/bin/python"
rm -rf "$work/base/var/cache/apt/archives" "$work/base/var/lib/apt/lists"
tar -C "$work/base" -c . | gzip -1 >"$work/base.tar.gz"
standing=$("${builder[@]}" from scratch)
"${builder[@]}" add --quiet "$standing" "$work/base.tar.gz" / >/dev/null
"${builder[@]}" config --env PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "$standing"
"${builder[@]}" commit --quiet "$standing" "$base" >/dev/null
"${builder[@]}" rm "$standing" >/dev/null
rm -rf "$work/base" "$work/base.tar.gz"
echo "image-check: made in $((SECONDS - began)) s"

began=$SECONDS
"${builder[@]}" build --pull-never --format docker "${mounts[@]}" --tag dgusage:check . \
  >"$work/build.log" 2>&1 || { tail -40 "$work/build.log" >&2; fail "the build failed"; }
echo "image-check: the Dockerfile was built in $((SECONDS - began)) s"

"${builder[@]}" inspect --type image dgusage:check >"$work/image.json"
grep -q '"User": "10001"' "$work/image.json" || fail "the image does not run as user 10001"
grep -q 'healthz' "$work/image.json" || fail "the image has no health check"

made=$("${builder[@]}" from --pull-never dgusage:check)
inside() {
  "${builder[@]}" run --isolation chroot "$made" -- "$@"
}
root=$("${builder[@]}" mount "$made")
said() { # what it prints, by way of a file: buildah's pipe may lose a line of a short run
  local ended=0
  inside sh -c '"$@" >/tmp/said' sh "$@" || ended=$?
  cat "$root/tmp/said"
  return "$ended"
}

uid=$(said id -u)
[ "$uid" = 10001 ] || fail "it runs as $uid, not as 10001"
said dgusage --version
said dgusage ask --demo "by tag last week" >"$work/answer" || fail "it does not answer"
head -3 "$work/answer"

# Nothing but its data and what is temporary may be written by it.
writable=$(said find / -xdev -type d -writable -not -path '/proc/*' -not -path '/dev*' 2>/dev/null |
  grep -vE '^/(data|tmp|var/tmp|run/lock)(/|$)' || true)
[ -z "$writable" ] || fail "it may write to: $writable"
[ ! -e "$root/src" ] || fail "sources were shipped: /src"
package=$(echo "$root"/opt/dgusage/lib/python3*/site-packages/bot)
[ -d "$package/demo/page/dist" ] || fail "the demo's page is missing"
for unwanted in tests node_modules; do
  found=$(find "$root/opt/dgusage" -maxdepth 6 -path "*/bot/*" -name "$unwanted" -type d | head -1)
  [ -z "$found" ] || fail "shipped by mistake: $found"
done
echo "image-check: /opt/dgusage is $(du -sm "$root/opt/dgusage" | cut -f1) MB"

# It serves, says so to the image's own health check, and ends well when it is told to.
cat >"$root/tmp/served.sh" <<'SERVED'
export DEEPGRAM_API_KEY=not-a-key SLACK_BOT_TOKEN=xoxb-not-a-token SLACK_SIGNING_SECRET=not-a-secret
export DEEPGRAM_API_URL=http://127.0.0.1:9 SLACK_API_URL=http://127.0.0.1:9/ HOST=127.0.0.1 PORT=39017
dgusage serve 2>/tmp/serve.log &
bot=$!
healthy() {
  python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:39017/healthz', timeout=2)" 2>/dev/null
}
for _ in $(seq 100); do
  if healthy; then
    kill -TERM $bot
    wait $bot
    exit $?
  fi
  sleep 0.1
done
cat /tmp/serve.log >&2
exit 9
SERVED
inside sh /tmp/served.sh || fail "serve: ended with $?"
echo "image-check: it served, answered /healthz and ended with 0 on SIGTERM"
echo "image-check: well. Not shown here: the real base image, a read-only root, its size in a registry."
