#!/usr/bin/env bash
# Puts the portal on a machine with Debian 12: packages, user, database, settings, TLS, nginx, services, the portal itself.
#
#   sudo deploy/install.sh --domain cities.example.org --office office@example.org
#
# Run it again at any time, e.g. after a change of files in deploy/: what is there stays, what is missing comes. Options:
#   --mail URL        the mail server, smtp+tls://user:password@host:587; without it letters stay in /var/lib/portal/mail
#   --certbot EMAIL   a certificate of Let's Encrypt; without it nginx begins with one that browsers do not trust
#   --redis           Redis, for more than one machine or much traffic
#   --starter         the starter content
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)

domain='' office='' mail='' certbot='' redis='' starter=''
while (($#)); do
  case $1 in
    --domain) domain=$2; shift 2 ;;
    --office) office=$2; shift 2 ;;
    --mail) mail=$2; shift 2 ;;
    --certbot) certbot=$2; shift 2 ;;
    --redis) redis=yes; shift ;;
    --starter) starter=yes; shift ;;
    *) sed -n '2,11s/^# \?//p' "$0" >&2; exit 2 ;;
  esac
done
env=/etc/portal/portal.env
[[ -n $domain || ! -e $env ]] || domain=$(sed -n 's/^ALLOWED_HOSTS=\([^,]*\).*/\1/p' "$env")
[[ $(id -u) == 0 ]] || { echo "Run this as root: sudo $0 …" >&2; exit 1; }
[[ $domain =~ ^[a-z0-9.-]+$ ]] || { echo "Say under which name the portal will be reached: --domain cities.example.org" >&2; exit 1; }
[[ -n $office || -e $env ]] || { echo "Say who gets the messages of the contact form: --office office@example.org" >&2; exit 1; }
. /etc/os-release
[[ ${ID:-} == debian && ${VERSION_ID:-0} -ge 12 ]] || echo "This is ${PRETTY_NAME:-an unknown system}; the script was made for Debian 12." >&2

# In a container without systemd nothing is started; the last lines say how.
has_systemd() { [[ -d /run/systemd/system ]]; }

echo "── packages"
packages=(python3 python3-venv nginx libnginx-mod-http-brotli-static postgresql openssl curl ca-certificates tzdata logrotate)
[[ -z $redis ]] || packages+=(redis-server)
[[ -z $certbot ]] || packages+=(certbot)
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null

echo "── user and folders"
getent passwd portal >/dev/null || adduser --system --group --home /var/lib/portal --no-create-home --quiet portal
install -d -m 755 /srv/portal /srv/portal/releases
# Others may pass through; what lies inside decides for itself. nginx, which is www-data, reads photos and static files.
install -d -m 711 -o portal -g portal /var/lib/portal
install -d -m 2750 -o portal -g www-data /var/lib/portal/media /var/lib/portal/static
install -d -m 750 -o root -g portal /etc/portal
install -d -m 755 /var/www/portal-acme /var/cache/nginx

echo "── database"
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
if [[ -e $env ]] && ! grep -q '^DATABASE_URL=postgres:///' "$env"; then
  echo "It is on another machine, says $env."
else
  has_systemd || pg_isready -q || pg_ctlcluster "$(ls /etc/postgresql | sort -n | tail -1)" main start
  for _ in $(seq 30); do pg_isready -q && break; sleep 1; done
  [[ $(as_postgres psql -tAc "SELECT 1 FROM pg_roles WHERE rolname = 'portal'") == 1 ]] || as_postgres createuser portal
  [[ $(as_postgres psql -tAc "SELECT 1 FROM pg_database WHERE datname = 'portal'") == 1 ]] ||
    as_postgres createdb --owner portal --encoding UTF8 --template template0 portal
fi

