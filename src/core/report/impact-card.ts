// What saying yes would mean, whole and in plain words. Nothing on it is cut: a person approves what stands here.
import type { Artifact, Remote } from '../model/artifact.ts'
import { ERAS, type Effect, type EffectClass } from '../model/catalogue.ts'
import type { Grants } from '../model/grants.ts'
import type { LaunchEntry } from '../model/launch.ts'
import type { Look } from '../model/look.ts'
import { secretsNamedIn } from '../model/secret-word.ts'
import { isLoosened } from '../model/set-effects.ts'
import { type TlsShown, tlsText } from '../model/tls-shown.ts'
import { quote, reveal, whole } from '../model/untrusted.ts'
import { dangerOfPath, dangerOfWord } from './danger.ts'
import type { Ink } from './ink.ts'
import { bySeverity } from './outcome.ts'
import { addressShown, withoutSecrets } from '../text/launch-secret.ts'
import { type Terms, termLines } from './terms.ts'
import { suppressedLines } from './text.ts'
import { powersOf, type Power, remotePowersOf } from './powers.ts'

export type Card = Look &
  Terms & {
    readonly grants: Grants
    readonly cwd: string
    readonly accepted: readonly string[]
    /** The user's home, to say so when a grant holds it. */
    readonly home: string
    /** What its command asks for and would not get, in our words. */
    readonly withheld: readonly string[]
    /** Classes that a person set instead of our judgement. */
    readonly setEffects: Readonly<Record<string, EffectClass>>
  }

export function impactCard(card: Card, ink: Ink): string {
  const sections = [
    [ink.strong(`What approving ${card.name} means`)],
    executed(card, ink),
    ['It may', ...powerLines(card, ink)],
    offered(card, ink),
    findings(card, ink),
    notLooked(card, ink),
    ['The approval', ...termLines(card, card.resolved?.artifact.kind ?? 'command')],
  ]
  return `${sections.map(([title, ...lines]) => [title, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n')}\n`
}

function executed({ entry, resolved, cwd, shownTls = [] }: Card, ink: Ink): readonly string[] {
  // What holds a credential is never approved, so nothing that is agreed to is hidden.
  const asked = [`as asked for in ${reveal(entry.place)}`, ...words(withoutSecrets(entry.argv), ink)]
  if (entry.url !== null) asked.push(`  ${whole(addressShown(entry.url))}`)
  if (resolved === null)
    return ['What would be executed', ink.bad('unknown: its exact bytes could not be had'), ...asked]
  if (resolved.artifact.kind === 'remote') return remoteLines(resolved.artifact, entry.place, shownTls, ink)
  const { path, digest } = resolved.interpreter!
  return [
    'What is executed, one argument a line',
    ...words(resolved.argv, ink),
    `in ${cwd !== 'home' ? whole(cwd) : resolved.artifact.kind === 'image' ? 'the folder that its image or its words name' : 'a private home of its own'}`,
    ...(resolved.argv.join('\0') === entry.argv.join('\0') ? [`found in ${reveal(entry.place)}`] : asked),
    ...artifactLines(resolved.artifact, ink),
    `program   ${whole(path)} ${digest}`,
  ]
}

const words = (argv: readonly string[], ink: Ink): string[] =>
  argv.map((word) => {
    const danger = dangerOfWord(word)
    return danger === undefined ? `  ${whole(word)}` : `${ink.bad('!')} ${ink.bad(whole(word))}  (${danger})`
  })

/** What is confined and watched elsewhere is not here, and a person has to know. */
function remoteLines(
  { url, keys, authority }: Remote,
  place: string,
  shown: readonly TlsShown[],
  ink: Ink,
): readonly string[] {
  return [
    'What is reached',
    `  ${whole(url)}`,
    `found in ${reveal(place)}`,
    ...keys.map((key) => `key       ${key}, and no other`),
    ...(keys.length > 0
      ? []
      : shown.map(({ key }) => `key       any; it showed ${key}, which \`--tls-key\` would hold it to`)),
    ...shown.map((one) => `tls       ${tlsText(one)}`),
    ...(authority === null ? [] : [`authority ${whole(authority.path)} ${authority.digest}`]),
    ink.bad(
      '! nothing is executed here, so nothing is confined: its code, its files and its network are somebody else’s',
    ),
    'held to it all the same: its words as approved, the protocol, the policy, what messages carry, the log, quarantine',
  ]
}

