// The part of `doctor` that is about the sandbox: its programs, a real trial, and who servers run as.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { planBubblewrap } from '../../core/confine/bubblewrap.ts'
import { crashCommand } from '../../core/confine/crash.ts'
import { INSIDE, type Host } from '../../core/confine/plan.ts'
import {
  allowingBubblewrap,
  allowingSetting,
  APPARMOR_SETTING,
  asRoot,
  installing,
  isNewEnough,
  NAMESPACE_SETTINGS,
  shownCommand,
  type Program,
  type Remedy,
} from '../../core/confine/remedies.ts'
import { Failure } from '../../core/model/failure.ts'
import { NO_GRANTS } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { tryContainers } from '../../io/launch/container/trial.ts'
import { launch } from '../../io/launch/launch.ts'
import type { LimiterKind } from '../../io/launch/limiter.ts'
import { chooseLimiter } from '../../io/launch/limiters.ts'
import { packageManager, settingOf, versionOf } from '../../io/launch/machine.ts'
import { ok, type Check } from './check.ts'

/** All that can be said of the sandbox of this machine. The trial waits until its programs are there. */
export async function sandboxChecks(host: Host): Promise<Check[]> {
  const programs = await programChecks(host)
  const lacks = programs.some(({ state }) => state === 'missing')
  return [
    ...programs,
    ...(lacks ? [] : [await trialCheck(host), userCheck(host)]),
    await limitsCheck(),
    await containerCheck(host),
  ]
}

async function programChecks(host: Host): Promise<Check[]> {
  const manager = await packageManager()
  const isRoot = host.uid === 0
  const lacking = (program: Program, cost: string): Pick<Check, 'state' | 'detail' | 'cost' | 'next' | 'mend'> => {
    const mend = manager === null ? [] : installing([program], manager).map((remedy) => asRoot(remedy, isRoot))
    const next =
      mend.length > 0
        ? mend.map(shownCommand).join(' && ')
        : `Install ${program} with the package manager of this system.`
    return { state: 'missing', detail: 'not installed', cost, next, mend }
  }
  const { bwrap, bash, setpriv, unshare, prlimit, ip } = host.tools
  const version = bwrap === undefined ? null : await versionOf(bwrap)
  const nothingRuns = 'No server can be confined, so none is started.'
  const checks: Check[] = [ok('bubblewrap', 'bubblewrap', `${bwrap ?? ''} ${quote(untrusted(version ?? ''), 60)}`)]
  if (bwrap === undefined) checks[0] = { ...checks[0]!, ...lacking('bwrap', nothingRuns) }
  else if (version === null || !isNewEnough(version)) {
    checks[0] = {
      ...checks[0]!,
      ...lacking('bwrap', nothingRuns),
      detail: `${quote(untrusted(version ?? 'unknown'), 60)} is older than 0.8.0`,
    }
  }
  const bashCheck = ok('bash', 'bash, for the self-test', bash ?? '')
  checks.push(bash === undefined ? { ...bashCheck, ...lacking('bash', nothingRuns) } : bashCheck)
  const crash = ok('prlimit', 'prlimit, so that a crash starts nothing', prlimit ?? '')
  checks.push(crashCommand(host) === null ? { ...crash, ...lacking('prlimit', nothingRuns) } : crash)
  const routes = ok('iproute2', 'iproute2 (ip), for granted hosts and installs', ip ?? '')
  const unreached = 'Packages are not installed, and servers with a --net grant are not started.'
  checks.push(ip === undefined ? { ...routes, ...lacking('ip', unreached), state: 'degraded' } : routes)
  if (!isRoot) return checks
  const setprivCheck = ok('setpriv', 'setpriv, to give up root', setpriv ?? '')
  const unshareCheck = ok('unshare', 'unshare, to stage a sandbox as root', unshare ?? '')
  return [
    ...checks,
    setpriv === undefined
      ? { ...setprivCheck, ...lacking('setpriv', 'Servers never run as root, so none is started.') }
      : setprivCheck,
    unshare === undefined ? { ...unshareCheck, ...lacking('unshare', nothingRuns) } : unshareCheck,
  ]
}