echo "── settings"
if [[ ! -e $env ]]; then
  # Nobody but root and the portal reads the key.
  (umask 027 && cat >"$env" <<ENV
# Every setting is described in .env.example. After a change: systemctl restart portal-web portal-tasks portal-mail
SECRET_KEY=$(openssl rand -base64 48 | tr -d '\n=+/')
ALLOWED_HOSTS=$domain
SITE_URL=https://$domain
VAR_DIR=/var/lib/portal
# Through the socket of this machine, as the user portal, without a password.
DATABASE_URL=postgres:///portal
OFFICE_EMAIL=$office
DEFAULT_FROM_EMAIL=portal@$domain
BEHIND_PROXY=on
${mail:+EMAIL_URL=$mail}
${redis:+CACHE_URL=redis://127.0.0.1:6379/0}
ENV
  )
fi
# Also of a file that was brought from another machine.
chgrp portal "$env"
chmod 640 "$env"
install -m 755 /dev/stdin /usr/local/bin/portal <<'COMMAND'
#!/bin/sh
# manage.py of the portal, as its user: sudo portal createsuperuser
cd /srv/portal/current && exec runuser -u portal -- .venv/bin/python manage.py "$@"
COMMAND

echo "── TLS"
tls=/etc/portal/tls
if [[ ! -e $tls/fullchain.pem ]]; then
  # So that nginx can begin; --certbot puts a true one in its place.
  install -d -m 700 "$tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$domain" \
    -addext "subjectAltName=DNS:$domain" -keyout "$tls/privkey.pem" -out "$tls/fullchain.pem" 2>/dev/null
fi

echo "── nginx"
install -m 644 "$source/deploy/nginx/http.conf" /etc/nginx/conf.d/portal.conf
# Other machines may have been written into it.
[[ -e /etc/nginx/conf.d/portal-upstream.conf ]] ||
  install -m 644 "$source/deploy/nginx/upstream.conf" /etc/nginx/conf.d/portal-upstream.conf
install -m 644 "$source/deploy/nginx/site.conf" /etc/nginx/snippets/portal-site.conf
install -D -m 644 "$source/deploy/nginx/away.html" /var/www/portal/away.html
sed "s/learningcities\.example/$domain/g" "$source/deploy/nginx/portal.conf" >/etc/nginx/sites-available/portal
# A machine without IPv6 refuses these lines.
[[ -e /proc/net/if_inet6 ]] || sed -i '/listen \[::\]/d' /etc/nginx/sites-available/portal
ln -sfn ../sites-available/portal /etc/nginx/sites-enabled/portal
rm -f /etc/nginx/sites-enabled/default
nginx -t -q

echo "── services"
cp -r "$source"/deploy/systemd/portal-* /etc/systemd/system/
timers=()
for timer in "$source"/deploy/systemd/*.timer; do timers+=("$(basename "$timer")"); done
if has_systemd; then
  systemctl daemon-reload
  systemctl enable --quiet portal-web.socket portal-web portal-tasks portal-mail "${timers[@]}"
  systemctl start portal-web.socket
fi

"$source/deploy/upgrade.sh"

if [[ -n $starter ]]; then
  echo "── starter content"
  portal load_starter
fi
if has_systemd; then
  systemctl start "${timers[@]}"
  systemctl reload-or-restart nginx
fi
if [[ -n $certbot && ! -e /etc/letsencrypt/live/$domain ]]; then
  echo "── certificate"
  if certbot certonly --non-interactive --agree-tos --email "$certbot" --webroot --webroot-path /var/www/portal-acme \
    --domain "$domain" --deploy-hook "systemctl reload nginx"; then
    ln -sfn "/etc/letsencrypt/live/$domain/fullchain.pem" "$tls/fullchain.pem"
    ln -sfn "/etc/letsencrypt/live/$domain/privkey.pem" "$tls/privkey.pem"
    systemctl reload nginx
  else
    has_no_certificate=yes
  fi
fi

echo
if [[ -n ${has_no_certificate:-} ]]; then
  echo "Let's Encrypt gave no certificate; the one in $tls stays, and browsers warn if it is the first one." >&2
  echo "When $domain leads here and port 80 is open to the world: sudo $0 --certbot $certbot" >&2
fi
echo "The portal is installed. Next: sudo portal createsuperuser"
if has_systemd; then
  echo "It runs at https://$domain/. What it says: journalctl -u 'portal-*' -e"
else
  echo "systemd does not run here, so nothing was started. By hand, as the user portal in /srv/portal/current:"
  sed -n 's/^ExecStart=/  /p' "$source"/deploy/systemd/portal-{web,tasks,mail}.service
  echo "gunicorn with --bind unix:/run/portal/web.sock --umask 7, after: install -d -m 2750 -o portal -g www-data /run/portal"
  echo "And as root: nginx"
fi