function artifactLines(artifact: Exclude<Artifact, Remote>, ink: Ink): readonly string[] {
  if (artifact.kind === 'npm' || artifact.kind === 'pypi') {
    return [
      `artifact  ${artifact.kind} ${whole(artifact.name)} ${whole(artifact.version)} with all its dependencies`,
      `tree      ${artifact.tree}`,
      `lock      ${artifact.lock}`,
    ]
  }
  if (artifact.kind === 'folder') {
    const kept = artifact.mutable ? ink.bad(' (! mutable: its files may change later)') : ', copied'
    return [`artifact  folder ${whole(artifact.path)}${kept}`, `tree      ${artifact.tree}`]
  }
  if (artifact.kind === 'image') {
    return [`artifact  container image ${whole(artifact.reference)}`, `image     ${artifact.image}`]
  }
  return [
    'artifact  a command; pinned are only these files',
    ...artifact.files.map(({ path, digest }) => `  ${whole(path)} ${digest}`),
    ...artifact.unpinned.map((what) => ink.bad(`! unpinned code: ${whole(what)}`)),
  ]
}

const NOTHING: Readonly<Partial<Record<Power['kind'], string>>> = {
  read: 'nothing else',
  write: 'nothing that stays; its home and /tmp go with it',
  execute: 'its own program and the system’s programs',
  reach: 'nothing: it has no network',
  variable: 'none but PATH and HOME',
  secret: 'none',
}

const NOTHING_IN_IMAGE: typeof NOTHING = {
  ...NOTHING,
  read: 'nothing of this machine',
  write: 'nothing that stays; its /tmp goes with it',
  execute: 'the programs of its image',
  variable: 'none but those of its image',
}

/** core/confine/start-places.ts */
const NOT_WITH_IT = 'but in a folder not .git, .vscode, CLAUDE.md and the like, unless granted by their own paths'

function powerLines({ grants, cwd, home, resolved, entry, withheld: asksInVain }: Card, ink: Ink): readonly string[] {
  if (resolved?.artifact.kind === 'remote') return remotePowerLines(grants, entry, home, ink)
  const isImage = resolved?.artifact.kind === 'image'
  const powers = powersOf(grants, cwd).filter(({ kind }) => kind !== 'start in')
  const code = (resolved?.roots ?? []).map((path) => `read      its own code, ${whole(path)}`)
  const known = new Set([...grants.env, ...grants.secrets].map(({ name }) => name))
  const withheld = Object.keys(entry.env).filter((name) => !known.has(name))
  const kinds = Object.keys(LABELS) as readonly (keyof typeof LABELS)[]
  const lines = kinds.flatMap((kind) => {
    const own = powers.filter((power) => power.kind === kind)
    const label = LABELS[kind].padEnd(10)
    // Nearly no server is approved so: only one that is has a line for it.
    if (own.length === 0 && RARE.has(kind)) return []
    if (own.length === 0) return [`${label}${ink.good((isImage ? NOTHING_IN_IMAGE : NOTHING)[kind] ?? '')}`]
    const shown = own.map((power, index) => `${index === 0 ? label : ' '.repeat(10)}${marked(power, home, ink)}`)
    return kind === 'write' ? [...shown, `${' '.repeat(10)}${NOT_WITH_IT}`] : shown
  })
  const inWords = secretsNamedIn(entry.argv).map((name) =>
    ink.bad(`! tell      every process of this machine what ${name} is, while it runs: it stands in its command`),
  )
  const unseen = withheld.map(
    (name) => `not see   variable ${whole(name)} of the client config: \`--env\` or \`--secret\` would grant it`,
  )
  const asked = asksInVain.map((what) => ink.warn(`not see   ${what}`))
  const base = isImage ? 'what its image holds' : 'the programs and libraries of this system'
  return [`read      ${base}`, ...code, ...lines, ...inWords, ...unseen, ...asked]
}
/** What it is given of this machine is what is said to it, and nothing else. */
function remotePowerLines(grants: Grants, { headers, url }: LaunchEntry, home: string, ink: Ink): readonly string[] {
  const inAddress = secretsNamedIn([url ?? '']).map((name) =>
    ink.warn(`          ${name} in its address, and in no header: logs of that server may have it`),
  )
  const kinds = ['reach', 'secret', 'show', 'ask', 'hold', 'omit', 'limit'] as const
  const lines = kinds.flatMap((kind) => {
    const own = remotePowersOf(grants).filter((power) => power.kind === kind)
    return own.map(
      (power, index) => `${index === 0 ? LABELS[kind].padEnd(10) : ' '.repeat(10)}${marked(power, home, ink)}`,
    )
  })
  const known = new Set(grants.secrets.map(({ name }) => name.toLowerCase()))
  const withheld = Object.keys(headers).filter((name) => !known.has(name.toLowerCase()))
  return [
    ink.bad('! keep      whatever is said to it: what it is told has left this machine'),
    ...(grants.net.length === 0 ? ['reach     its public addresses; a private one is refused'] : []),
    ...lines,
    ...inAddress,
    ...(grants.secrets.length === 0 ? [`use       ${ink.good('no secret')}`] : []),
    ...withheld.map((name) => `not see   header ${whole(name)} of the client config: \`--secret\` would grant it`),
  ]
}

const RARE: ReadonlySet<Power['kind']> = new Set(['show', 'ask', 'hold', 'omit'])

