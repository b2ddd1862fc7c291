#!/usr/bin/env bash
# Puts the code that this script lies in into service, without a request lost; with --rollback, the code before.
#
#   cd /srv/portal/source && sudo git pull && sudo deploy/upgrade.sh
#   sudo deploy/upgrade.sh --rollback
#
# The new code stands beside the old one, with packages of its own. It is tried before it serves: what fails until then
# changes nothing for readers. The database is changed while the old code still serves, and stays changed after a rollback:
# see "Migrations" in docs/deploying.md.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
home=/srv/portal var=/var/lib/portal env=/etc/portal/portal.env
KEPT=3 # releases and copies of the database

[[ $(id -u) == 0 ]] || { echo "Run this as root: sudo $0" >&2; exit 1; }
exec 9>"$home/lock"
flock -n 9 || { echo "Another upgrade is under way." >&2; exit 1; }

has_systemd() { [[ -d /run/systemd/system ]]; }
manage() { (cd "$1" && shift && runuser -u portal -- .venv/bin/python manage.py "$@"); }
setting() { sed -n "s/^$1=//p" "$env"; }

# Whether the portal on a socket gives its home page, within half a minute.
answers() {
  local host
  host=$(setting ALLOWED_HOSTS)
  for _ in $(seq 60); do
    curl --silent --fail --output /dev/null --max-time 10 --unix-socket "$1" \
      --header "Host: ${host%%,*}" --header "X-Forwarded-Proto: https" http://portal/ && return
    sleep 0.5
  done
  return 1
}

# Starts the code in a folder on a socket of its own and asks it.
try_out() {
  local folder=$1 room
  room=$(mktemp -d)
  chown portal "$room"
  (cd "$folder" && exec runuser -u portal -- .venv/bin/gunicorn -c deploy/gunicorn.conf.py \
    --bind "unix:$room/web.sock" --workers 1 portal.wsgi) >"$room/log" 2>&1 &
  local trial=$! status=0
  answers "$room/web.sock" || { status=1; cat "$room/log" >&2; }
  kill "$trial"
  wait "$trial" || true
  rm -rf "$room"
  return $status
}

# The socket belongs to systemd: who asks while the portal restarts waits a few seconds.
serve() {
  ln -sfn "$1" "$home/next"
  mv -T "$home/next" "$home/current"
  if has_systemd; then
    systemctl restart portal-web portal-tasks portal-mail
    answers /run/portal/web.sock
  fi
}

current=$(readlink "$home/current" || true)

if [[ ${1:-} == --rollback ]]; then
  before=$(readlink "$home/previous" || true)
  [[ -d $before ]] || { echo "There is no release to go back to." >&2; exit 1; }
  try_out "$before" || { echo "The release before does not work either; nothing was changed." >&2; exit 1; }
  manage "$before" collectstatic --noinput --verbosity 0
  serve "$before"
  ln -sfn "$current" "$home/previous"
  echo "Back at $(basename "$before")."
  exit
fi

release=$home/releases/$(date -u +%Y%m%d-%H%M%S)
trap '[[ $(readlink "$home/current") == "$release" ]] || rm -rf "$release"' EXIT

echo "── code and packages"
mkdir "$release"
tar -C "$source" --exclude ./.git --exclude ./.venv --exclude ./var --exclude ./.env -c . | tar -C "$release" -x --no-same-owner
ln -s "$env" "$release/.env"
python3 -m venv "$release/.venv"
"$release/.venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$release/requirements.lock"
"$release/.venv/bin/python" -m compileall -q "$release" -x '/tests/' >/dev/null || true
chmod -R go+rX,go-w "$release"

echo "── settings"
manage "$release" check --deploy --fail-level ERROR

echo "── static files"
# Those of the old code stay: pages that readers have open name them.
manage "$release" collectstatic --noinput --verbosity 0

echo "── database"
if [[ -n $current ]]; then
  install -d -m 700 -o portal -g portal "$var/before-upgrades"
  (cd / && runuser -u portal -- pg_dump --format custom --file "$var/before-upgrades/$(basename "$release").dump" \
    "$(setting DATABASE_URL)")
  ls -1d "$var"/before-upgrades/*.dump | head -n -$KEPT | xargs -r rm
fi
manage "$release" migrate --noinput --verbosity 0

echo "── trial"
try_out "$release" || { echo "The new code does not work; the old one serves on." >&2; exit 1; }

echo "── service"
if ! serve "$release"; then
  echo "The portal does not answer after the change; going back." >&2
  [[ -z $current ]] || serve "$current"
  exit 1
fi
[[ -z $current ]] || ln -sfn "$current" "$home/previous"
if has_systemd; then systemctl start --no-block portal-command@rebuild_search; else manage "$release" rebuild_search; fi
others=$(ls -1d "$home"/releases/* | grep -vxF -e "$release" -e "$current" || true)
head -n -$((KEPT - 2)) <<<"$others" | xargs -r rm -r
echo "Release $(basename "$release") serves."

# Units and nginx's files are put in place by install.sh alone, which also calls this script.
is_in_place() { [[ ! -d $(dirname "$2") ]] || diff -rq "$1" "$2" >/dev/null 2>&1; }
for file in "$source"/deploy/systemd/portal-*; do
  is_in_place "$file" "/etc/systemd/system/$(basename "$file")" || has_newer=yes
done
is_in_place "$source/deploy/nginx/http.conf" /etc/nginx/conf.d/portal.conf || has_newer=yes
is_in_place "$source/deploy/nginx/site.conf" /etc/nginx/snippets/portal-site.conf || has_newer=yes
is_in_place "$source/deploy/nginx/away.html" /var/www/portal/away.html || has_newer=yes
[[ -z ${has_newer:-} ]] || echo "The release brings other units or files of nginx than this machine has: sudo deploy/install.sh puts them in place."
