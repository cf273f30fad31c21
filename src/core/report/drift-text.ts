// A difference from the pin, field by field, with every character visible.
import type { Artifact } from '../model/artifact.ts'
import type { Change, DriftKind, FieldChange, PinDrift } from '../model/drift.ts'
import type { Json } from '../model/json.ts'
import type { Pin } from '../model/pin.ts'
import { effectIn } from '../model/set-effects.ts'
import { quote, reveal, untrusted, whole } from '../model/untrusted.ts'
import type { Ink } from './ink.ts'
import { comparePowers, type Power } from './powers.ts'
import { addressShown, withoutSecrets } from '../text/launch-secret.ts'

/** What each kind asks of a person. */
const DRIFT_MEANS: Readonly<Record<DriftKind, string>> = {
  none: 'nothing differs from what was approved',
  cosmetic: 'only order, icons or the revision spoken; nothing that a model reads',
  narrowing: 'it offers less, in unchanged words',
  expanding: 'words or powers are new; a person has to approve them before they are used',
}

export function driftText(name: string, drift: PinDrift, ink: Ink): string {
  const lines = [
    `${ink.strong(`Drift of ${name}:`)} ${paintKind(drift.kind, drift.kind, ink)} (${DRIFT_MEANS[drift.kind]})`,
    ...listChange('command as configured', drift.argv, ink),
    ...listChange('command as executed', drift.exec, ink),
    ...artifactChange(drift.artifact, ink),
    ...(drift.interpreter === null
      ? []
      : sides('program, with its digest', drift.interpreter.old, drift.interpreter.new, ink)),
    ...drift.eras.map(({ era, what }) => `${era} protocol: ${what === 'added' ? 'now spoken' : 'no longer spoken'}`),
    ...Object.entries(drift.catalogues).flatMap(([era, { changes }]) =>
      changes.flatMap((change) => changeLines(era, change, ink)),
    ),
    ...drift.effects.flatMap(({ tool, old, new: now }) =>
      sides(`our judgement of tool ${quote(untrusted(tool))}`, old ?? 'none', now ?? 'none', ink),
    ),
    ...drift.unanswered.map((why) => ink.bad(`not compared: ${reveal(why)}`)),
  ]
  return `${lines.join('\n')}\n`
}

/** What a new approval would add to and take from the old one. */
export function powerDriftText(old: readonly Power[], now: readonly Power[], ink: Ink): string {
  const { added, removed } = comparePowers(old, now)
  if (added.length + removed.length === 0) return 'Grants: as approved before\n'
  return [
    'Grants against the approval before',
    ...added.map((power) => lineOf('+ NEW', power, power.kind === 'hold' ? ink.good : ink.bad)),
    ...removed.map((power) => lineOf('- no longer', power, power.kind === 'hold' ? ink.bad : ink.good)),
    '',
  ].join('\n')
}

/** What is held back takes power away: its end is what a person has to see. */
const lineOf = (mark: string, { kind, what }: Power, paint: (text: string) => string): string =>
  paint(`  ${mark} ${kind === 'hold' ? 'only while granted for a time' : kind}: ${what}`)

/** What a person set at the approval before, or sets now, and not at both. */
export function setDriftText(old: SetIn, now: SetIn, ink: Ink): string {
  const [before, after] = [old.setEffects ?? {}, now.setEffects ?? {}]
  const tools = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return tools
    .filter((tool) => Object.hasOwn(before, tool) !== Object.hasOwn(after, tool) || before[tool] !== after[tool])
    .flatMap((tool) => [
      `effect of tool ${quote(untrusted(tool))}`,
      `    ${ink.good('-')} ${Object.hasOwn(before, tool) ? `${before[tool]}, set by you` : `${effectIn(old, tool) ?? 'none'}, as judged`}`,
      `    ${ink.bad('+')} ${Object.hasOwn(after, tool) ? `${after[tool]}, set by you` : `${effectIn(now, tool) ?? 'none'}, as judged`}`,
    ])
    .map((line) => `${line}\n`)
    .join('')
}

type SetIn = Pick<Pin, 'effects' | 'setEffects'>

function changeLines(era: string, { place, what, kind, fields }: Change, ink: Ink): readonly string[] {
  const head = `${era} ${shownPlace(place)}: ${what}, ${paintKind(kind, kind, ink)}`
  return [head, ...fields.flatMap((field) => fieldLines(field, ink))]
}

