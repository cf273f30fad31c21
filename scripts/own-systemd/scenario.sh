#!/bin/bash
# What is tried below systemd, by root: each line of `told` is `ok WHAT` or `not ok WHAT`, `details` is what was said meanwhile.
cd /tmp || exit
exec >>details 2>&1 </dev/null
trap 'cp /tmp/details /tmp/told /mnt' EXIT
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin NO_COLOR=1
check() {
  local what=$1
  shift
  printf '\n== %s\n' "$what"
  local verdict='not ok'
  if "$@"; then verdict=ok; fi
  echo "$verdict $what" | tee -a /tmp/told
}
# The lines of a command say this.
says() {
  local wanted=$1
  shift
  "$@" 2>&1 | tee -a /dev/stderr | grep -q -e "$wanted"
}
within() {
  local seconds=$1
  shift
  for ((tries = 0; tries < seconds; tries += 1)); do
    if "$@"; then return 0; fi
    sleep 1
  done
  return 1
}

STATE=/var/lib/sallyport
CREDENTIALS=/run/credentials/sallyport.service
GROUP=/sys/fs/cgroup/system.slice/sallyport.service
as_service() { runuser -u sallyport -- env SALLYPORT_HOME=$STATE HOME=$STATE "$@"; }
main_pid() { systemctl show -P MainPID sallyport; }
call() { timeout 60 node /srv/client/client.mjs http://127.0.0.1:7325/s/notes/mcp "$@"; }
launched() { "$1" sallyport log query --type launch --limit 1; }

install -d -m 700 -o sallyport -g sallyport $STATE
install -m 600 -o sallyport -g sallyport /dev/stdin $STATE/config.yaml <<END
yes: allow
policy: observe
metrics: 127.0.0.1:9464
secretsKey: cmd:/usr/bin/cat $CREDENTIALS/secrets-key
END
mkdir -p /etc/sallyport /etc/systemd/system/sallyport.service.d
umask 077
echo "passphrase-$RANDOM-$RANDOM-$RANDOM" | systemd-creds encrypt --name=secrets-key - /etc/sallyport/secrets-key.cred
echo "from-a-file" >/etc/sallyport/notes-key
cat >/etc/systemd/system/sallyport.service.d/credentials.conf <<END
[Service]
LoadCredentialEncrypted=secrets-key:/etc/sallyport/secrets-key.cred
LoadCredential=notes-key:/etc/sallyport/notes-key
END
chmod 644 /etc/systemd/system/sallyport.service.d/credentials.conf
umask 022
systemctl daemon-reload

check 'systemd finds nothing to say of the unit' says '^0 lines$' bash -c \
  'systemd-analyze verify /etc/systemd/system/sallyport.service 2>&1 | wc -l | sed "s/$/ lines/"'
check 'the service starts' systemctl start sallyport
check 'it can be asked once it has started' bash -c 'exec 3<>/dev/tcp/127.0.0.1/7325'
check 'a secret is kept under a passphrase that systemd hands over' bash -c \
  "printf from-the-store | runuser -u sallyport -- env SALLYPORT_HOME=$STATE HOME=$STATE sallyport secrets set STORED"
check 'a server is approved while it runs' as_service sallyport approve notes --yes \
  --secret "FILED=file:$CREDENTIALS/notes-key" --secret STORED=store:STORED -- node /srv/notes/server.mjs
TOKEN=$(as_service sallyport serve --show-token)
export TOKEN
check 'an official client calls a tool' says 'hello there' call echo '{"text":"hello there"}'
check 'its server is held by a control group of the service' says 'limits held by cgroup' launched as_service
check 'with the memory that was approved' grep -q '^2147483648$' $GROUP/sallyport-*-*/memory.max
server=$(pgrep -f '^[^ ]*node /srv/notes/server.mjs' | head -1)
check 'a secret from a credential reaches the server' grep -qz '^FILED=from-a-file$' "/proc/$server/environ"
check 'a stored secret reaches it too' grep -qz '^STORED=from-the-store$' "/proc/$server/environ"

before=$(main_pid)
check 'it is reloaded' systemctl reload sallyport
check 'and goes on as the same process' test "$before" = "$(main_pid)"

is_asked() { as_service sallyport log query --type message --json --limit 20 | grep -q '"wait"'; }
call wait '{"count":5000}' >/tmp/answer &
calling=$!
check 'a call reaches the server' within 30 is_asked
check 'and is not answered yet' test ! -s /tmp/answer
check 'the service stops' systemctl stop sallyport
wait $calling
check 'and the call was answered' grep -q 'wait done' /tmp/answer
check 'nothing of it is left' test ! -e $GROUP -a -z "$(pgrep -f /srv/notes/server.mjs)"
check 'and it had ended by itself' says '^success$' systemctl show -P Result sallyport

systemctl start sallyport
call echo '{"text":"once more"}'
killed=$(main_pid)
server=$(pgrep -f '^[^ ]*node /srv/notes/server.mjs' | head -1)
kill -9 "$killed"
is_new() { [ "$(main_pid)" != "$killed" ] && systemctl is-active -q sallyport; }
check 'killed, it is started again' within 30 is_new
check 'and its servers did not outlive it' test ! -e "/proc/$server"
check 'clients are answered again' says 'after that' call echo '{"text":"after that"}'
check 'and servers are held as before' says 'limits held by cgroup' launched as_service
check 'the log is whole' as_service sallyport log verify
check 'what it says is in the journal' says 'answered first' journalctl --no-pager -o cat -u sallyport
systemctl stop sallyport
check 'servers of root are held by scopes of the machine' says '(systemd-scope)' \
  env SALLYPORT_HOME=/var/lib/sallyport-of-root sallyport doctor

loginctl enable-linger ada
as_ada() {
  systemd-run --machine=ada@.host --user --pipe --wait --quiet --collect -E PATH="$PATH" -E NO_COLOR=1 "$@"
}
within 30 as_ada true
install -d -m 700 -o ada -g ada /home/ada/.config /home/ada/.config/sallyport /home/ada/.config/systemd{,/user}
install -m 600 -o ada -g ada /dev/stdin /home/ada/.config/sallyport/config.yaml <<<$'yes: allow\npolicy: observe'
install -m 644 -o ada -g ada /srv/user.service /home/ada/.config/systemd/user/sallyport.service
as_ada systemctl --user daemon-reload
check 'a user starts a service of their own' as_ada systemctl --user start sallyport
check 'a user approves a server' as_ada sallyport approve notes --yes --memory 200M -- node /srv/notes/server.mjs
TOKEN=$(as_ada sallyport serve --show-token)
check 'a client of the user calls a tool' says 'as ada' call echo '{"text":"as ada"}'
check 'its server is held by a scope of the user' says 'limits held by systemd-scope' launched as_ada
check 'with the memory that was approved there' grep -q '^209715200$' \
  /sys/fs/cgroup/user.slice/user-*.slice/user@*.service/app.slice/sallyport-*.scope/memory.max
check 'the service of the user stops' as_ada systemctl --user stop sallyport
check '`run` holds a server by a scope too' says '"serverInfo"' as_ada bash -c '(
  echo "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}"
  sleep 15) | sallyport run notes'
check 'and says so in the log' says 'limits held by systemd-scope' launched as_ada
echo end >>/tmp/told
