// Grants as exact bubblewrap instructions. Pure, so that every machine can test what Linux would be told; what this
// backend cannot honour is refused, never weakened.
import { bound } from '../model/bounds.ts'
import { crashCommand } from './crash.ts'
import { sandboxFiles, type SandboxFiles } from './etc.ts'
import { shellBinds, shellWords } from './image-root.ts'
import { hasNetwork, networkStage } from './network.ts'
import { isWithin, mayBeHollow, overlap, parentOf, runtimeOf } from './paths.ts'
import { PIPE_COVER } from './pipes.ts'
import { FD, INSIDE, type Bind, type Host, type Plan, type Planned, type PlanRequest } from './plan.ts'
import { hostRefusal, requestRefusal } from './refuse.ts'
import { traceCommand } from './rehearsal.ts'
import { seccompProgram } from './seccomp/program.ts'
import type { Architecture } from './seccomp/syscalls.data.ts'
import { mayHaveLocalSockets } from './sockets.ts'

export function planBubblewrap(request: PlanRequest, host: Host): Planned {
  const no = hostRefusal(host) ?? requestRefusal(request, host)
  if (no !== null) return no
  const { bwrap, bash } = host.tools as { bwrap: string; bash: string }
  const isRoot = host.uid === 0
  const { image } = request
  const etc = sandboxFiles(host, request.rehearsal?.files)
  const binds = bindsOf(request, host, etc)
  const cwd = request.cwd === 'home' ? homeOf(request) : request.cwd
  return {
    ok: true,
    plan: {
      backend: 'bubblewrap',
      purpose: request.purpose,
      argv: request.argv,
      cwd,
      binds,
      files: etc.files,
      options: sandboxOptions(request, host, etc, binds, cwd),
      filter: seccompProgram(
        host.architecture as Architecture,
        mayHaveLocalSockets(binds, host),
        request.purpose === 'install',
      ),
      staging: isRoot ? stagingOptions(host, image === undefined ? binds : [...baseOf(host), ...binds]) : null,
      drop: isRoot ? dropCommand(host) : null,
      crash: crashCommand(host)!,
      network: networkStage(request, host, etc.files.length),
      tracer: tracerOf(request, host),
      tools: { bwrap, shell: image === undefined ? [bash] : shellWords(image.shell) },
      hostUid: isRoot ? host.sandboxUid : host.uid,
      env: request.env,
      limits: request.grants.limits,
      ...(request.startPlaces !== undefined && { startPlaces: request.startPlaces }),
      ...(request.pipes !== undefined && { pipes: request.pipes }),
    },
  }
}

const tracerOf = ({ rehearsal }: PlanRequest, { tools }: Host): readonly string[] | null =>
  rehearsal?.trace == null ? null : traceCommand(tools.strace!, rehearsal.trace, rehearsal.isHurried === true)

/** Clients start a server where a person works; a rehearsal has such a place in its home. */
const homeOf = ({ rehearsal }: PlanRequest): string =>
  rehearsal === undefined ? INSIDE.home : `${INSIDE.home}/${rehearsal.work}`

/** Every host path that becomes visible, parents before what lies in them, a narrower grant after the wider one. */
function bindsOf(
  { argv, roots, grants, rehearsal, image, startPlaces, pipes }: PlanRequest,
  host: Host,
  etc: SandboxFiles,
): Bind[] {
  const base: Bind[] =
    image === undefined
      ? [...baseOf(host), ...etc.binds]
      : [...image.binds, ...shellBinds(image.shell)].map((one) => ({ ...one, mode: 'ro', why: 'root' }))
  const chosen: Bind[] = [
    ...roots.map(at('root')),
    ...(startPlaces?.paths ?? []).map(at('start-place')),
    ...grants.read.map(at('read')),
    ...grants.exec.map(at('exec')),
    ...grants.write.map(at('write', 'rw')),
    ...(pipes?.paths ?? []).map((dest): Bind => ({ source: PIPE_COVER, dest, mode: 'ro', why: 'pipe' })),
    ...(rehearsal === undefined
      ? []
      : [{ source: rehearsal.home, dest: INSIDE.home, mode: 'rw', why: 'home' } as const]),
  ]
  // What an image starts lies in it.
  const programs = (image === undefined ? [host.tools.bash!, argv[0]] : []).filter(
    (program) => ![...base, ...chosen].some(({ dest }) => isWithin(program, dest)),
  )
  const all = [...base, ...programs.map((program) => at('runtime')(runtimeOf(program, host))), ...chosen]
  const byDest = new Map(all.map((bind) => [bind.dest, bind]))
  return [...byDest.values()].toSorted((a, b) => depth(a.dest) - depth(b.dest))
}

