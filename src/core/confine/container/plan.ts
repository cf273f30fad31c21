// What a container is made of: our own options, whatever the client config said, and what a person granted.
import { bound } from '../../model/bounds.ts'
import type { Digest } from '../../model/artifact.ts'
import type { FailureCode } from '../../model/failure.ts'
import type { Limits } from '../../model/grants.ts'
import { secretsNamedIn } from '../../model/secret-word.ts'
import { quote, untrusted } from '../../model/untrusted.ts'
import { crashLimit } from '../crash.ts'
import { envRefusal } from '../environment.ts'
import { badLimit, wholeLimits } from '../limits.ts'
import { isWithin, pathRefusal } from '../paths.ts'
import type { Bind, Host, PlanRequest, Refused } from '../plan.ts'
import { networkRefusal } from '../refuse.ts'
import { PIPE_COVER, type Pipes } from '../pipes.ts'
import type { StartPlaces } from '../start-places.ts'
import { containerNetwork, type ContainerNetwork } from './network.ts'
import { readContainer, type ContainerWords, type Mount } from './words.ts'

/** Everything the engine is told, but for the name and the labels of this one container. Only `env` may hold secrets. */
export type ContainerPlan = {
  readonly backend: 'podman'
  readonly engine: string
  readonly bash: string
  readonly options: readonly string[]
  readonly image: Digest
  readonly args: readonly string[]
  readonly binds: readonly Bind[]
  /** For granted hosts: what opens its network to the broker. Null where there is none to be reached at all. */
  readonly network: ContainerNetwork | null
  /** The host uid of the server; never 0. */
  readonly hostUid: number
  /** The person's, where the engine of an ordinary user keeps its images. */
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  readonly limits: Limits
  readonly startPlaces?: StartPlaces
  readonly pipes?: Pipes
}
export type ContainerPlanned = { readonly ok: true; readonly plan: ContainerPlan } | Refused

/** They would reach the engine itself, in whose environment granted values travel by name. */
const STEERS_ENGINE =
  /^(?:LD_.*|DYLD_.*|CONTAINERS?_.*|_?CONTAINERS?.*|DOCKER_.*|PODMAN_.*|_?PODMAN.*|_?LIBPOD.*|BUILDAH.*|STORAGE_.*|REGISTRY_.*|XDG_.*|DBUS_.*|NOTIFY_.*|LISTEN_.*|TMPDIR|GO[A-Z]+|SSL_.*|OCI_.*|RUNTIME.*|.*_PROXY|NODE_OPTIONS|BASH_ENV|ENV)$/i

const refuse = (code: FailureCode, message: string, fix?: string): Refused => ({
  ok: false,
  code,
  message,
  ...(fix === undefined ? {} : { fix }),
})

export function planContainer(asked: PlanRequest, host: Host): ContainerPlanned {
  const startPlaces = asked.startPlaces && coverable(asked.startPlaces)
  const pipes = asked.pipes && coverable(asked.pipes)
  const request: PlanRequest = { ...asked, ...(startPlaces && { startPlaces }), ...(pipes && { pipes }) }
  const read = readContainer(request.argv)
  if (!read.ok) return refuse('target-unknown', `This container cannot be started: ${read.why}`)
  const refusal = hostRefusal(host) ?? requestRefusal(request, read.words, host)
  if (refusal !== null) return refusal
  const { grants, env } = request
  const hostUid = host.uid === 0 ? host.sandboxUid : host.uid
  const binds = bindsOf(request, read.words)
  const plan: ContainerPlan = {
    backend: 'podman',
    engine: request.argv[0],
    bash: host.tools.bash!,
    options: [
      ...FIXED,
      ...(host.uid === 0 ? [`--user=${hostUid}:${hostUid}`] : ['--userns=keep-id', `--user=${host.uid}:${host.gid}`]),
      ...limitOptions(grants.limits),
      `--ulimit=core=${crashLimit(host)}:${crashLimit(host)}`,
      ...binds.map(
        ({ source, dest, mode }) => `--mount=type=bind,source=${source},destination=${dest},ro=${mode === 'ro'}`,
      ),
      ...wordOptions(read.words, request),
    ],
    image: read.words.image,
    args: read.words.args,
    binds,
    network: containerNetwork(request, host),
    hostUid,
    home: host.home,
    env,
    limits: grants.limits,
    ...(startPlaces && { startPlaces }),
    ...(pipes && { pipes }),
  }
  return { ok: true, plan }
}

