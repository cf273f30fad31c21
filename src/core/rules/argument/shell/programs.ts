// What a shell would run: the programs that machines usually have. A word behind a separator is a command only if it is one of
// them, or a path; otherwise it may as well be the next item of a list.

const words = (text: string): string[] => text.trim().split(/\s+/)

/** POSIX utilities, and what most systems have beside them. */
const UNIX = words(`
  alias ar arch at awk base32 base64 basename batch bc bg bunzip2 bzip2 cal cat cd chattr chgrp chmod chown chroot cksum clear cmp
  comm compgen cp cpio cron crontab csplit curl cut date dc dd declare df diff dig dirname dmesg dmidecode docker du echo ed egrep
  env ex exec expand export expr false fc fdisk fetch fg fgrep file find finger flock fmt fold free ftp fuser getconf getent
  getfacl git grep groups gunzip gzip halt head hexdump history host hostid hostname iconv id ifconfig init insmod install ip
  iptables jobs join journalctl kill killall last lastlog ldd less link ln locale locate logger login logname logout ls lsattr
  lscpu lsmod lsof lspci lsusb mail mailx make man md5sum mesg mkdir mkfifo mkfs mknod mktemp modprobe more mount mv nano nc ncat
  netcat netstat nice nl nohup nproc nslookup od openssl passwd paste patch pathchk ping ping6 pgrep pkill pr printenv printf ps
  pwd read readlink realpath reboot rename renice rev rm rmdir rmmod route rsync scp script sed seq service set setfacl sftp sha1sum
  sha256sum shred shuf shutdown sleep socat sort source split ss ssh stat strace strings stty su sudo sum sysctl systemctl tac tail
  tar tcpdump tee telnet test tftp time timeout top touch tr traceroute trap true truncate tsort tty type ulimit umask umount
  unalias uname uniq unlink unset unxz unzip uptime useradd userdel usermod users vi vim visudo vmstat w wait wall watch wc wget
  whereis which who whoami whois write xargs xxd xz yes zcat zip`)

const INTERPRETERS = words(`
  ash bash busybox csh dash fish ksh mksh sh tcsh zsh lua node nodejs deno bun perl php python python2 python3 ruby irb tclsh osascript
  java gcc cc pwsh powershell`)

/** Of Windows, by their names without an ending. */
const WINDOWS = words(`
  arp assoc attrib bcdedit bitsadmin cacls calc certutil chkdsk cls cmd cmdkey copy cscript del dir diskpart doskey driverquery erase
  explorer findstr fsutil ftype getmac icacls ipconfig label md mklink move mshta msiexec nbtstat net net1 netsh notepad ntdsutil
  ping pskill qprocess query rd reg regsvr32 ren robocopy rundll32 sc schtasks shutdown start sysinfo systeminfo takeown taskkill
  tasklist tree type ver vol vssadmin wevtutil where whoami winrm wmic wscript xcopy
  iex iwr irm gc gci invoke-expression invoke-webrequest invoke-restmethod invoke-command start-process get-content get-childitem
  get-process remove-item new-object set-executionpolicy stop-process stop-service add-localgroupmember`)

const KNOWN: ReadonlySet<string> = new Set([...UNIX, ...INTERPRETERS, ...WINDOWS])
const INTERPRETS: ReadonlySet<string> = new Set([
  ...INTERPRETERS,
  'iex',
  'invoke-expression',
  'cmd',
  'cscript',
  'wscript',
  'mshta',
])
const FETCHES: ReadonlySet<string> = new Set(
  words(
    'curl wget fetch aria2c axel lwp-download lwp-request http https xh iwr irm invoke-webrequest invoke-restmethod certutil bitsadmin ftp tftp scp',
  ),
)

/** `/usr/bin/python3.11`, `CMD.EXE` → python3, cmd. */
export const nameOf = (word: string): string =>
  word
    .slice(-LONGEST)
    .replace(/^.*[/\\]/s, '')
    .toLowerCase()
    .replace(/\.(?:exe|com|bat|cmd)$/, '')
    .replace(/^(python\d?|perl\d?|ruby|node|php\d?|lua)[\d.-]+$/, '$1')

const LONGEST = 200

export const isProgram = (word: string): boolean => KNOWN.has(nameOf(word))
export const isInterpreter = (word: string): boolean => INTERPRETS.has(nameOf(word))
export const isFetcher = (word: string): boolean => FETCHES.has(nameOf(word))