/** Not a version number but the thing itself: a sandbox with its whole self-test. */
async function trialCheck(host: Host): Promise<Check> {
  const title = 'Sandbox, tried just now'
  const planned = planBubblewrap(
    { purpose: 'server', argv: [host.tools.bash!, '-c', 'exit 0'], roots: [], grants: NO_GRANTS, cwd: 'home', env: {} },
    host,
  )
  try {
    if (!planned.ok) throw new Failure(planned.code, planned.message)
    const { proofs, exited } = await launch(planned.plan)
    const { code } = await exited
    if (code !== 0)
      throw new Failure('confinement-unproven', `A program that does nothing ended with ${code ?? 'a signal'}.`)
    return ok('sandbox', title, `${proofs.length} things shown, among them: ${proofs.slice(0, 2).join('; ')}`)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const mend = cause.code === 'backend-forbidden' ? await namespaceRemedies(host) : []
    return {
      ...ok('sandbox', title, cause.message),
      state: 'missing',
      cost: 'No server can be confined, so none is started.',
      next:
        mend.length > 0
          ? mend.map(shownCommand).join('\n')
          : cause.code === 'backend-forbidden'
            ? IN_CONTAINER
            : cause.fix,
      mend,
    }
  }
}

const IN_CONTAINER =
  'No setting of this kernel forbids it, so a container engine or security module does: allow user namespaces and mounts for this container, or run Sallyport on the host.'

async function namespaceRemedies(host: Host): Promise<Remedy[]> {
  const isRoot = host.uid === 0
  const remedies: Remedy[] = []
  for (const { path, name, forbids, allow } of NAMESPACE_SETTINGS) {
    if ((await settingOf(path)) === forbids) remedies.push(...allowingSetting(name, allow))
  }
  if ((await settingOf(APPARMOR_SETTING)) === '1') remedies.push(...allowingBubblewrap(host.tools.bwrap!))
  return remedies.map((remedy) => asRoot(remedy, isRoot))
}

function userCheck({ uid, sandboxUid }: Host): Check {
  const who =
    uid === 0
      ? `a host user of its own for each (installs and descriptions: ${sandboxUid}), root being given up first`
      : `host user ${uid}, without any privilege`
  return ok('user', 'Who servers run as', `${who}; inside they see user ${INSIDE.uid}`)
}

/** What holds a server to its limits, each kind tried with a process that takes too much. */
async function limitsCheck(): Promise<Check> {
  const { limiter, without } = await chooseLimiter(true)
  const title = 'Limits of memory, CPU and processes'
  const reasons = without.map(({ kind, why }) => `no ${kind}: ${why}`)
  const detail = [HELD_BY[limiter.kind], ...reasons].join('; ')
  if (limiter.kind !== 'watchdog') return ok('limits', title, detail)
  const cost =
    'A server may pass its limit of memory or CPU between two looks, by as much as it takes in a quarter of a second.'
  return { ...ok('limits', title, detail), state: 'note', cost }
}

/** Only entries that start a container need it. */
async function containerCheck(host: Host): Promise<Check> {
  const title = 'Containers, tried just now'
  const { podman } = host.tools
  const cost = 'Servers in container images (`docker run`, `podman run`, `oci:`) are refused; all others work.'
  const note = (detail: string, next: string): Check => ({
    ...ok('containers', title, detail),
    state: 'note',
    cost,
    next,
  })
  if (podman === undefined)
    return note('podman is not installed', 'Install podman with the package manager of this system.')
  // For an ordinary user podman makes folders and leaves a process running: not by looking at a machine without images.
  if (host.uid !== 0 && !existsSync(join(host.home, '.local/share/containers/storage'))) {
    const next = 'Fetch an image with `podman pull`, then look again.'
    return { ...ok('containers', title, 'not tried: you have no images'), state: 'note', next }
  }
  try {
    const proofs = await tryContainers(host, podman)
    return ok('containers', title, `podman: ${proofs.length} things shown, among them: ${proofs.at(-1)}`)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    return note(cause.message, cause.fix)
  }
}

const HELD_BY: Readonly<Record<LimiterKind, string>> = {
  cgroup: 'held by the kernel, in control groups of our own (cgroup)',
  'systemd-scope': 'held by the kernel, in scopes that systemd makes for us (systemd-scope)',
  watchdog: 'watched by Sallyport over the whole tree, with the limits of the kernel for each process (watchdog)',
}