/** Where the server finds what is its own and goes with it. */
const HOME = '/tmp'

/** What the engine adds by itself is switched off by name: proxies of our environment, volumes, checks, logs of its own. */
const FIXED = [
  ...['--interactive', '--rm', '--pull=never'],
  ...['--network=none', '--no-hosts', '--http-proxy=false'],
  ...['--read-only', '--read-only-tmpfs=false', '--image-volume=ignore'],
  ...['--cap-drop=all', '--security-opt=no-new-privileges'],
  ...['--ipc=private', '--pid=private', '--uts=private', '--cgroupns=private', '--hostname=mcp'],
  ...['--systemd=false', '--no-healthcheck', '--log-driver=none', '--shm-size=16m'],
  `--env=HOME=${HOME}`,
]

function limitOptions(limits: Limits): readonly string[] {
  const { memoryBytes, cpus, pids, openFiles, fileBytes } = wholeLimits(limits)
  const tmpBytes = Math.min(bound('sandbox-tmp-bytes'), memoryBytes)
  return [
    `--tmpfs=${HOME}:rw,nosuid,nodev,mode=1777,size=${tmpBytes}`,
    `--memory=${memoryBytes}b`,
    `--memory-swap=${memoryBytes}b`,
    `--cpus=${cpus}`,
    `--pids-limit=${pids}`,
    `--ulimit=nofile=${openFiles}:${openFiles}`,
    `--ulimit=nproc=${pids}:${pids}`,
    `--ulimit=fsize=${fileBytes}:${fileBytes}`,
  ]
}

function wordOptions({ init, env, workdir, entrypoint }: ContainerWords, { env: granted, cwd }: PlanRequest): string[] {
  const folder = cwd === 'home' ? workdir : cwd
  const literal = env.flatMap(({ name, value }) =>
    value === undefined || Object.hasOwn(granted, name) ? [] : [`--env=${name}=${value}`],
  )
  return [
    ...(init ? ['--init'] : []),
    ...literal,
    ...Object.keys(granted).map((name) => `--env=${name}`),
    ...(folder === null ? [] : [`--workdir=${folder}`]),
    ...(entrypoint === null ? [] : [`--entrypoint=${entrypoint}`]),
  ]
}

/** A granted folder stands where the command looks for it, or at its own path. */
function bindsOf({ grants, startPlaces, pipes }: PlanRequest, { mounts }: ContainerWords): readonly Bind[] {
  const kinds = [
    ['read', 'ro'],
    ['exec', 'ro'],
    ['write', 'rw'],
  ] as const
  const chosen = kinds.flatMap(([why, mode]) =>
    grants[why].map((source): Bind => ({ source, dest: placeOf(source, mounts), mode, why })),
  )
  const placeIn = (path: string): string => {
    const holder = chosen
      .filter((bind) => isWithin(path, bind.source))
      .toSorted(byDepth)
      .at(-1)!
    return `${holder.dest}${path.slice(holder.source.length)}`
  }
  const within = [
    ...(startPlaces?.paths ?? []).map((path): Bind => ({
      ...{ source: path, dest: placeIn(path), mode: 'ro', why: 'start-place' },
    })),
    ...(pipes?.paths ?? []).map((path): Bind => ({
      ...{ source: PIPE_COVER, dest: placeIn(path), mode: 'ro', why: 'pipe' },
    })),
  ]
  const isShown = ({ dest }: Bind): boolean => chosen.some((bind) => bind.dest === dest)
  return [...chosen, ...within.filter((bind) => !isShown(bind))]
}

