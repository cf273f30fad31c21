// What was learned as it lies on disk: with a checksum over all of it, and read back only where it is whole and within its bounds.
import { digestJson, type Sha256 } from '../canon/digest.ts'
import { bound } from '../model/bounds.ts'
import { isCount } from '../model/count.ts'
import { isObject, type Json } from '../model/json.ts'
import type { Baseline, Known, ToolBaseline } from './baseline.ts'
import { SET_NAMES, SIZE_NAMES } from './features.ts'
import { type Sketch, LAST_BUCKET } from './sketch.ts'

const VERSION = 1

export function storedText(baseline: Baseline, sha256: Sha256): string {
  const tools = Object.fromEntries(
    [...baseline].map(([name, { sets, ...tool }]) => [
      name,
      {
        ...tool,
        sets: Object.fromEntries(
          SET_NAMES.map((set) => [set, { ...sets[set], members: [...sets[set].members].toSorted() }]),
        ),
      },
    ]),
  ) as unknown as Json
  return `${JSON.stringify({ version: VERSION, checksum: digestJson(tools, sha256), tools })}\n`
}

/** A text: why it is not what we wrote. The checksum shows damage; who runs as the same user can make a new one. */
export function readStored(text: string, sha256: Sha256): Baseline | string {
  const stored = parsed(text)
  if (!isObject(stored) || !isObject(stored['tools'])) return 'it is not whole'
  const { version, checksum, tools } = stored
  if (version !== VERSION) return 'it is of another version'
  if (checksum !== digestJson(tools, sha256)) return 'its checksum does not fit'
  const read = Object.entries(tools as Readonly<Record<string, Json>>).map(
    ([name, tool]) => [name, toolIn(tool)] as const,
  )
  if (read.length > bound('baseline-tools')) return 'it has too many tools'
  return read.every((one): one is readonly [string, ToolBaseline] => one[1] !== null)
    ? new Map(read)
    : 'a tool in it is not whole'
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

function toolIn(value: Json): ToolBaseline | null {
  if (!isObject(value)) return null
  const { definition, calls, sizes, sets } = value
  if (typeof definition !== 'string' || !isCount(calls) || !isObject(sizes) || !isObject(sets)) return null
  const sketches = SIZE_NAMES.map((name) => [name, sketchIn(sizes[name])] as const)
  const known = SET_NAMES.map((name) => [name, knownIn(sets[name])] as const)
  if ([...sketches, ...known].some(([, one]) => one === null)) return null
  return {
    definition,
    calls,
    sizes: Object.fromEntries(sketches) as ToolBaseline['sizes'],
    sets: Object.fromEntries(known) as ToolBaseline['sets'],
  }
}

const sketchIn = (value: Json | undefined): Sketch | null =>
  Array.isArray(value) && value.length <= LAST_BUCKET + 1 && value.every(isCount) ? value : null

function knownIn(value: Json | undefined): Known | null {
  if (!isObject(value)) return null
  const { members, seen, newAt } = value
  if (!Array.isArray(members) || members.length > bound('baseline-members')) return null
  if (!isCount(seen) || !isCount(newAt) || newAt > seen) return null
  const isShort = (one: unknown): one is string =>
    typeof one === 'string' && one.length <= bound('baseline-member-chars')
  return members.every(isShort) ? { members: new Set(members as readonly string[]), seen, newAt } : null
}
