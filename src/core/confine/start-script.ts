// The script that runs first inside every sandbox: it tries what must be impossible, reports, waits for leave, and then
// becomes the server. Being that very process, it cannot be tested in one sandbox and started in another.
import { CARRIER, WORD } from './environment.ts'
import { FD } from './plan.ts'

/** The first two bytes of every answer to the query below. */
export const QUERY_ID = 'SP'
/** A DNS query for a name that nobody can be granted, in octal escapes for the shell's printf. */
const QUERY = `${QUERY_ID}\\001\\000\\000\\001\\000\\000\\000\\000\\000\\000\\017sallyport-probe\\007invalid\\000\\000\\001\\000\\001`
/** The start of the answer that there is no such name. */
const NO_NAME = `${QUERY_ID}\\201\\203`
/**
 * Says `refused` where our own responder answers, and knows no name that was not granted. On a machine that is busy it may take
 * seconds to be let run.
 */
const LOOK_UP = `_sp_look() { printf '${QUERY}' >&3; IFS= read -r -N 4 -t 8 -u 3 _sp_answer; [[ $_sp_answer == $'${NO_NAME}' ]] && echo refused; }`
const RESPONDER = '3<>/dev/udp/127.0.0.1/53'

/** The same by itself, for a network that is entered from outside. */
export const LOOK_SCRIPT = `${LOOK_UP}\n_sp_look ${RESPONDER}`

/**
 * Bash, because its redirections open files and sockets without any other program. Nothing here forks but the two network
 * probes, whose error text matters: only "refused" or "unreachable" shows that the probe itself works.
 */
export const START_SCRIPT = `
_sp_bait=$1 _sp_scratch=$2 _sp_limits=($3) _sp_vars=$4 _sp_names=$5 _sp_filled=($6)
shift 6
# An attempt that cannot throw its words away fails before it tries anything.
[[ -c /dev/null ]] && : >/dev/null || { printf '/dev/null is no device\\n' >&2; exit 125; }
say() { printf '%s\\n' "$1" >&${FD.talk}; }
attempt() { if "_sp_$1" 2>/dev/null; then say "$1 can"; else say "$1 cannot"; fi; }
_sp_read() { { :; } <"$_sp_bait"; }
_sp_write() { : >"$_sp_scratch"; }
_sp_root() { : >/sallyport-probe; }
_sp_kernel() { : >>/proc/sys/kernel/core_pattern; }
attempt read; attempt write; attempt root; attempt kernel

IFS=' ' read -r -u ${FD.talk} _sp_tcp _sp_udp || exit 125
say "connect $({ { :; } 3<>"/dev/tcp/127.0.0.1/$_sp_tcp" && echo can; } 2>&1)"
_sp_ask() { printf '${QUERY}' >&3; IFS= read -r -N 2 -t 2 -u 3 _sp_answer && echo can; }
say "name $({ _sp_ask 3<>"/dev/udp/127.0.0.1/$_sp_udp"; } 2>&1)"
if [[ $_sp_names ]]; then
  ${LOOK_UP}
  say "unknown $({ _sp_look ${RESPONDER}; } 2>&1)"
fi

while IFS= read -r _sp_line; do
  case $_sp_line in Uid:*|Cap*:*|NoNewPrivs:*|Seccomp:*) say "status \${_sp_line//$'\\t'/ }" ;; esac
done </proc/self/status
_sp_list=(/proc/[0-9]*)
say "processes \${#_sp_list[@]}"
for _sp_fd in /proc/self/fd/*; do
  _sp_n=\${_sp_fd##*/}
  ((_sp_n > ${FD.talk})) && [[ -L $_sp_fd ]] || continue
  if [[ $_sp_fd -ef /dev/null ]]; then exec {_sp_n}<&-; else say "descriptor $_sp_n"; fi
done

while [[ $1 != -- ]]; do
  _sp_way=$1 _sp_path=$2
  shift 2
  if [[ $_sp_way == keep ]]; then
    if [[ -w $_sp_path ]]; then say 'start-place can'; else say 'start-place cannot'; fi
    continue
  fi
  if [[ $_sp_way == pipe ]]; then
    if [[ -p $_sp_path ]]; then say 'pipe can'; else say 'pipe cannot'; fi
    continue
  fi
  if [[ -d $_sp_path && ! -x $_sp_path || ! -r $_sp_path || $_sp_way == write && ! -w $_sp_path ]]; then say 'grant cannot'; else say 'grant can'; fi
done
shift
if [[ -f $1 && -x $1 ]]; then say 'program can'; else say 'program cannot'; fi
_sp_lower() { ulimit "-$1" "$2" 2>/dev/null || (($(ulimit -H "-$1") <= $2)); }
_sp_silent() {
  while IFS= read -r _sp_line; do
    [[ $_sp_line == 'Max core file size '* ]] && { [[ $_sp_line =~ \\ [01]\\ +[01]\\ +bytes ]]; return; }
  done </proc/self/limits
  return 1
}
_sp_all() { _sp_silent && _sp_lower d "$1" && _sp_lower u "$2" && _sp_lower n "$3" && _sp_lower f "$4"; }
if _sp_all "\${_sp_limits[@]}"; then say 'limits can'; else say 'limits cannot'; fi
say 'done'

IFS= read -r -u ${FD.talk} _sp_word
[[ $_sp_word == go ]] || exit 125
exec ${FD.talk}>&-
_sp_words=("$@")
for _sp_i in "\${_sp_filled[@]}"; do
  _sp_name=${WORD}$_sp_i
  _sp_words[_sp_i]=\${!_sp_name}
  unset "$_sp_name"
done
for ((_sp_i = 0; _sp_i < _sp_vars; _sp_i++)); do
  _sp_name=${CARRIER}$_sp_i
  export -- "\${!_sp_name}"
  unset "$_sp_name"
done
export -n PWD OLDPWD
exec -- "\${_sp_words[@]}"
`