const byDepth = (a: Bind, b: Bind): number => a.source.length - b.source.length

/** The engine gives a meaning to some characters; what has them in its path is not covered, and that is said. */
const coverable = (found: StartPlaces | Pipes): StartPlaces | Pipes => {
  const paths = found.paths.filter((path) => !STEERING.test(path))
  return { paths, isWhole: found.isWhole && paths.length === found.paths.length }
}
const STEERING = /[:,"]/

export const placeOf = (source: string, mounts: readonly Mount[]): string =>
  mounts.find((mount) => mount.source === source)?.target ?? source

function hostRefusal({ platform, tools, uid, sandboxUid }: Host): Refused | null {
  if (platform !== 'linux') {
    return refuse('backend-unsupported', `Containers cannot be confined on ${platform} yet, so none is started`)
  }
  if (tools.bash === undefined) {
    return refuse('tool-missing', 'bash is not installed; what ends a container when its guard dies needs it')
  }
  if (uid !== 0 || (Number.isSafeInteger(sandboxUid) && sandboxUid > 0 && sandboxUid < 2 ** 32 - 1)) return null
  return refuse('config-invalid', 'sandboxUid must be the number of an ordinary user; servers never run as root')
}

function requestRefusal({ grants, env, cwd, argv }: PlanRequest, words: ContainerWords, host: Host): Refused | null {
  const invalid = (message: string) => refuse('grant-invalid', message)
  if (!/^sha256:[0-9a-f]{64}$/.test(words.image)) {
    return refuse('target-unknown', 'A container is started from an approved image alone, by its id')
  }
  if (grants.net.length > 0) {
    const no = networkRefusal(host, 'a container with a --net grant')
    if (no !== null) return no
    if (host.tools.nsenter === undefined)
      return refuse('tool-missing', 'nsenter (util-linux) is not installed; a container with a --net grant needs it')
  }
  const closed = grants.net.length === 0 ? CLOSED : [...CLOSED, ...NAME_PATHS]
  const dests: string[] = []
  for (const kind of ['read', 'write', 'exec'] as const) {
    for (const path of grants[kind]) {
      const why = pathRefusal({ path, kind, ownFolder: false }, host)
      if (why !== null) return invalid(why)
      const dest = placeOf(path, words.mounts)
      const shown = quote(untrusted(dest), 400)
      if (STEERING.test(`${path}${dest}`))
        return invalid(`${shown} holds a character that the engine gives a meaning to`)
      if (closed.some((tree) => isWithin(dest, tree) || isWithin(tree, dest))) {
        return invalid(`Nothing can be shown at ${shown}: the engine keeps its own things there`)
      }
      if (dests.includes(dest)) return invalid(`Two granted folders would stand at ${shown}`)
      dests.push(dest)
    }
  }
  if (cwd !== 'home' && !dests.some((dest) => isWithin(cwd, dest))) {
    return invalid(`The working folder ${quote(untrusted(cwd), 400)} lies outside everything that is granted`)
  }
  if (argv.some((word) => word.includes('\0'))) return invalid('A command with a NUL in it cannot be started')
  if (secretsNamedIn(argv).length > 0)
    return invalid('The words of a container are kept by its engine, so no secret can stand in them')
  const steering = Object.keys(env).find((name) => STEERS_ENGINE.test(name))
  if (steering !== undefined) return invalid(`--env ${quote(untrusted(steering))} would steer the container engine`)
  const bad = badLimit(grants.limits)
  if (bad !== undefined) return invalid(`The limit ${bad} must be a number above 0`)
  const envWhy = envRefusal(env)
  return envWhy === null ? null : invalid(envWhy)
}

/** Ours, where names have a meaning. */
const NAME_PATHS = ['/etc/hosts', '/etc/resolv.conf']
const CLOSED = ['/proc', '/sys', '/dev', '/run/.containerenv', '/etc/passwd', '/etc/group', HOME]
