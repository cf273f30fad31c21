// `vet`: wires the looking to this machine, prints the verdict with what was seen and what was not, and says it as an exit code.
import { resolve as resolvePath } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { Failure } from '../core/model/failure.ts'
import { isWhole } from '../core/model/coverage.ts'
import { once } from '../core/model/once.ts'
import type { RuleCard } from '../core/model/rule-card.ts'
import type { Vetted } from '../core/model/vetting.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import type { Ink } from '../core/report/ink.ts'
import { expansionText } from '../core/report/expansion-text.ts'
import { reportSarif } from '../core/report/sarif.ts'
import { vetHtml } from '../core/report/vet-html.ts'
import { vetJson, vetText } from '../core/report/vet-text.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import { shellWord } from '../core/text/shell-word.ts'
import { recordDigest, recordJson } from '../core/vet/record.ts'
import { type Approvers, approversHere } from '../flows/approve/approvers.ts'
import { type Against, comparing } from '../flows/vet/against.ts'
import { withMaterial } from '../flows/vet/material.ts'
import { VET_CARDS } from '../flows/vet/cards.ts'
import { rehearsePart } from '../flows/vet/rehearse/part.ts'
import { ready } from '../flows/vet/rehearse/ready.ts'
import { lookAtFiles } from '../flows/vet/static.ts'
import { vet, type VetWorld } from '../flows/vet/vet.ts'
import { replaceFile } from '../io/file/replace.ts'
import { sha256 } from '../io/file/sha256.ts'
import { writeVetRecord } from '../io/store/vet-record.ts'
import { gatherHost } from '../io/launch/host.ts'
import { type Args, type ExitCode, isGiven } from './command.ts'
import { inkFor, jsonLine, progressOn, tell } from './print.ts'
import { knownNames } from './settings/known-names.ts'
import { remoteWorld } from './vet/remote.ts'
import { sourcesPart } from './vet/sources.ts'
import { type InTier, inTier, tierText } from './vet/tier.ts'
import type { World } from './world.ts'

export async function runVet({ positional: [target = ''], options }: Args, world: World): Promise<ExitCode> {
  if (options['json'] === true && options['sarif'] === true) {
    throw new Failure('usage-invalid', '--json and --sarif exclude each other', { fix: 'Leave one of the two out.' })
  }
  const { paths } = world
  const isRemote = options['remote'] === true
  if (!isRemote && isGiven(options['net'])) {
    throw new Failure('usage-invalid', '--net is for --remote: a rehearsal reaches nobody', { fix: 'Leave it out.' })
  }
  const vetWorld = isRemote ? remoteWorld(target, options, world) : await filesWorld(options, world)
  const { against: asked } = options
  // What cannot be read is told before all that takes long.
  const here = await approversHere(paths)
  const compare = await comparing(typeof asked === 'string' ? asked : undefined, paths)
  const vetted = await vet(target, vetWorld)
  const cards: readonly RuleCard[] = [...RULE_CARDS, ...VET_CARDS]
  const { stdout, env } = world
  const seen: Seen = {
    vetted,
    cards,
    against: await compare(vetted),
    here,
    // An approval of an address takes no record.
    tier: isRemote ? null : await inTier(vetted, options['tier'], here, world),
  }
  const text = printed(seen, options, inkFor(stdout, env))
  if (options['json'] === true || options['sarif'] === true) stdout.write(text)
  else tell(stdout, text)
  await written(seen, options, world)
  return exitOf(seen, typeof asked === 'string')
}

/** What has files: they are read, asked about, and played. */
async function filesWorld(options: Args['options'], world: World): Promise<VetWorld> {
  const { cwd, env, paths } = world
  const { sandboxUid } = await world.config()
  const place = { cwd, env, paths, sandboxUid, progress: progressOn(world) }
  return {
    withMaterial: (word, work) => withMaterial(word, place, work),
    parts: [sourcesPart(options, world), ...(await looking(options, world, sandboxUid))],
    progress: progressOn(world),
  }
}

/** The record for programs and the page for people say the same. */
async function written(
  { vetted, cards, against }: Seen,
  { out, html }: Args['options'],
  { cwd, paths, stderr, now }: World,
): Promise<void> {
  const at = now().toISOString()
  const record = recordJson(vetted)
  if (typeof out === 'string') {
    await writeVetRecord(paths.keys, resolvePath(cwd, out), record, at)
    stderr.write(`The signed record is in ${quote(untrusted(out), 300)}.\n`)
    if (vetted.verdict !== 'malicious') {
      tell(stderr, `next: \`sallyport approve NAME --from-vet ${shellWord(out)}\` goes by it.\n`)
    }
  }
  if (typeof html === 'string') {
    const made = { at, version: manifest.version, record: recordDigest(record, sha256) }
    await replaceFile(resolvePath(cwd, html), vetHtml({ ...vetted, against }, cards, made, sha256))
    stderr.write(`The page is in ${quote(untrusted(html), 300)}.\n`)
  }
}

type Seen = {
  readonly vetted: Vetted
  readonly cards: readonly RuleCard[]
  readonly against: Against | null
  readonly here: Approvers
  readonly tier: InTier | null
}

function printed({ vetted, cards, against, here, tier }: Seen, options: Args['options'], ink: Ink): string {
  const { name, place, parts } = vetted
  if (options['json'] === true) {
    return jsonLine('vet', { ...vetJson(vetted, cards), against, tier })
  }
  if (options['sarif'] !== true) {
    const compared = against === null ? '' : expansionText(against.name, against, ink)
    return `${vetText(vetted, cards, ink)}${compared}${tierText(tier, here, ink)}`
  }
  const examined = { name, place, reports: parts.map(({ report }) => report) }
  return `${JSON.stringify(reportSarif([examined], cards, manifest.version), null, 2)}\n`
}

/** What reads, and what plays: with what a project needs fetched once for both. */
async function looking(options: Args['options'], world: World, sandboxUid: number): Promise<VetWorld['parts']> {
  const { cwd, env, paths } = world
  const progress = progressOn(world)
  const known = await knownNames(options['known'], world)
  if (options['rehearsal'] === false) return [lookAtFiles({ progress, known })]
  // What it needs of this machine is looked for only when it is asked.
  const hostNow = once(() => gatherHost({ sandboxUid, stateFolders: [paths.config, paths.state] }))
  const { resolve, treeOf } = ready(async () => ({ cwd, env, store: paths.store, host: await hostNow(), progress }))
  return [
    lookAtFiles({ progress, known, treeOf }),
    async (material) => rehearsePart(material, { host: await hostNow(), progress, resolve }),
  ]
}

/** 3 beats 1 beats 0: where something could not be looked at, that is never a pass. What failed has thrown, which is 2. */
function exitOf({ vetted: { verdict, parts }, against, tier }: Seen, isAsked: boolean): ExitCode {
  // What is compared unasked says what it could not compare; who asked for it must not take that for an answer.
  if (!isWhole(parts) || (isAsked && against !== null && against.unanswered.length > 0)) return 3
  const isMore = (against?.expansions.length ?? 0) > 0 || (tier?.missing.length ?? 0) > 0
  return verdict === 'no-finding' && !isMore ? 0 : 1
}
