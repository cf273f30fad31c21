// Files that hold what opens doors, and files that run by themselves. A path is judged as it is written: what stands in a folder
// of samples is none of them.

/** Where somebody's own files lie; `~` and variables too. */
const HOME = String.raw`(?:~\w{0,32}|\$\{?(?:home|userprofile|env:userprofile)\}?|%userprofile%|/root|/home/[\w.-]{1,64}|/users/[\w.-]{1,64}|[a-z]:[\\/]users[\\/][\w.-]{1,64}|/var/root)`
const END = String.raw`(?![\w.-])`

const SECRETS: readonly RegExp[] = [
  new RegExp(
    String.raw`${HOME}[\\/]+\.ssh[\\/]+(?!(?:known_hosts|config|authorized_keys)\b)[\w.-]{1,64}(?<!\.pub)${END}`,
    'i',
  ),
  new RegExp(
    String.raw`${HOME}[\\/]+\.(?:ssh|gnupg|aws|azure|kube|docker|password-store|mozilla)[\\/]*(?:[\s'"]|$)`,
    'i',
  ),
  new RegExp(
    String.raw`${HOME}[\\/]+\.(?:aws[\\/]credentials|kube[\\/]config|docker[\\/]config\.json|netrc|npmrc|pypirc|pgpass|my\.cnf|git-credentials|vault-token|config[\\/](?:gh[\\/]hosts\.yml|gcloud|op[\\/])|gnupg[\\/][\w./-]{1,64}|azure[\\/][\w.-]{1,64}|terraform\.d[\\/]credentials|cargo[\\/]credentials|gem[\\/]credentials|env)`,
    'i',
  ),
  new RegExp(String.raw`${HOME}[\\/](?:[\w.-]{1,64}[\\/]){0,6}\.env(?:\.(?:local|production|prod))?${END}`, 'i'),
  /(?:^|[\s'"=@:])(?:\/private)?\/etc\/(?:shadow|gshadow|master\.passwd|security\/[ou]passwd|krb5\.keytab|ssh\/ssh_host_\w{2,20}_key)(?![\w.-])/i,
  /(?:^|[\s'"=@:])\/proc\/(?:self|\d{1,10}|\*)\/(?:environ|mem)(?![\w.-])/i,
  /(?:^|[\s'"=@:])\/(?:var\/)?run\/secrets\/(?:kubernetes\.io\/serviceaccount\/token|[\w./-]{1,80}token)(?![\w.-])/i,
  /\\(?:windows|winnt)\\(?:system32\\config|repair)\\(?:sam|system|security)\b/i,
  /(?:^|[\\/])(?:login data|wallet\.dat|ntds\.dit)(?:['"\s]|$)/i,
]

const STARTS: readonly RegExp[] = [
  new RegExp(String.raw`${HOME}[\\/]+\.ssh[\\/]+(?:authorized_keys2?|rc|environment)${END}`, 'i'),
  new RegExp(
    String.raw`${HOME}[\\/]+\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|config[\\/](?:autostart|systemd[\\/]user|fish[\\/]config\.fish)|xinitrc)`,
    'i',
  ),
  /(?:^|[\s'"=])\/etc\/(?:cron(?:tab|\.\w{1,12})|sudoers|passwd|profile|ld\.so\.preload|rc\.local|init\.d|systemd\/system|pam\.d|ssh\/sshd_config|hosts)\b/i,
  /(?:^|[\s'"=])\/var\/spool\/cron\b/i,
  /(?:^|[\s'"=\\/])\.git[\\/]+(?:hooks[\\/]+[\w-]{1,40}|config)(?![\w.-])/i,
  /\\start menu\\programs\\startup\\/i,
]

/** Most paths hold none of these. */
const HINTS = /[\\/]\.\w|\.git|[\\/](?:etc|proc|secrets|cron|startup)\b|system32|repair|login data|wallet|ntds/i

/** Names a file whose words are somebody's keys. */
export const isSecretFile = (text: string): boolean => HINTS.test(text) && SECRETS.some((pattern) => pattern.test(text))
/** Names a file that decides who gets in or what runs at the next start. */
export const isStartFile = (text: string): boolean => HINTS.test(text) && STARTS.some((pattern) => pattern.test(text))
