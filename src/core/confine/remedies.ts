// The exact commands that give a machine what a sandbox needs. Arguments, never shell text: they are shown and run as they are.
import { shellLine } from '../text/shell-word.ts'

/** One command; `input` goes to its stdin. */
export type Remedy = { readonly argv: readonly [string, ...string[]]; readonly input?: string }
export const PACKAGE_MANAGERS = ['apt-get', 'dnf', 'pacman', 'zypper', 'apk'] as const
export type PackageManager = (typeof PACKAGE_MANAGERS)[number]

const INSTALL: Readonly<Record<PackageManager, readonly (readonly [string, ...string[]])[]>> = {
  'apt-get': [
    ['apt-get', 'update'],
    ['apt-get', 'install', '--yes', '--no-install-recommends'],
  ],
  dnf: [['dnf', 'install', '--assumeyes']],
  pacman: [['pacman', '-S', '--needed', '--noconfirm']],
  zypper: [['zypper', '--non-interactive', 'install']],
  apk: [['apk', 'add']],
}
const PACKAGES = {
  bwrap: 'bubblewrap',
  setpriv: 'util-linux',
  unshare: 'util-linux',
  prlimit: 'util-linux',
  bash: 'bash',
  ip: 'iproute2',
} as const
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'setpriv of apk': 'setpriv',
  'unshare of apk': 'util-linux-misc',
  'prlimit of apk': 'util-linux-misc',
  'ip of dnf': 'iproute',
}
export type Program = keyof typeof PACKAGES

export function installing(programs: readonly Program[], manager: PackageManager): Remedy[] {
  const commands = INSTALL[manager]
  const names = programs.map((program) => OTHER_NAMES[`${program} of ${manager}`] ?? PACKAGES[program])
  return commands.map((argv, i) => ({ argv: i === commands.length - 1 ? [...argv, ...new Set(names)] : argv }))
}

/** Lets bubblewrap alone make user namespaces where AppArmor forbids them to all (Ubuntu 23.10 and newer). */
export function allowingBubblewrap(bwrap: string): Remedy[] {
  const profile = [
    'abi <abi/4.0>,',
    'include <tunables/global>',
    `profile sallyport-bwrap ${bwrap} flags=(unconfined) {`,
    '  userns,',
    '}',
    '',
  ].join('\n')
  const path = '/etc/apparmor.d/sallyport-bwrap'
  return [{ argv: ['tee', path], input: profile }, { argv: ['apparmor_parser', '--replace', path] }]
}

/** The kernel settings that forbid user namespaces to everyone, and the value that allows them again. */
export const NAMESPACE_SETTINGS = [
  { path: '/proc/sys/user/max_user_namespaces', name: 'user.max_user_namespaces', forbids: '0', allow: '15000' },
  {
    path: '/proc/sys/kernel/unprivileged_userns_clone',
    name: 'kernel.unprivileged_userns_clone',
    forbids: '0',
    allow: '1',
  },
] as const
export const APPARMOR_SETTING = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'

export const allowingSetting = (name: string, value: string): Remedy[] => [
  { argv: ['sysctl', '-w', `${name}=${value}`] },
]

/** For an ordinary user the same command through sudo. */
export const asRoot = ({ argv, ...rest }: Remedy, isRoot: boolean): Remedy => ({
  ...rest,
  argv: isRoot ? argv : ['sudo', ...argv],
})

/** As a person would type it. */
export function shownCommand({ argv, input }: Remedy): string {
  const command = shellLine(argv)
  return input === undefined ? command : `${command} <<'END'\n${input}END`
}

/** Whether this `bwrap --version` is new enough to close what must be closed (`--disable-userns` came with 0.8.0). */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(version) ?? []
  return Number(major) > 0 || Number(minor) >= 8
}