const LABELS = {
  read: 'read',
  write: 'write',
  execute: 'execute',
  reach: 'reach',
  variable: 'see',
  secret: 'use',
  show: 'show',
  ask: 'ask',
  hold: 'only',
  omit: 'not get',
  limit: 'at most',
} as const

function marked({ kind, what, path }: Power, home: string, ink: Ink): string {
  const danger = path === undefined ? undefined : dangerOfPath(path, home, kind === 'write')
  if (danger !== undefined) return ink.bad(`! ${what}  (${danger})`)
  if (kind === 'show') return ink.bad(`! ${what}  (they are replaced otherwise)`)
  if (kind === 'ask') return ink.bad(`! ${what}  (it is refused otherwise)`)
  if (kind === 'reach') return ink.bad(`! ${what}  (data can leave)`)
  if (kind === 'omit') return `${what}: it is left out of the call  (the call is refused otherwise)`
  if (kind === 'hold') return `while granted for a time: ${what}`
  return kind === 'secret' ? ink.warn(`secret ${what}`) : kind === 'variable' ? `variable ${what}` : what
}

const GRAVE: readonly EffectClass[] = ['delete', 'execute', 'send', 'pay']

function offered({ catalogues, effects, setEffects }: Card, ink: Ink): readonly string[] {
  if (catalogues === null) return ['What it offers', ink.bad('unknown: it could not be described')]
  const eras = ERAS.flatMap((era) => catalogues[era] ?? [])
  const tools = [...new Set(eras.flatMap(({ tools }) => tools.map(({ name }) => name)))]
  const width = Math.min(40, Math.max(0, ...tools.map((name) => whole(name).length)))
  const count = (kind: 'prompts' | 'templates' | 'resources', noun: string): string => {
    const most = Math.max(...eras.map((era) => era[kind].length))
    return `${most} ${noun}${most === 1 ? '' : 's'}`
  }
  const instructions = [...new Set(eras.flatMap(({ instructions }) => instructions ?? []))]
  return [
    `What it offers: ${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}, each with our judgement of what it does`,
    ...tools.map((name) => {
      const effect = Object.hasOwn(effects, name) ? effects[name] : undefined
      if (Object.hasOwn(setEffects, name))
        return `${whole(name).padEnd(width)}  ${setLine(setEffects[name]!, effect, ink)}`
      const kind = (effect?.effect ?? 'unknown').padEnd(8)
      const isGrave = effect === undefined || GRAVE.includes(effect.effect)
      return `${whole(name).padEnd(width)}  ${isGrave ? ink.bad(kind) : kind} ${reveal(effect?.reason ?? 'nobody judged it')}`
    }),
    `and ${count('prompts', 'prompt')}, ${count('templates', 'resource template')}, ${count('resources', 'origin')} of resources`,
    ...instructions.flatMap((text) => ['its instructions to the model, line by line', ...spoken(text)]),
    `spoken: ${eras.map(({ era, revision }) => `${era} (${reveal(revision)})`).join(', ')}`,
  ]
}

/** Our own judgement stays beside it: whoever approves again sees what they took away. */
function setLine(set: EffectClass, judged: Effect | undefined, ink: Ink): string {
  const words = `${set.padEnd(8)} set by you; our judgement: ${judged?.effect ?? 'unknown'} (${reveal(judged?.reason ?? 'nobody judged it')})`
  return isLoosened(judged?.effect ?? 'execute', set) ? ink.bad(`! ${words}, which is asked about more`) : words
}

const spoken = (text: string): string[] => text.split('\n').map((line) => `  ${whole(line)}`)

function findings({ reports, accepted }: Card, ink: Ink): readonly string[] {
  const all = reports.flatMap((report) => report.findings)
  const aside = suppressedLines(reports).map((line) => ink.warn(line.trim()))
  if (all.length === 0) return ['Findings: none', ...aside]
  return [
    `Findings: ${all.length}`,
    ...aside,
    ...bySeverity(all).map(({ rule, severity, tier, evidence }) => {
      const mark = tier === 'block' ? ink.bad(`! ${severity} block`) : ink.warn(`  ${severity} review`)
      const taken = accepted.includes(rule) ? ` (accepted by --accept ${rule})` : ''
      const note = evidence.note === undefined ? '' : `: ${reveal(evidence.note)}`
      return `${mark} ${rule} at ${reveal(evidence.at)} ${quote(evidence.excerpt, 400)}${note}${taken}`
    }),
  ]
}

function notLooked({ reports }: Card, ink: Ink): readonly string[] {
  const unanswered = reports.flatMap((report) => report.unanswered)
  const skipped = [...new Set(reports.flatMap((report) => report.notLooked))]
  if (unanswered.length + skipped.length === 0) return ['Not looked at: nothing that was to be looked at']
  return [
    'Not looked at',
    ...unanswered.map(({ rule, why }) => ink.bad(`! unanswered ${rule}: ${reveal(why)}`)),
    ...skipped.map((what) => `- ${reveal(what)}`),
  ]
}
