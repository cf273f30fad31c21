// The facts of this machine that a plan depends on. Programs are looked for in fixed system folders only: a PATH can be
// another's choice.
import { access, constants, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { ETC_PATHS } from '../../core/confine/etc.ts'
import type { Host } from '../../core/confine/plan.ts'
import { ownCode } from '../file/own-code.ts'

const PROGRAM_FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/run/current-system/sw/bin']
const TOP_LEVEL = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
const KNOWN_SOCKETS = ['/tmp/.X11-unix', '/tmp/.ICE-unix', '/var/lib/docker', '/var/lib/containerd', '/var/lib/incus']
/** Below a home: agents that hold keys, and engines that can start anything. */
const HOME_SOCKETS = [
  ...['S.gpg-agent', 'S.gpg-agent.ssh', 'S.gpg-agent.extra', 'S.keyboxd'].map((name) => `.gnupg/${name}`),
  ...['.ssh/agent', '.1password/agent.sock', '.bitwarden-ssh-agent.sock'],
  ...['.docker/run', '.docker/desktop', '.colima', '.lima', '.rd', '.orbstack/run', '.local/share/containers'],
]
const SOCKET_VARIABLES = ['SSH_AUTH_SOCK', 'DOCKER_HOST', 'CONTAINER_HOST', 'GPG_AGENT_INFO', 'XDG_RUNTIME_DIR']

export type HostOptions = { readonly sandboxUid: number; readonly stateFolders: readonly string[] }

const TOOLS = ['bwrap', 'setpriv', 'unshare', 'prlimit', 'nsenter', 'bash', 'ip', 'podman', 'strace'] as const

export async function gatherHost({ sandboxUid, stateFolders }: HostOptions): Promise<Host> {
  const uid = process.getuid?.() ?? -1
  const home = homeOf()
  const [homes, states, sockets, dumpsNothing, top, nix, etc, programs, node] = await Promise.all([
    realPaths([home, process.env['HOME'] ?? '']),
    realPaths(stateFolders),
    realPaths([
      ...KNOWN_SOCKETS,
      ...SOCKET_VARIABLES.map(socketPath),
      ...homeSockets([home, process.env['HOME'] ?? '']),
    ]),
    readFile('/proc/self/limits', 'latin1').then(isSilenced, () => false),
    Promise.all(TOP_LEVEL.map(topLevel)),
    isThere('/nix/store'),
    Promise.all(ETC_PATHS.map((path) => isThere(`/etc/${path}`))),
    Promise.all(TOOLS.map(async (name) => [name, await findProgram(name)] as const)),
    realpath(process.execPath).catch(() => null),
  ])
  return {
    platform: process.platform,
    architecture: process.arch,
    uid,
    gid: process.getgid?.() ?? -1,
    home,
    homes,
    stateFolders: states,
    ownCode: ownCode(),
    sockets,
    sandboxUid,
    dumpsNothing,
    rootLinks: Object.fromEntries(top.filter((entry) => entry.link !== null).map(({ name, link }) => [name, link!])),
    rootFolders: [...top.filter(({ isFolder }) => isFolder).map(({ name }) => name), ...(nix ? ['/nix/store'] : [])],
    etc: ETC_PATHS.filter((_, i) => etc[i]),
    tools: {
      ...Object.fromEntries(programs.flatMap(([name, path]) => (path === null ? [] : [[name, path]]))),
      ...(node && { node }),
    },
  }
}

/** By the second of the two limits, which nobody without rights can raise (proc_pid_limits(5)). */
const isSilenced = (limits: string): boolean => /^Max core file size +\S+ +0 /m.test(limits)

/** A user without an entry in the user database has only the home that its environment names. */
export function homeOf(): string {
  try {
    return userInfo().homedir
  } catch {
    return process.env['HOME'] ?? '/nonexistent'
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The real path of an executable file of this name, or null. */
export async function findProgram(name: string): Promise<string | null> {
  for (const folder of PROGRAM_FOLDERS) {
    const path = await realpath(join(folder, name)).catch(() => null)
    if (path === null) continue
    const isProgram = await access(path, constants.X_OK).then(
      async () => (await stat(path)).isFile(),
      () => false,
    )
    if (isProgram) return path
  }
  return null
}

/** Both as written and as resolved, so that neither spelling slips through; a path that does not exist counts as written. */
async function realPaths(paths: readonly string[]): Promise<string[]> {
  const plain = paths.filter((path) => isAbsolute(path)).map((path) => resolve(path))
  const real = await Promise.all(plain.map((path) => realpath(path).catch(() => path)))
  return [...new Set([...plain, ...real])].filter((path) => path !== '/')
}

const homeSockets = (homes: readonly string[]): string[] =>
  homes.flatMap((home) => HOME_SOCKETS.map((path) => join(home, path)))

function socketPath(variable: string): string {
  const value = process.env[variable] ?? ''
  return value.startsWith('unix://') ? value.slice('unix://'.length) : (value.split(':')[0] ?? '')
}

async function topLevel(name: string): Promise<{ name: string; link: string | null; isFolder: boolean }> {
  const link = await readlink(name).catch(() => null)
  return { name, link, isFolder: link === null && (await isThere(name)) }
}
