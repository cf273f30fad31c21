// What this machine or this backend cannot honour. A plan is refused, never weakened.
import type { FailureCode } from '../model/failure.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import { crashCommand } from './crash.ts'
import { envRefusal } from './environment.ts'
import { badLimit } from './limits.ts'
import { hasNetwork } from './network.ts'
import { isPlain, isWithin, pathRefusal, programRefusal } from './paths.ts'
import type { Host, PlanRequest, Refused } from './plan.ts'
import { isKnown } from './seccomp/syscalls.data.ts'

const refuse = (code: FailureCode, message: string): Refused => ({ ok: false, code, message })

export function hostRefusal(host: Host): Refused | null {
  const { platform, architecture, tools, uid, sandboxUid } = host
  if (platform !== 'linux') {
    return refuse('backend-unsupported', `Servers cannot be confined on ${platform} yet, so none is started`)
  }
  if (!isKnown(architecture)) {
    const machine = quote(untrusted(architecture))
    return refuse('backend-unsupported', `System calls cannot be filtered on ${machine} yet, so no server is started`)
  }
  if (tools.bwrap === undefined) return refuse('backend-missing', 'bubblewrap (bwrap) is not installed')
  if (tools.bash === undefined)
    return refuse('tool-missing', 'bash is not installed; the self-test of a sandbox needs it')
  if (crashCommand(host) === null)
    return refuse(
      'tool-missing',
      'prlimit is not installed; the crash of a server would start a program of this machine',
    )
  if (uid !== 0) return null
  if (tools.setpriv === undefined) return refuse('tool-missing', 'setpriv is not installed; root is given up with it')
  if (tools.unshare === undefined)
    return refuse('tool-missing', 'unshare is not installed; root stages a sandbox with it')
  if (Number.isSafeInteger(sandboxUid) && sandboxUid > 0 && sandboxUid < 2 ** 32 - 1) return null
  return refuse('config-invalid', 'sandboxUid must be the number of an ordinary user; servers never run as root')
}

/** What opens the listeners of granted hosts. */
export function networkRefusal({ tools }: Host, who: string): Refused | null {
  if (tools.ip === undefined) return refuse('tool-missing', `iproute2 (ip) is not installed; ${who} needs it`)
  return tools.node === undefined ? refuse('tool-missing', 'The program file of Node.js cannot be found') : null
}

const needsNetwork = ({ purpose, rehearsal }: PlanRequest): string =>
  rehearsal !== undefined
    ? 'a rehearsal'
    : purpose === 'install'
      ? 'installing a package'
      : 'a server with a --net grant'

export function requestRefusal(request: PlanRequest, host: Host): Refused | null {
  const { purpose, argv, roots, grants, cwd, env } = request
  const invalid = (message: string) => refuse('grant-invalid', message)
  if (hasNetwork(request)) {
    const no = networkRefusal(host, needsNetwork(request))
    if (no !== null) return no
  }
  if (request.rehearsal?.trace != null && host.tools.strace === undefined) {
    return refuse('tool-missing', 'strace is not installed; a rehearsal is watched with it')
  }
  for (const kind of ['read', 'write', 'exec'] as const) {
    for (const path of grants[kind]) {
      const why = pathRefusal({ path, kind, ownFolder: purpose === 'install' && kind === 'write' }, host)
      if (why !== null) return invalid(why)
    }
  }
  for (const path of [...roots, argv[0]]) {
    const why = programRefusal(path, host)
    if (why !== null) return invalid(why)
  }
  const ofImage = request.image?.binds.map(({ dest }) => dest) ?? []
  const shown = [...roots, ...grants.read, ...grants.write, ...grants.exec, ...ofImage]
  const isInside = (request.image !== undefined && cwd === '/') || shown.some((path) => isWithin(cwd, path))
  if (cwd !== 'home' && !(isPlain(cwd) && isInside)) {
    return invalid(`The working folder ${quote(untrusted(cwd), 400)} lies outside everything that is granted`)
  }
  if (argv.some((word) => word.includes('\0'))) return invalid('A command with a NUL in it cannot be started')
  const bad = badLimit(grants.limits)
  if (bad !== undefined) return invalid(`The limit ${bad} must be a number above 0`)
  const envWhy = envRefusal(env)
  return envWhy === null ? null : invalid(envWhy)
}