const at = (why: Bind['why'], mode: Bind['mode'] = 'ro') => {
  return (path: string): Bind => ({ source: path, dest: path, mode, why })
}

/** The programs of this machine. */
const baseOf = (host: Host): Bind[] => ['/usr', ...host.rootFolders].map(at('base'))

/** The outermost sandboxing process tells its first child. */
const STATUS = ['--json-status-fd', String(FD.status)]

/** Constant options, written as on a command line. */
const words = (text: string): string[] => text.split(' ')
const depth = (path: string): number => path.split('/').length

function sandboxOptions(request: PlanRequest, host: Host, etc: SandboxFiles, binds: readonly Bind[], cwd: string) {
  const isInstall = request.purpose === 'install'
  const tmpfs = (path: string, bytes: number, mode: string) => [
    '--perms',
    mode,
    '--size',
    String(bytes),
    '--tmpfs',
    path,
  ]
  const all = Object.entries(request.image?.links ?? host.rootLinks)
  const atTop = all.filter(([path]) => depth(path) === 2)
  const below = all.filter(([path]) => depth(path) === 3)
  const hollow = (request.hollow ?? []).filter(
    ({ path }) => mayBeHollow(path) && !binds.some(({ dest }) => overlap(path, dest)),
  )
  return [
    ...words(`--unshare-all --unshare-user --disable-userns --uid ${INSIDE.uid} --gid ${INSIDE.gid}`),
    // With granted hosts, the network around the sandbox is already one of its own.
    ...(hasNetwork(request) ? ['--share-net'] : []),
    ...words(`--die-with-parent --new-session --cap-drop ALL --hostname ${INSIDE.host}`),
    ...(host.uid === 0 ? [] : STATUS),
    ...words('--clearenv --setenv PATH'),
    searchPath(request),
    ...words(`--setenv HOME ${INSIDE.home} --proc /proc --dev /dev`),
    ...tmpfs('/dev/shm', bound('sandbox-shm-bytes'), '1777'),
    ...tmpfs('/tmp', bound(isInstall ? 'install-tmp-bytes' : 'sandbox-tmp-bytes'), '1777'),
    ...tmpfs(INSIDE.home, bound(isInstall ? 'install-tmp-bytes' : 'sandbox-home-bytes'), '0700'),
    ...links(atTop),
    ...parents(
      [
        ...[...binds, ...etc.files].map(({ dest }) => dest),
        ...hollow.map(({ path }) => path),
        ...below.map(([path]) => path),
      ],
      binds,
    ),
    ...links(below),
    ...hollow.flatMap(({ path, isRepository }) => [
      ...tmpfs(path, bound('sandbox-home-bytes'), '0700'),
      ...(isRepository ? emptyRepository(path) : []),
    ]),
    ...boundAt(host.uid === 0 ? binds.filter((bind) => !isCover(bind)) : binds),
    ...etc.files.flatMap(({ fd, dest }) => ['--perms', '0444', '--ro-bind-data', String(fd), dest]),
    ...words(`--remount-ro /dev --remount-ro /proc --remount-ro / --seccomp ${FD.filter} --chdir`),
    cwd,
  ]
}

