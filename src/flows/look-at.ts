// Looks at a server without trusting it: the exact bytes, what it says when asked in a sandbox, and what rules make of both.
import type { Host } from '../core/confine/plan.ts'
import type { Artifact, Resolved } from '../core/model/artifact.ts'
import type { Catalogues, Effect } from '../core/model/catalogue.ts'
import { Failure } from '../core/model/failure.ts'
import type { Report } from '../core/model/finding.ts'
import { readRemote } from '../core/text/server-address.ts'
import type { LaunchEntry, Reach } from '../core/model/launch.ts'
import type { Paths } from '../core/model/paths.ts'
import type { TlsShown } from '../core/model/tls-shown.ts'
import { withoutSuppressed } from '../core/rules/user/suppress.ts'
import { classify } from '../core/policy/effect-class.ts'
import { gatherHost } from '../io/launch/host.ts'
import { readObserved } from '../io/store/observed.ts'
import { aroundName } from './look-at/around.ts'
import { describe } from './look-at/describe.ts'
import { describeRemote } from './remote/describe-remote.ts'
import { tlsGathering, tlsReports } from './remote/tls-report.ts'
import { judge, type Other } from './judging/judge.ts'
import type { Judging } from './judging/judging.ts'
import { DESCRIBE, type Look } from '../core/model/look.ts'
import { parseTarget, resolve } from './resolve.ts'
import type { ResolveWorld } from './resolve/world.ts'

type LookWorld = ResolveWorld &
  Pick<Place, 'judging' | 'now'> & { readonly state: string; readonly others: readonly Other[] }

export type Place = Pick<ResolveWorld, 'cwd' | 'env' | 'progress'> & {
  readonly paths: Paths
  readonly sandboxUid: number
  /** Whatever the person's own rules say is added, and what they set aside is taken out. */
  readonly judging: Pick<Judging, 'read' | 'userCatalogues'>
  readonly now: () => Date
}

/** `others` are the servers already approved: look-alikes and collisions are judged against their tools. */
export type LookAt = (entry: LaunchEntry, others: readonly Other[]) => Promise<Look>

/** The machine is looked over once, and only when a server is really to be looked at. */
export function looking({ paths, sandboxUid, ...place }: Place): LookAt {
  let host: Promise<Host> | undefined
  return async (entry, others) => {
    host ??= gatherHost({ sandboxUid, stateFolders: [paths.config, paths.state] })
    return lookAt(entry, { ...place, host: await host, store: paths.store, state: paths.state, others })
  }
}

/** Never throws for what the server or its package does: that becomes an unanswered question in a report. */
async function lookAt(entry: LaunchEntry, world: LookWorld): Promise<Look> {
  const resolved = await bytesOf(entry, world)
  const { onTls, shown } = tlsGathering()
  const described = resolved.value === null ? NOT_TRIED : await wordsOf(entry, resolved.value, world, onTls)
  const shownTls = shown()
  const names = world.others.map(({ server }) => server)
  const said = [
    ...judge(entry, described.value, world.others),
    aroundName(entry, names),
    ...(await byUser(entry.name, described.value, world)),
    ...tlsReports(entry.url, shownTls, world.now()),
  ]
  const { suppressions } = await world.judging.read()
  const day = world.now().toISOString().slice(0, 10)
  const counted = said.map((report) => withoutSuppressed(report, suppressions, entry.name, day))
  const reports = [...counted, ...resolved.reports, ...described.reports]
  return {
    name: entry.name,
    entry,
    resolved: resolved.value,
    catalogues: described.value,
    effects: effectsOf(described.value),
    reports,
    ...(shownTls.length > 0 && { shownTls }),
  }
}

const byUser = async (
  name: string,
  catalogues: Catalogues | null,
  { judging }: LookWorld,
): Promise<readonly Report[]> => (catalogues === null ? [] : judging.userCatalogues(name, catalogues))

type Part<Value> = { readonly value: Value | null; readonly reports: readonly Report[] }

