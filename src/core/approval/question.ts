// What a person is asked, and what they answer, as both stand in files. What does not have exactly this form is none.
import type { EffectClass } from '../model/catalogue.ts'
import { isObject, type Json } from '../model/json.ts'
import { type Mac, seal, unseal } from './seal.ts'

export type Question = {
  /** What a person types to answer. */
  readonly id: string
  /** Ties the answer to this question and no other. */
  readonly nonce: string
  /** The process that waits. */
  readonly guard: { readonly pid: number; readonly start: string }
  readonly server: string
  readonly method: string
  readonly item: string
  readonly effect: EffectClass | 'none'
  /** Whether an answer that allows needs a second factor. */
  readonly stepUp: boolean
  /** The exact values as JSON, with the numbers as they were written. */
  readonly passed: string
  /** What is other than when it was allowed last, in words; a line that begins with `!` is a difference. */
  readonly since: readonly string[]
  /** Where words in it were told before, and where they would go. */
  readonly chains: readonly string[]
  /** What the conversation was exposed to. */
  readonly labels: readonly string[]
  readonly statements: readonly string[]
  /** Words of the statements. */
  readonly why: string
  readonly binding: string
  readonly askedAt: string
  readonly until: string
}

/** once: this call. session: the same call until its guard ends. A number of milliseconds: the same call for so long. */
export type Scope = 'once' | 'session' | number

export type Answer = {
  readonly nonce: string
  readonly binding: string
  readonly verdict: 'allow' | 'deny'
  readonly scope: Scope
  /** Whether a second factor was proven with it. */
  readonly stepUp: boolean
  /** Who answered, as the system knows them. */
  readonly by: string
}

export const writeQuestion = (question: Question, mac: Mac): string => seal('question', JSON.stringify(question), mac)
export const writeAnswer = (answer: Answer, mac: Mac): string => seal('answer', JSON.stringify(answer), mac)

export function readQuestion(text: string, mac: Mac): Question | null {
  const read = opened('question', text, mac)
  return isObject(read) && hasForm(read, QUESTION) && isMark(read['guard'] ?? null)
    ? (read as unknown as Question)
    : null
}

/** Null also for an answer to another question, or to this one with other values. */
export function readAnswer(text: string, { nonce, binding }: Question, mac: Mac): Answer | null {
  const read = opened('answer', text, mac)
  if (!isObject(read) || !hasForm(read, ANSWER) || !isScope(read['scope'] ?? null)) return null
  const answer = read as unknown as Answer
  const isKnown = answer.verdict === 'allow' || answer.verdict === 'deny'
  return isKnown && answer.nonce === nonce && answer.binding === binding ? answer : null
}

function opened(kind: 'question' | 'answer', text: string, mac: Mac): Json {
  const body = unseal(kind, text, mac)
  try {
    return body === null ? null : (JSON.parse(body) as Json)
  } catch {
    return null
  }
}

type Form = Readonly<Record<string, 'text' | 'texts' | 'flag' | 'any'>>

const QUESTION: Form = {
  ...{
    id: 'text',
    nonce: 'text',
    guard: 'any',
    server: 'text',
    method: 'text',
    item: 'text',
    effect: 'text',
    stepUp: 'flag',
  },
  ...{
    since: 'texts',
    passed: 'text',
    chains: 'texts',
    labels: 'texts',
    statements: 'texts',
    why: 'text',
    binding: 'text',
  },
  ...{ askedAt: 'text', until: 'text' },
}
const ANSWER: Form = { nonce: 'text', binding: 'text', verdict: 'text', scope: 'any', stepUp: 'flag', by: 'text' }

const hasForm = (read: { readonly [member: string]: Json }, form: Form): boolean =>
  Object.entries(form).every(([name, kind]) => {
    const value = read[name]
    if (kind === 'any') return value !== undefined
    if (kind === 'text') return typeof value === 'string'
    if (kind === 'flag') return typeof value === 'boolean'
    return Array.isArray(value) && value.every((one) => typeof one === 'string')
  })

const isMark = (guard: Json): boolean =>
  isObject(guard) && Number.isSafeInteger(guard['pid']) && typeof guard['start'] === 'string'

const isScope = (scope: Json): boolean =>
  scope === 'once' || scope === 'session' || (Number.isSafeInteger(scope) && (scope as number) > 0)