/** The least that git takes for a repository: nothing in it, and on no branch that has a commit. */
const emptyRepository = (path: string): string[] => [
  ...['objects', 'refs/heads'].flatMap((folder) => ['--dir', `${path}/.git/${folder}`]),
  ...['--symlink', 'refs/heads/main', `${path}/.git/HEAD`],
]

/** Granted programs first, so that they are found by name. */
function searchPath({ argv, grants, image }: PlanRequest): string {
  if (image !== undefined) return image.path
  const folders = [
    ...grants.exec.flatMap((path) => [path, parentOf(path)]),
    parentOf(argv[0]),
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
  ]
  return [...new Set(folders)].filter((folder) => !folder.includes(':')).join(':')
}

/**
 * As root: the same binds at the same places in a mount namespace of their own, because a user without rights cannot reach
 * what lies below a closed folder. Nothing else of the disk is there, and nothing untrusted runs before root is given up.
 */
function stagingOptions(host: Host, binds: readonly Bind[]): string[] {
  const tools = [host.tools.bwrap!, host.tools.setpriv!, host.tools.unshare!].filter(
    (tool) => !binds.some(({ source }) => isWithin(tool, source)),
  )
  const staged = binds.filter(({ why }) => why !== 'pipe')
  return [
    // A process space of its own: when the outer process dies, the kernel ends all in it. The inner one alone would stay,
    // because a dying process without rights may not signal another user's (measured).
    ...words('--die-with-parent --unshare-pid --perms 1777 --dir /tmp --dev-bind /dev /dev --bind /proc /proc'),
    ...STATUS,
    ...links(Object.entries(host.rootLinks)),
    ...parents([...staged.map(({ source }) => source), ...tools], binds),
    ...boundAt(
      staged.map((bind) => ({ ...bind, dest: bind.source })).toSorted((a, b) => depth(a.dest) - depth(b.dest)),
    ),
    ...boundAt(binds.filter(({ why }) => why === 'pipe')),
    ...tools.flatMap((tool) => ['--ro-bind', tool, tool]),
    ...words('--chdir /'),
  ]
}

/** As root they stand in what is staged, and come with it: the server's user may not enter every folder that one of them lies in. */
const isCover = ({ why }: Bind): boolean => why === 'pipe' || why === 'start-place'

const boundAt = (binds: readonly Bind[]): string[] =>
  binds.flatMap(({ mode, source, dest }) => [mode === 'rw' ? '--bind' : '--ro-bind', source, dest])

const links = (all: readonly (readonly [string, string])[]): string[] =>
  all.flatMap(([name, target]) => ['--symlink', target, name])

/** Folders above what is bound, open to all: bwrap would make them for its own user only. */
function parents(dests: readonly string[], binds: readonly Bind[]): string[] {
  const folders = new Set<string>()
  for (const dest of dests) {
    for (let folder = parentOf(dest); folder !== '/'; folder = parentOf(folder)) folders.add(folder)
  }
  return [...folders]
    .filter((folder) => !binds.some(({ dest }) => isWithin(folder, dest)))
    .toSorted((a, b) => depth(a) - depth(b))
    .flatMap((folder) => ['--perms', '0755', '--dir', folder])
}

/**
 * The inner process looks itself up in /proc by the number that it has in the new process space, so /proc must show that
 * space. The outer process cannot mount it: it would cover parts of it, and the kernel then refuses the inner one.
 */
const dropCommand = ({ tools: { unshare, setpriv }, sandboxUid: uid }: Host): string[] => [
  ...[unshare!, '--mount-proc', '--', setpriv!],
  ...words(`--reuid ${uid} --regid ${uid} --clear-groups --bounding-set=-all --inh-caps=-all --`),
]

/** Whether two plans of one machine could meet on disk: used to place the bait where no plan can see it. */
export const showsPath = (plan: Plan, path: string): boolean =>
  plan.binds.some(({ source, dest }) => overlap(path, source) || overlap(path, dest))
