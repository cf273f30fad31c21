// Runs an installer in a network of its own, in which only the registries of the person's own configuration are.
//   runInstall({ argv, writable, cwd, files, reach: [{ url, as: 'registry' }], env, timeoutMs }, host, progress)
import { planBubblewrap } from '../../core/confine/bubblewrap.ts'
import type { Host } from '../../core/confine/plan.ts'
import { whyNotOwn } from '../../core/text/address.ts'
import type { Attempt } from '../../core/egress/attempt.ts'
import { readReachable, type Reachable } from '../../core/egress/registry.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { DEFAULT_LIMITS, NO_GRANTS, type NetGrant } from '../../core/model/grants.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import { openBroker } from '../../io/egress/broker.ts'
import { resolveHere, type Resolve } from '../../io/egress/resolve.ts'
import { whyUnreachable } from '../../io/egress/try.ts'
import { runTool } from '../../io/launch/tool.ts'
import type { InstallAnswer, InstallRun } from '../../io/source/install-run.ts'

const MAX_OUTPUT_BYTES = 16 * 1024 ** 2

/** `progress` is told what was reached: one line, safe to print. */
export async function runInstall(
  run: InstallRun,
  host: Host,
  progress: (text: string) => void,
  resolve: Resolve = resolveHere,
): Promise<InstallAnswer> {
  const { argv, cwd, env, files, timeoutMs } = run
  const { net, unreached } = await reachOf(run.reach, resolve)
  const limits = { ...DEFAULT_LIMITS, wallMs: timeoutMs }
  const grants = { ...NO_GRANTS, write: [run.writable], net, limits }
  const planned = planBubblewrap({ purpose: 'install', argv, roots: files, grants, cwd, env }, host)
  if (!planned.ok)
    throw new Failure(planned.code, planned.message, planned.fix === undefined ? {} : { fix: planned.fix })
  const attempts: Attempt[] = []
  const report = (attempt: Attempt): void => void attempts.push(attempt)
  const onStart = (): void => void attempts.splice(0)
  const answer = await runTool(planned.plan, { timeoutMs, maxOutputBytes: MAX_OUTPUT_BYTES, onStart }, (listeners) =>
    openBroker({ grants: net, listeners, resolve: async () => [], report }),
  )
  const denied = attempts.filter(({ verdict }) => verdict === 'deny')
  const broken = distinct(denied.filter(isBroken))
  const refused = distinct(denied.filter((attempt) => !isBroken(attempt)))
  if (net.length > 0) progress(reachedText(attempts, refused))
  return { ...answer, refused, unreached: [...unreached, ...broken] }
}

type Reach = { readonly net: readonly NetGrant[]; readonly unreached: readonly string[] }

/** Each host looked up and tried once. One that is out of reach is left out: a package may not need that registry. */
async function reachOf(reach: readonly Reachable[], resolve: Resolve): Promise<Reach> {
  const byPlace = new Map(reach.map((one) => [placeOf(one), one]))
  const asked = await Promise.all([...byPlace.values()].map((one) => reachable(one, resolve)))
  const net = asked.filter((one): one is NetGrant => typeof one !== 'string')
  const unreached = asked.filter((one) => typeof one === 'string')
  if (net.length === 0 && unreached.length > 0) throw new Failure('registry-unreachable', unreached.join('; '))
  return { net, unreached }
}

const placeOf = ({ url, as }: Reachable): string => {
  const parsed = URL.parse(url)
  return parsed === null ? url : `${as} ${parsed.protocol}//${parsed.host}`
}

async function reachable(one: Reachable, resolve: Resolve): Promise<NetGrant | string> {
  const read = readReachable(one)
  if (!read.ok) {
    throw new Failure('config-invalid', `the ${one.as} ${shown(withoutPassword(one.url))} ${read.why}`, {
      fix: 'Correct it in your environment or in the settings of npm, pip or uv: `npm config list` and `pip config list` show where it stands.',
    })
  }
  const { grant } = read
  const called = `the ${one.as} ${quote(untrusted(grant.host))} port ${grant.port}`
  const answers = grant.address === undefined ? await resolve(grant.host).catch(() => []) : [grant.address]
  const [address] = answers
  if (address === undefined) return `${called} has no address: its name cannot be looked up`
  // A private address is the person's own choice; this very machine by a name, or a service that hands out keys, is not.
  const wrong = grant.address === undefined ? answers.find((one) => whyNotOwn(one) !== null) : undefined
  if (wrong !== undefined) {
    const instead = 'if you mean that, write the address itself, or localhost'
    return `${called} is refused: its name leads to ${shown(wrong)} (${whyNotOwn(wrong)}); ${instead}`
  }
  const why = await whyUnreachable(address, grant.port, bound('install-reach-ms'))
  return why === null ? { ...grant, address } : `${called} cannot be reached (${why})`
}

/** Granted, and then out of reach: the network went away in the middle. */
const isBroken = ({ reason }: Attempt): boolean => reason.startsWith('the host ')

const distinct = (attempts: readonly Attempt[]): readonly string[] => [
  ...new Set(attempts.map(({ host, port, reason }) => `${shown(host)} port ${port} (${reveal(reason)})`)),
]

function reachedText(attempts: readonly Attempt[], refused: readonly string[]): string {
  const hosts = new Map<string, number>()
  for (const { host, port, verdict, down } of attempts) {
    if (verdict === 'deny') continue
    const called = `${quote(untrusted(host))} port ${port}`
    hosts.set(called, (hosts.get(called) ?? 0) + down)
  }
  const reached = [...hosts].map(([called, bytes]) => `${called} (${Math.ceil(bytes / 1024)} KB)`).join(', ')
  const tried = refused.length === 0 ? 'nothing else was tried' : `refused: ${refused.slice(0, 5).join(', ')}`
  return `reached ${reached === '' ? 'nothing' : reached}; ${tried}`
}

const withoutPassword = (url: string): string => URL.parse(url)?.host ?? 'of your configuration'
const shown = (text: string): string => quote(untrusted(text), 300)
