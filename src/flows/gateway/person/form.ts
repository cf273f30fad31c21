// A form of the client (MCP elicitation) as a second way to ask a person. A host or model may answer it itself, so it is off
// unless a person wants it, and only for what reads or writes.
import { valuesIn } from '../../../core/approval/values.ts'
import { lettersIn, whatHappens } from '../../../core/approval/words.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { reveal } from '../../../core/model/untrusted.ts'
import { abilitiesOf, mayBeAsked } from '../../../core/protocol/ability.ts'
import { encodeNotification, encodeRequest } from '../../../core/protocol/encode.ts'
import { sha256 } from '../../../io/file/sha256.ts'
import type { Asked, Heard } from '../../approvals/ask.ts'
import type { Live } from '../live.ts'

/** Never settles where no form is shown, or it was put away without an answer: then the terminal is waited for. */
export async function askByForm(question: Asked, over: AbortSignal, live: Live): Promise<Heard> {
  const message = messageOf(question)
  const never = new Promise<never>(() => undefined)
  if (!mayShow(question, message, live)) return never
  const answer = await answered(message, over, live).catch(() => null)
  const { action, content } = isObject(answer) ? answer : {}
  if (action === 'decline') return { kind: 'denied', by: BY }
  if (action !== 'accept' || !isObject(content)) return never
  return content['answer'] === ALLOW ? { kind: 'allowed', by: BY, scope: 'once' } : { kind: 'denied', by: BY }
}

const BY = 'a form of the client'
const ALLOW = 'allow this once'
const FIRST_WITH_FORMS = '2025-06-18'
/** A form shows all of a call or is not shown. */
const MOST_CHARS = 4_000

const mayShow = ({ effect, stepUp }: Asked, message: string, { approvals, spoken, abilities }: Live): boolean =>
  approvals.byForm &&
  // A code is for a terminal: what is typed into a form passes through the client.
  !stepUp &&
  (effect === 'read' || effect === 'write') &&
  message.length <= MOST_CHARS &&
  // In the modern era nobody but the server could ask, by its answer.
  spoken?.era === 'legacy' &&
  spoken.revision >= FIRST_WITH_FORMS &&
  mayBeAsked(abilities, 'elicitation/create', {}) === true

function messageOf(question: Asked): string {
  const { server, why, statements, passed, chains, since } = question
  return [
    `Sallyport asks this, and no server does: may ${reveal(server)} be used so? It ${whatHappens(question)}.`,
    `Why: ${why === '' ? 'the policy asks' : reveal(why)} (${statements.map(reveal).join(', ')}).`,
    ...chains.map((chain) => `Words: ${reveal(chain)}.`),
    ...since.map((line) => `Before: ${reveal(line)}.`),
    `Passed: ${reveal(passed)}`,
    ...lettersIn(valuesIn(passed, question.method)).map((line) => `Letters: ${line}.`),
  ].join('\n')
}

const SCHEMA: JsonObject = {
  type: 'object',
  properties: { answer: { type: 'string', title: 'Answer', enum: ['deny', ALLOW] } },
  required: ['answer'],
}

async function answered(message: string, over: AbortSignal, live: Live): Promise<Json> {
  const { server, session } = live
  const [id, method] = [live.ownId(), 'elicitation/create']
  const none = { target: '', abilities: abilitiesOf(undefined), progress: null, since: live.now() }
  const opened = live.exchanges.open({ direction: 'downstream', id, method, own: true, ...none })
  if (typeof opened === 'string') return null
  const { promise, resolve, reject } = Promise.withResolvers<Json>()
  live.own.set(opened.key, { resolve, reject })
  const takeBack = (): void => {
    if (live.exchanges.find('downstream', id) !== opened) return
    live.exchanges.cancel('downstream', id)
    const cancelled = encodeNotification('notifications/cancelled', { requestId: id, reason: 'It was answered.' })
    live.to.downstream.send(cancelled).catch(() => undefined)
    resolve(null)
  }
  over.addEventListener('abort', takeBack, { once: true })
  const raw = encodeRequest(id, method, { message, requestedSchema: SCHEMA })
  const [kind, direction] = ['request', 'downstream'] as const
  const said = { reasons: ['own'], findings: [], bytes: raw.length, digest: sha256(raw) }
  const body = new TextDecoder().decode(raw)
  const about = { server, session, direction, kind, method, target: '', exchange: opened.key }
  live.record({ type: 'message', ...about, decision: 'allow', ...said, body })
  await live.to.downstream.send(raw)
  return promise.finally(() => live.own.delete(opened.key))
}
