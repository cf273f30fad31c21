// One statement as a person reads it: its id, whether it permits, forbids or asks, and in which words.
import { isObject, type Json } from '../../model/json.ts'
import { isUnseen } from '../../model/untrusted.ts'
import type { Parsed } from './engine.ts'
import { projectionOf } from './projection.ts'
import type { Attribute } from './schema.ts'

export type Statement = {
  readonly id: string
  /** `ask`: a forbid that a person may lift. */
  readonly kind: 'permit' | 'forbid' | 'ask'
  /** In the words of `@ask` or `@why`; empty where it gives none. */
  readonly why: string
  readonly text: string
  /** What of the context it looks at; nothing: it holds for these, whatever is passed and was said. */
  readonly reads: readonly Attribute[]
}

/** Why it is no statement of ours: what is wrong, and what to write. */
export type StatementFault = { readonly why: string; readonly fix: string }

const KNOWN: ReadonlySet<string> = new Set(['id', 'ask', 'why'])
const LONGEST_WORDS = 300

export function statementOf({ text, says }: Parsed): Statement | StatementFault {
  if (!isObject(says))
    return { why: 'the statement cannot be read', fix: 'Write it like those of `sallyport policy show`.' }
  const notes = isObject(says['annotations']) ? says['annotations'] : {}
  const unknown = Object.keys(notes).find((name) => !KNOWN.has(name))
  // A misspelt @ask would be a plain forbid.
  if (unknown !== undefined)
    return { why: `no annotation is called @${unknown.slice(0, 60)}`, fix: 'Use @id, @ask and @why.' }
  const id = wordsOf(notes['id'])
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id) || id.length > 60)
    return {
      why: 'the statement has no id of small letters, digits and single dashes',
      fix: 'Write a line such as @id("deletes-ask") before it.',
    }
  const asks = Object.hasOwn(notes, 'ask')
  const isForbid = says['effect'] === 'forbid'
  if (asks && !isForbid)
    return { why: '@ask stands at a permit', fix: 'Only a forbid can ask: write forbid, or take @ask away.' }
  const why = wordsOf(asks ? notes['ask'] : notes['why'])
  if (asks && why.trim() === '')
    return { why: '@ask has no words', fix: 'Write what a person is to be asked: @ask("…").' }
  if (why.length > LONGEST_WORDS || isUnseen(why))
    return { why: `the words of ${id} are not one line of ${LONGEST_WORDS} characters`, fix: 'Write one short line.' }
  const projection = projectionOf([says])
  if (typeof projection === 'string')
    return { why: projection, fix: 'Read `docs/guides/policy.md` and write it otherwise.' }
  const kind = isForbid ? (asks ? 'ask' : 'forbid') : 'permit'
  return { id, kind, why, text, reads: projection.attributes }
}

const wordsOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
