// Loads a set of statements: all of it or nothing, with the place of the first thing that does not hold.
import { bound } from '../../model/bounds.ts'
import { reveal } from '../../model/untrusted.ts'
import { tooDeepIn } from './depth.ts'
import type { Engine, EngineFault, Parsed } from './engine.ts'
import { neverIn } from './never.ts'
import { placeOf } from './place.ts'
import { Policy } from './policy.ts'
import { projectionOf } from './projection.ts'
import { ALL_ATTRIBUTES, schemaOf } from './schema.ts'
import { type Statement, statementOf } from './statement.ts'
import { withCapital } from '../../text/capital.ts'

/** Where it comes from: the name of a shipped set or of a file, and the digest of its text. */
export type Source = {
  readonly set: string
  readonly text: string
  readonly digest: string
  /** Checked when this version was made, and known by its digest: doing it again takes longer than all else. */
  readonly isChecked?: true
}

/** Why a set cannot be used, in words that are safe to print, and where that stands. */
export type PolicyFault = {
  readonly set: string
  readonly line: number
  readonly column: number
  readonly why: string
  readonly fix: string
}

/** Throws only where the engine does. */
export function loadPolicy(source: Source, engine: Engine): Policy | PolicyFault {
  const { text, set } = source
  const at = (start: number, why: string, fix: string): PolicyFault => ({ set, ...placeOf(text, start), why, fix })
  if (text.length > bound('policy-chars'))
    return at(0, `it is longer than ${bound('policy-chars')} characters`, 'Write fewer or shorter statements.')
  const deep = source.isChecked ? null : deepFault(source)
  if (deep !== null) return deep
  const parsed = engine.parse(text)
  if ('faults' in parsed) return faultOf(parsed.faults, at)
  if (parsed.statements.length > bound('policy-statements'))
    return at(0, `it has more than ${bound('policy-statements')} statements`, 'Take some of them away.')
  if (parsed.statements.length === 0) return at(0, 'it has no statement', 'Begin with one of `sallyport policy show`.')
  for (const one of parsed.statements) {
    const never = neverIn(one.says)
    if (never !== null) return at(bytesBefore(text, one), never.why, never.fix)
  }
  const validate = (schema: string): readonly EngineFault[] => (source.isChecked ? [] : engine.validate(text, schema))
  const wrong = validate(schemaOf(ALL_ATTRIBUTES))
  if (wrong.length > 0) return faultOf(wrong, at)
  const statements: Statement[] = []
  for (const one of parsed.statements) {
    const read = statementOf(one)
    const start = bytesBefore(text, one)
    if ('fix' in read) return at(start, read.why, read.fix)
    if (statements.some(({ id }) => id === read.id))
      return at(start, `two statements are called ${read.id}`, 'Give each of them an id of its own.')
    statements.push(read)
  }
  const projection = projectionOf(parsed.statements.map(({ says }) => says))
  if (typeof projection === 'string') return at(0, projection, 'Read `docs/guides/policy.md` and write it otherwise.')
  const schema = schemaOf(projection.attributes)
  // What the narrow schema would refuse would make every request an error: better said now.
  const narrow = validate(schema)
  if (narrow.length > 0) return faultOf(narrow, at)
  const textsOf = (kinds: readonly Statement['kind'][]): Record<string, string> =>
    Object.fromEntries(statements.filter(({ kind }) => kinds.includes(kind)).map((one) => [one.id, one.text]))
  return new Policy(source, statements, projection, {
    all: engine.prepare(textsOf(['permit', 'forbid', 'ask']), schema),
    lifted: engine.prepare(textsOf(['permit', 'forbid']), schema),
    always: engine.prepare({ ...alwaysForbidden(statements), '': PERMIT_ALL }, schemaOf([])),
  })
}

/** What the engine must not be given. */
export function deepFault({ set, text }: Source): PolicyFault | null {
  const deep = tooDeepIn(text)
  if (deep === null) return null
  const { index, why, fix } = deep
  return { set, ...placeOf(text, new TextEncoder().encode(text.slice(0, index)).length), why, fix }
}

/** No id of a statement is empty. */
const PERMIT_ALL = 'permit (principal, action, resource);'

const alwaysForbidden = (statements: readonly Statement[]): Record<string, string> =>
  Object.fromEntries(
    statements.filter(({ kind, reads }) => kind === 'forbid' && reads.length === 0).map(({ id, text }) => [id, text]),
  )

/** The first of what an engine says of a text. */
export function faultsOf({ set, text }: Source, faults: readonly EngineFault[]): PolicyFault {
  return faultOf(faults, (start, why, fix) => ({ set, ...placeOf(text, start), why, fix }))
}

function faultOf(
  faults: readonly EngineFault[],
  at: (start: number, why: string, fix: string) => PolicyFault,
): PolicyFault {
  // It looks at each action on its own, in no fixed order; the first place is what a person reads first.
  const first = faults.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0))[0]
  const why = reveal(plain(first?.message ?? 'the engine gave no reason'))
  const help = first?.help ?? null
  const fix = help === null ? 'Correct it, then try `sallyport policy test`.' : sentence(reveal(help))
  return at(first?.start ?? 0, why.slice(0, 400), fix.slice(0, 400))
}

const plain = (text: string): string =>
  text.replaceAll(/for policy `policy\d+`, /g, '').replaceAll(/ for Action::"[^"]+"/g, '')

function sentence(help: string): string {
  const text = plain(help)
  return `${withCapital(text)}${/[.?!]$/.test(text) ? '' : '.'}`
}

const bytesBefore = (text: string, { text: part }: Parsed): number =>
  new TextEncoder().encode(text.slice(0, Math.max(0, text.indexOf(part)))).length
