// Reads the server entries of one client file. It never throws for what a file holds, and one bad entry hides no other.
import { bound } from '../model/bounds.ts'
import type { FilePattern, Format } from './client.ts'
import type { ConfigEntry, ConfigRead, Unreadable } from './entry.ts'
import { autoApproved, isClientOwn, isEnabled, launchOf, tlsOffIn, typeOf, unjudgedIn } from './fields.ts'
import { groupsOf, type Spot, spotsOf } from './locate.ts'
import { strayIn } from './stray.ts'
import { looseSettings } from './loose.ts'
import { projectsIn } from './projects.ts'
import type { Shape } from './shape.ts'
import { type Fault, lineCounter, type LineOf, meaning, type Value } from './tree.ts'
import { treeOf } from './tree-of.ts'

/** `text` as `decodeConfig` gives it: a byte order mark is still there. */
export function readConfig(
  text: string,
  { format, shapes, namesProjects }: Pick<FilePattern, 'format' | 'shapes' | 'namesProjects'>,
): ConfigRead {
  const { root, faults } = treeOf(text, format)
  const lineOf = lineCounter(text)
  const fileFault = (): Unreadable[] =>
    faults.slice(0, 1).map(({ offset, why }) => ({ name: null, line: lineOf(offset), offset, why }))
  if (root === null) return { entries: [], unreadable: fileFault(), settings: [], projects: [] }
  const { spots, wrong } = look(root, shapes, lineOf)
  for (const { offset, why } of strayIn(root, shapes)) wrong.push({ name: null, line: lineOf(offset), offset, why })
  if (spots.length > bound('config-entries')) {
    const why = `it has ${spots.length} servers, more than ${bound('config-entries')}`
    return { entries: [], unreadable: [{ name: null, line: 1, offset: 0, why }], settings: [], projects: [] }
  }
  const sorted = faults.toSorted((one, other) => one.offset - other.offset)
  const read = spots.map((spot) => readEntry(spot, text, format, sorted, lineOf))
  const isInEntry = entryFinder(spots)
  return {
    entries: read.filter((one) => 'launch' in one),
    unreadable: [
      ...wrong,
      ...read.filter((one) => 'why' in one),
      ...(faults.every(isInEntry) && format === 'jsonc' ? [] : fileFault()),
    ],
    settings: looseSettings(root, lineOf),
    projects: namesProjects === true ? projectsIn(root) : [],
  }
}

function look(root: Value, shapes: readonly Shape[], lineOf: LineOf): { spots: Spot[]; wrong: Unreadable[] } {
  const spots = new Map<Value, Spot>()
  const wrong: Unreadable[] = []
  for (const shape of shapes) {
    const groups = groupsOf(root, shape)
    for (const { keyAt } of repeated(groups, ({ within }) => within.join('\n')))
      wrong.push({ name: null, line: lineOf(keyAt), offset: keyAt, why: `${shape.id} ${TWICE}` })
    for (const group of groups) {
      const found = spotsOf(group, shape)
      for (const { name, offset } of repeated(found ?? [], ({ name }) => name))
        wrong.push({ name, line: lineOf(offset), offset, why: `its name ${TWICE}` })
      for (const spot of found ?? []) if (!spots.has(spot.value)) spots.set(spot.value, spot)
      const isEmpty = group.value.kind === 'plain' && /^(null|~|)$/i.test(group.value.shown)
      // Continue keeps the same key as a list or as a map: then the other shape has it.
      const hasOther = shapes.some(
        (other) => other !== shape && spotsOf(group, other) !== null && isSamePath(other, shape),
      )
      if (found !== null || isEmpty || hasOther) continue
      const why = `${shape.id} is not ${shape.kind === 'list' ? 'a list' : 'an object'}`
      if (!wrong.some((other) => other.why === why))
        wrong.push({ name: null, line: lineOf(group.keyAt), offset: group.keyAt, why })
    }
  }
  return { spots: [...spots.values()], wrong }
}

const TWICE = 'is given twice; clients differ in which one they take'

/** Those that say again what one before them said. Both are listed as well: nobody knows which one counts. */
function repeated<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>()
  return all.filter((one) => {
    const key = keyOf(one)
    return key !== '' && (seen.has(key) || seen.add(key) === undefined)
  })
}

const isSamePath = (one: Shape, other: Shape): boolean => one.path.join('\n') === other.path.join('\n')

/** How many of these sorted places come before `offset`: a broken file may have as many faults as characters. */
function countBefore(sorted: readonly { readonly offset: number }[], offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.offset < offset) low = middle + 1
    else high = middle
  }
  return low
}

function entryFinder(spots: readonly Spot[]): (fault: Fault) => boolean {
  const sorted = spots.toSorted((one, other) => one.offset - other.offset)
  return ({ offset }) => {
    const last = sorted[countBefore(sorted, offset + 1) - 1]
    return last !== undefined && offset <= last.value.span[1]
  }
}

function readEntry(
  spot: Spot,
  text: string,
  format: Format,
  faults: readonly Fault[],
  lineOf: LineOf,
): ConfigEntry | Unreadable {
  const { within, name, shape, value, offset } = spot
  const line = lineOf(offset)
  const fault = faults[countBefore(faults, offset)]
  if (fault !== undefined && fault.offset <= value.span[1])
    return { name, line: lineOf(fault.offset), offset: fault.offset, why: fault.why }
  if (value.kind === 'odd') return { name, line, offset, why: value.why }
  if (value.kind !== 'map') return { name, line, offset, why: 'it is not an object' }
  if (value.fault !== undefined) return { name, line: lineOf(value.fault.offset), ...value.fault }
  if (name === '' && shape.kind === 'list') return { name: null, line, offset, why: 'it has no name' }
  const launch = launchOf(value, shape)
  if (typeof launch === 'string') return { name, line, offset, why: launch }
  const own = launch.argv.length === 0 && launch.url === null && isClientOwn(value, shape)
  if (launch.argv.length === 0 && launch.url === null && !own) {
    return { name, line, offset, why: 'it names neither a command nor an address' }
  }
  return {
    within,
    name,
    line,
    region: lineOf.region([offset, Math.max(offset, value.span[1])]),
    launch,
    enabled: isEnabled(value, shape),
    autoApprove: autoApproved(value),
    tlsOff: tlsOffIn(value, launch.env),
    // Only YAML takes values from elsewhere in the file; only its depth is bounded.
    unjudged: unjudgedIn(value, shape).map(({ key, value }) => ({
      name: key,
      said: format === 'yaml' ? meaning(value, new Set()) : text.slice(...value.span),
    })),
    type: typeOf(value),
    isClientOwn: own,
    span: value.span,
    raw: text.slice(...value.span),
  }
}
