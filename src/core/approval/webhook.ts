// What a person is asked through an address outside, and what comes back. Both are JSON under a keyed hash of their exact bytes. It
// holds no secret: what looks like one is replaced by what it is.
import { isObject, type Json } from '../model/json.ts'
import { paymentWords } from './payment.ts'
import type { Question } from './question.ts'
import { isSecret, shownOutside, valuesBeside, valuesIn } from './values.ts'
import { lettersIn, whatHappens } from './words.ts'

const QUESTION = 'sallyport/approval-question@1'
const ANSWER = 'sallyport/approval-answer@1'

/** The header that holds `v1=` and HMAC-SHA-256 in hex, of the body under the secret; of a poll, of `pollWords`. */
export const SIGNATURE = 'sallyport-signature'
export const signatureOf = (mac: string): string => `v1=${mac}`

/** What is signed where there is no body. */
export const pollWords = ({ id, nonce }: Pick<Question, 'id' | 'nonce'>): string =>
  `sallyport/approval-poll@1\n${id}\n${nonce}`

/** Values stand there as JSON, safe to print. */
export function outsideQuestion(question: Question): string {
  const { id, nonce, server, method, item, effect, passed, since, why, statements, chains, labels } = question
  const values = valuesIn(passed, method).map((value) => ({ ...value, shown: shownOutside(value) }))
  const beside = method === 'tools/call' ? valuesBeside(passed) : []
  return JSON.stringify({
    schema: QUESTION,
    ...{ id, nonce, askedAt: question.askedAt, expiresAt: question.until },
    ...{ server, method, item, effect, what: whatHappens(question) },
    ...(effect === 'pay' && { pays: paymentWords(values) }),
    passed: values.map(({ at, shown }) => ({ at, value: shown })),
    also: beside.map((value) => ({ at: value.at, value: shownOutside(value) })),
    letters: lettersIn(values.filter((value) => !isSecret(value))),
    ...{ since, why, statements, chains, labels },
    // An answer may allow no more than this.
    scopes: ['once'],
    needsCode: question.stepUp,
  })
}

export type OutsideAnswer = {
  readonly verdict: 'allow' | 'deny'
  readonly by: string
  /** Of an authenticator; empty without one. */
  readonly code: string
}

const MOST_NAME = 100

/** A text: why it is no answer to this question, in words of ours. */
export function readOutsideAnswer(read: Json, { id, nonce }: Pick<Question, 'id' | 'nonce'>): OutsideAnswer | string {
  if (!isObject(read) || read['schema'] !== ANSWER) return 'it is no answer of the form that is asked for'
  if (read['id'] !== id || read['nonce'] !== nonce) return 'it answers another question'
  const { verdict, scope = 'once', by = '', code = '' } = read
  if (verdict !== 'allow' && verdict !== 'deny') return 'it neither allows nor denies'
  if (scope !== 'once') return 'it would allow more than this once'
  if (typeof by !== 'string' || by.length > MOST_NAME) return 'it does not say in a few words who answered'
  if (typeof code !== 'string') return 'its code is no text'
  return { verdict, by, code }
}