function fieldLines({ pointer, old, new: now }: FieldChange, ink: Ink): readonly string[] {
  const [before, after] = windows(textOf(old), textOf(now))
  return [
    ...(pointer === '' ? [] : [`  ${reveal(pointer)}`]),
    ...(old === undefined ? [] : [`    ${ink.good('-')} ${before}`]),
    ...(now === undefined ? [] : [`    ${ink.bad('+')} ${after}`]),
  ]
}

function listChange(
  what: string,
  change: { readonly old: readonly string[]; readonly new: readonly string[] } | null,
  ink: Ink,
): readonly string[] {
  if (change === null) return []
  const show = (argv: readonly string[]): readonly string[] => withoutSecrets(argv).map(whole)
  return [
    `${what}: changed, ${paintKind('expanding', 'expanding', ink)}`,
    ...show(change.old).map((word) => `    ${ink.good('-')} ${word}`),
    ...show(change.new).map((word) => `    ${ink.bad('+')} ${word}`),
  ]
}

/** Only the lines that differ: a command may pin many files. */
function artifactChange(change: PinDrift['artifact'], ink: Ink): readonly string[] {
  if (change === null) return []
  const [old, now] = [artifactLines(change.old), artifactLines(change.new)]
  return [
    `artifact: changed, ${paintKind('expanding', 'expanding', ink)}`,
    ...old.filter((line) => !now.includes(line)).map((line) => `    ${ink.good('-')} ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `    ${ink.bad('+')} ${line}`),
  ]
}

function artifactLines(artifact: Artifact): readonly string[] {
  if (artifact.kind === 'npm' || artifact.kind === 'pypi') {
    const { kind, name, version, tree, lock } = artifact
    return [
      `${kind} ${whole(name)} ${whole(version)}`,
      `files, with all dependencies ${tree}`,
      `resolved versions ${lock}`,
    ]
  }
  if (artifact.kind === 'folder') {
    return [`folder ${whole(artifact.path)}${artifact.mutable ? ', mutable' : ''}`, `files ${artifact.tree}`]
  }
  if (artifact.kind === 'image') return [`container image ${whole(artifact.reference)}`, `image ${artifact.image}`]
  if (artifact.kind === 'remote') {
    const keys = artifact.keys.map((key) => `key ${key}`)
    const authority = artifact.authority === null ? [] : [`vouched for by ${whole(artifact.authority.path)} alone`]
    return [`a remote server at ${whole(addressShown(artifact.url))}`, ...keys, ...authority]
  }
  const files = artifact.files.map(({ path, digest }) => `file ${whole(path)} ${digest}`)
  return ['a command', ...files, ...artifact.unpinned.map((what) => `unpinned code ${whole(what)}`)]
}

const sides = (what: string, old: string, now: string, ink: Ink): readonly string[] => [
  `${what}: changed, ${paintKind('expanding', 'expanding', ink)}`,
  `    ${ink.good('-')} ${old}`,
  `    ${ink.bad('+')} ${now}`,
]

const PAINT: Readonly<Record<DriftKind, keyof Ink>> = {
  none: 'good',
  cosmetic: 'good',
  narrowing: 'warn',
  expanding: 'bad',
}
const paintKind = (kind: DriftKind, text: string, ink: Ink): string => ink[PAINT[kind]](text)

function shownPlace(place: string): string {
  const at = place.indexOf('/')
  return at < 0 ? reveal(place) : `${reveal(place.slice(0, at))} ${quote(untrusted(place.slice(at + 1)), 400)}`
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

const MAX_CHARS = 2_000
const LEAD = 200

/**
 * Both texts whole, or, when they are very long, both from shortly before where they part. Without this a change could hide
 * behind a long equal start; what is left out is counted, and `--json` has it all.
 */
function windows(old: string, now: string): readonly [string, string] {
  if (Math.max(old.length, now.length) <= MAX_CHARS) return [whole(old), whole(now)]
  let same = 0
  while (same < Math.min(old.length, now.length) && old[same] === now[same]) same++
  const start = Math.max(0, same - LEAD)
  const cut = (text: string): string => {
    const rest = text.length - start - MAX_CHARS
    const before = start === 0 ? '' : `(${start} equal characters) `
    return `${before}${whole(text.slice(start, start + MAX_CHARS))}${rest > 0 ? ` (${rest} more characters)` : ''}`
  }
  return [cut(old), cut(now)]
}
