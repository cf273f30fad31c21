// What lies at a place that code names: somebody's keys, what a browser keeps, what runs at the next start. The places are known ones;
// what follows from a use of them is for rules to say.

export type PlaceKind =
  | 'keys'
  | 'tokens'
  | 'cloud'
  | 'browser'
  | 'wallet'
  | 'history'
  | 'chats'
  | 'variables'
  | 'start'
  | 'client'
  | 'instructions'
  | 'accounts'
  | 'processes'
  | 'network'
  | 'mounts'
  | 'logs'
  | 'hardware'
  | 'web'
  | 'hidden-temp'
  | 'system'

/** Whose content is secret wherever it lies. */
export const SECRET_KINDS: ReadonlySet<PlaceKind> = new Set([
  'keys',
  'tokens',
  'cloud',
  'browser',
  'wallet',
  'history',
  'chats',
])
/** What tells about the machine and who uses it. */
export const HOST_KINDS: ReadonlySet<PlaceKind> = new Set([
  'accounts',
  'processes',
  'network',
  'mounts',
  'logs',
  'hardware',
])

const S = String.raw`[\\/]`
const PLACES: readonly (readonly [PlaceKind, RegExp])[] = [
  [
    'start',
    new RegExp(
      String.raw`\.ssh${S}(?:authorized_keys|rc\b)|\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|xinitrc)$|${S}autostart(?:${S}|$)|systemd${S}(?:user|system)(?:${S}|$)|Library${S}Launch(?:Agents|Daemons)|^/etc/(?:cron|rc\.local|init\.d|profile|ld\.so|sudoers)|/var/spool/cron|\.git${S}hooks|Start Menu.{0,20}Startup|site-packages${S}(?:.{1,80}\.pth$|(?:site|user)customize\.py$)|CurrentVersion${S}Run`,
      'i',
    ),
  ],
  [
    'keys',
    new RegExp(
      String.raw`(?:^|${S})\.ssh(?:${S}|$)(?!known_hosts|config)|${S}?id_(?:rsa|dsa|ecdsa|ed25519)(?!\.pub)\b|(?:^|${S})\.gnupg\b|^/etc/(?:shadow|gshadow|ssh/ssh_host)|^/etc/ssl/private|${S}\*?\.(?:pem|p12|pfx|key|jks)$|^\*{1,2}\.(?:pem|p12|pfx|key|crt)$`,
      'i',
    ),
  ],
  [
    'cloud',
    new RegExp(
      String.raw`\.aws(?:${S}|$)|\.azure(?:${S}|$)|${S}gcloud(?:${S}|$)|application_default_credentials|\.kube(?:${S}config)?$|\.docker${S}config\.json|\.config${S}doctl|secrets${S}kubernetes\.io|\.terraform\.d${S}credentials|^/(?:var/)?run/secrets`,
      'i',
    ),
  ],
  [
    'tokens',
    new RegExp(
      String.raw`\.(?:netrc|npmrc|pypirc|git-credentials|pgpass|my\.cnf|vault-token)$|gh${S}hosts\.yml|\.gem${S}credentials|\.cargo${S}credentials|\.config${S}hub$|\.vscode.{0,12}${S}settings\.json|(?:api[-_]?keys?|secrets?|credentials)\.(?:json|ya?ml|txt|env)$`,
      'i',
    ),
  ],
  [
    'browser',
    new RegExp(
      String.raw`Login Data|(?:Google|Chromium|BraveSoftware|Microsoft Edge|Vivaldi|Opera).{0,60}(?:User Data|Default|Cookies|History|Local State)|(?:google-chrome|chromium|BraveSoftware)(?:${S}|$)|Firefox.{0,20}Profiles|\.mozilla${S}firefox|(?:logins\.json|key4\.db|cookies\.sqlite|places\.sqlite|Cookies\.binarycookies)|Safari${S}(?:History|Cookies)`,
      'i',
    ),
  ],
  [
    'wallet',
    new RegExp(
      String.raw`wallet\.dat|(?:Exodus|Electrum|Ethereum|MetaMask|Atomic|solana|\.bitcoin)(?:${S}|$).{0,40}(?:wallet|keystore|id\.json|\.ldb|$)|nkbihfbeogaeaoehlefnkodbefgpgknn`,
      'i',
    ),
  ],
  ['history', /\.(?:bash|zsh|sh|python|node_repl|mysql|psql|rediscli)_history$|fish_history$|ConsoleHost_history/i],
  [
    'chats',
    new RegExp(
      String.raw`(?:discord|Slack|Telegram Desktop|Signal)(?:${S}.{0,60})?(?:leveldb|tdata|Local Storage|Cookies|config\.json)|WhatsApp.{0,40}(?:ChatStorage|msgstore)|${S}chat\.db$`,
      'i',
    ),
  ],
  ['variables', new RegExp(String.raw`(?:^|${S})\.env(?:\.[\w.-]{1,20})?$`, 'i')],
  [
    'client',
    /claude_desktop_config\.json|\.cursor[\\/]mcp\.json|(?:^|[\\/])\.?mcp\.json$|mcp_config\.json|\.claude\.json|\.claude[\\/]settings|cline_mcp_settings|\.codex[\\/]config\.toml|\.gemini[\\/]settings/i,
  ],
  [
    'instructions',
    /(?:^|[\\/])(?:CLAUDE|AGENTS|GEMINI)\.md$|\.cursorrules$|\.cursor[\\/]rules|copilot-instructions\.md$|\.windsurfrules$/i,
  ],
  [
    'accounts',
    /^\/etc\/(?:passwd|group|login\.defs|security\/|sudoers)|\/var\/log\/(?:wtmp|btmp|lastlog)|\/var\/run\/utmp/i,
  ],
  ['processes', /^\/proc\/(?:\uFFFC|\*|\d+|\[)[^/]*(?:\/|$)|^\/proc\/?$/],
  [
    'network',
    /^\/etc\/(?:hosts|resolv\.conf|hostname|network|netplan|nsswitch\.conf|iptables)|^\/proc\/(?:self\/)?net\/|^\/sys\/class\/net|^\/etc\/NetworkManager/i,
  ],
  ['mounts', /^\/proc\/(?:self\/)?(?:mounts|mountinfo|partitions)|^\/etc\/(?:fstab|mtab)/i],
  ['logs', /^\/var\/log(?:\/|$)/i],
  [
    'hardware',
    /^\/proc\/(?:cpuinfo|meminfo|version|uptime|loadavg|modules|cmdline|devices|interrupts|stat)|^\/sys\/(?:class\/dmi|block|devices|firmware)|^\/etc\/(?:machine-id|os-release|lsb-release)/i,
  ],
  [
    'hidden-temp',
    new RegExp(
      String.raw`^(?:/(?:var/)?tmp|/dev/shm|[a-z]:${S}(?:windows${S})?temp|%temp%)${S}(?:[\w.-]{1,40}${S})?\.[\w-]`,
      'i',
    ),
  ],
  ['web', /^\/var\/www\/|^\/srv\/(?:http|www)\/|^\/usr\/share\/nginx|\\inetpub\\wwwroot/i],
  ['system', /^\/(?:etc|usr|bin|sbin|lib|boot)\/|^[a-z]:[\\/]windows[\\/]/i],
]

/** The gravest that fits; null: nothing is known about it. */
export function placeOf(path: string): PlaceKind | null {
  if (path.length > 600) return null
  const plain = path.replace(/^\uFFFC\//, '')
  return PLACES.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}

export const kindsOf = (paths: readonly string[]): ReadonlySet<PlaceKind> =>
  new Set(paths.flatMap((path) => placeOf(path) ?? []))