const NOT_TRIED: Part<Catalogues> = {
  value: null,
  reports: [unanswered(DESCRIBE, 'it could not be had, so it was not started')],
}

async function bytesOf(entry: LaunchEntry, world: LookWorld): Promise<Part<Resolved>> {
  if (entry.url !== null) return addressOf(entry, entry.url)
  try {
    const { facts, ...resolved } = await resolve(parseTarget(entry.argv, world.cwd), world)
    const notLooked = [...facts.notCovered, ...facts.installScripts.map((name) => `install script of ${name}: not run`)]
    const looked = [exactBytes(resolved.artifact)]
    return { value: resolved, reports: [{ subject: 'package', findings: [], unanswered: [], looked, notLooked }] }
  } catch (cause) {
    return { value: null, reports: [unanswered('resolve', wordsFor(cause))] }
  }
}

/** Of a remote server there are no bytes: what is pinned is where it is and how it shows who it is. */
function addressOf({ reach = NO_REACH }: LaunchEntry, address: string): Part<Resolved> {
  const read = readRemote(address)
  if ('why' in read) return { value: null, reports: [unanswered('resolve', `its address ${read.why}`)] }
  const { keys, authority } = reach
  const value: Resolved = {
    artifact: { kind: 'remote', url: read.url.href, keys, authority },
    argv: [],
    interpreter: null,
    roots: [],
  }
  const notLooked = ['its code, which runs on another machine, and what that does there']
  return { value, reports: [{ subject: 'address', findings: [], unanswered: [], looked: ['its address'], notLooked }] }
}

const NO_REACH: Reach = { net: [], keys: [], authority: null }

function exactBytes(artifact: Artifact): string {
  if (artifact.kind === 'npm' || artifact.kind === 'pypi') {
    return `the exact bytes of ${artifact.name}@${artifact.version}, installed without running anything`
  }
  if (artifact.kind === 'image') return 'what its image is called here, by its id; nothing of it was run for that'
  if (artifact.kind === 'remote') return 'its address'
  return artifact.kind === 'folder'
    ? 'the exact bytes of the folder'
    : 'the exact bytes of the program and of its files'
}

/** What it was seen to say in a run and is not approved comes first: asked without its grants it may say something else. */
async function wordsOf(
  { name, reach = NO_REACH, era }: LaunchEntry,
  resolved: Resolved,
  world: LookWorld,
  onTls: (shown: TlsShown) => void,
): Promise<Part<Catalogues>> {
  const { artifact } = resolved
  const observed = await readObserved(world.state, name)
  try {
    const described =
      artifact.kind === 'remote'
        ? await describeRemote(artifact, reach.net, world.progress, onTls, era)
        : await describe(resolved, world.host, world.progress, era)
    return observed === null ? { value: described, reports: [] } : seen({ ...described, ...observed })
  } catch (cause) {
    return observed === null ? { value: null, reports: [unanswered(DESCRIBE, wordsFor(cause))] } : seen(observed)
  }
}

const seen = (value: Catalogues): Part<Catalogues> => {
  const looked = ['what it listed in its last run, which differs from what was approved']
  return { value, reports: [{ subject: 'catalogue', findings: [], unanswered: [], looked, notLooked: [] }] }
}

/** One judgement for each tool; where the eras differ, the graver one comes first in the table of effects. */
function effectsOf(catalogues: Catalogues | null): Record<string, Effect> {
  const tools = [...(catalogues?.legacy?.tools ?? []), ...(catalogues?.modern?.tools ?? [])]
  return Object.fromEntries(tools.map((tool) => [tool.name, classify(tool)]))
}

/** Failures of ours are words, with the next step; anything else is a bug and must be seen. */
function wordsFor(cause: unknown): string {
  if (cause instanceof Failure) return cause.words
  throw cause
}

function unanswered(rule: string, why: string): Report {
  return { subject: rule, findings: [], unanswered: [{ rule, why }], looked: [], notLooked: [] }
}
