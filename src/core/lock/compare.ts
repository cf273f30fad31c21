// How a catalogue as found differs from the pinned one, and whether a person has to look.
import { digestJson, type Sha256 } from '../canon/digest.ts'
import type { Digest } from '../model/artifact.ts'
import { ITEM_KINDS, type Catalogue, type Item, type ItemKind } from '../model/catalogue.ts'
import { worst, type CatalogueDrift, type Change, type DriftKind, type FieldChange } from '../model/drift.ts'
import { isObject, type Json } from '../model/json.ts'
import type { PinnedCatalogue } from '../model/pin.ts'
import { escapeStep } from '../model/pointer.ts'
import { compareSchemas, fieldChanges, keysOf, kindOf, own, same } from './schema-drift.ts'

/** The pinned words for a digest; undefined when they are lost, and then a change cannot be called harmless. */
export type TextOf = (digest: Digest) => string | undefined

export function compareCatalogue(
  pinned: PinnedCatalogue,
  found: Catalogue,
  textOf: TextOf,
  sha256: Sha256,
): CatalogueDrift {
  const look = (place: string, digest: Digest, now: Json, weigh: Weigh): readonly Change[] =>
    compareText(place, digest, now, weigh, textOf, sha256)
  const changes = [
    ...revision(pinned.revision, found.revision),
    ...look('serverInfo', pinned.serverInfo, found.serverInfo, wordsButIcons),
    ...look('instructions', pinned.instructions, found.instructions, words),
    ...look('capabilities', pinned.capabilities, found.capabilities, capabilities),
    ...ITEM_KINDS.flatMap((kind) => items(kind, pinned[kind], found[kind], look)),
    ...resources(pinned.resources, found.resources),
  ]
  return { kind: worst(changes.map(({ kind }) => kind)), changes }
}

type Weigh = (old: Json, now: Json) => readonly FieldChange[]
type LookAt = (place: string, digest: Digest, now: Json, weigh: Weigh) => readonly Change[]

function compareText(
  place: string,
  digest: Digest,
  now: Json,
  weigh: Weigh,
  textOf: TextOf,
  sha256: Sha256,
): readonly Change[] {
  if (digestJson(now, sha256) === digest) return []
  const text = textOf(digest)
  const fields: readonly FieldChange[] =
    text === undefined
      ? [{ pointer: '', kind: 'expanding', old: undefined, new: now }]
      : weigh(JSON.parse(text) as Json, now)
  // The digests differ, so something did change, even where no field says so.
  return [{ place, what: 'changed', kind: fields.length === 0 ? 'expanding' : kindOf(fields), fields }]
}

function items(
  kind: ItemKind,
  pinned: Readonly<Record<string, Digest>>,
  found: readonly Item[],
  look: LookAt,
): readonly Change[] {
  const byName = Map.groupBy(found, ({ name }) => name)
  const removed = Object.keys(pinned)
    .filter((name) => !byName.has(name))
    .map((name): Change => ({ place: `${kind}/${name}`, what: 'removed', kind: 'narrowing', fields: [] }))
  const others = [...byName].flatMap(([name, same]): readonly Change[] => {
    const place = `${kind}/${name}`
    if (!Object.hasOwn(pinned, name) || same.length > 1) {
      const what = Object.hasOwn(pinned, name) ? 'changed' : 'added'
      const fields = same.map(({ body }): FieldChange => ({
        pointer: '',
        kind: 'expanding',
        old: undefined,
        new: body,
      }))
      return [{ place, what, kind: 'expanding', fields }]
    }
    return look(place, pinned[name]!, same[0]!.body, kind === 'tools' ? tool : wordsButIcons)
  })
  return [...removed, ...others]
}

const words: Weigh = (old, now) => fieldChanges(old, now, '', 'expanding')

/** Icons are for people and carry no words to a model. */
const wordsButIcons: Weigh = (old, now) => byTopKey(old, now, {})

const tool: Weigh = (old, now) => byTopKey(old, now, { inputSchema: compareSchemas })

type ByKey = Readonly<Record<string, typeof compareSchemas>>
function byTopKey(old: Json, now: Json, special: ByKey): readonly FieldChange[] {
  if (!isObject(old) || !isObject(now)) return words(old, now)
  return keysOf(old, now).flatMap((key) => {
    const [before, after] = [own(old, key), own(now, key)]
    if (same(before, after)) return []
    if (Object.hasOwn(special, key)) return special[key]!(before, after, `/${key}`)
    return fieldChanges(before, after, `/${escapeStep(key)}`, kindOfKey(key))
  })
}
const kindOfKey = (key: string): DriftKind => (key === 'icons' ? 'cosmetic' : 'expanding')

/** A capability that is gone, or a `true` that became `false`, takes something away; anything else offers more. */
const capabilities: Weigh = (old, now) =>
  words(old, now).map((field) => {
    const isLess = field.new === undefined || (field.old === true && field.new === false)
    return { ...field, kind: isLess ? 'narrowing' : 'expanding' }
  })

/** The revision depends on what the client asked for, and says nothing to a model. */
function revision(old: string, now: string): readonly Change[] {
  if (old === now) return []
  const fields: readonly FieldChange[] = [{ pointer: '', kind: 'cosmetic', old, new: now }]
  return [{ place: 'revision', what: 'changed', kind: 'cosmetic', fields }]
}

function resources(old: readonly string[], now: readonly string[]): readonly Change[] {
  const gone = old.filter((origin) => !now.includes(origin))
  const fresh = [...new Set(now)].filter((origin) => !old.includes(origin))
  return [
    ...gone.map((origin): FieldChange => ({ pointer: '', kind: 'narrowing', old: origin, new: undefined })),
    ...fresh.map((origin): FieldChange => ({ pointer: '', kind: 'expanding', old: undefined, new: origin })),
  ].map((field): Change => ({
    place: 'resources',
    what: field.old === undefined ? 'added' : 'removed',
    kind: field.kind,
    fields: [field],
  }))
}
