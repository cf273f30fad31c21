// Asks a person through an address that they set: the question is sent there, and the answer is that reply or one that is asked for
// until it comes. We listen nowhere. Whatever is wrong with a reply allows nothing, is told for the log, and leaves the other ways.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Question } from '../../core/approval/question.ts'
import type { Mac } from '../../core/approval/seal.ts'
import { outsideQuestion, pollWords, readOutsideAnswer, SIGNATURE, signatureOf } from '../../core/approval/webhook.ts'
import { readWebhookAddress } from '../../core/approval/webhook-address.ts'
import { parseStrict } from '../../core/protocol/strict-json.ts'
import { isSame } from '../../core/canon/same-bytes.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { askWebhook, type Replied } from '../../io/ask/webhook.ts'
import { macUnder } from '../../io/file/mac.ts'
import type { Paths } from '../../core/model/paths.ts'
import { secretBy } from '../secrets/command-place.ts'
import type { Heard } from './ask.ts'
import { isProven } from './step-up.ts'

/** `secret` is where the shared key comes from: `env:NAME`, `file:/PATH` or `cmd:/PROGRAM WORD…`. */
export type Webhook = { readonly url: string; readonly secret: string }

/** Why a reply, or the lack of one, allowed nothing. */
export type Told = (why: string) => Promise<void>

type Way = { readonly hook: Webhook; readonly paths: Paths; readonly over: AbortSignal; readonly told: Told }

/** Null: nothing came from there that counts, and why was told. Never rejects. */
export async function askByWebhook(question: Question, way: Way): Promise<Heard | null> {
  const { over, told } = way
  const heard = await answered(question, way).catch(
    (cause: unknown) => (cause instanceof Failure ? cause.message : 'an error of our own') satisfies string,
  )
  if (typeof heard !== 'string') return heard
  if (!over.aborted) await told(`webhook: ${heard}`).catch(() => undefined)
  return null
}

const SHORTEST_SECRET = 16
/** One that answers at once that there is nothing yet is not asked without a pause. */
const PAUSE_MS = 1_000

/** A text: why there is no answer. */
async function answered(question: Question, { hook, paths, over, told }: Way): Promise<Heard | string> {
  const url = readWebhookAddress(hook.url)
  if (url === null) return 'its address is not one that answers are taken from'
  const secret = await secretOf(hook.secret, paths)
  if (secret.length < SHORTEST_SECRET) return `its secret is missing, or shorter than ${SHORTEST_SECRET} characters`
  const mac = macUnder(Buffer.from(secret))
  const body = outsideQuestion(question)
  let reply = await askWebhook({ url, header: signed(body, mac), body, over })
  const poll = new URL(url)
  poll.searchParams.set('id', question.id)
  let isCutOff = false
  // Who took the question is asked until there is an answer: one poll that fails says nothing of the next.
  while ((isNotYet(reply) || (isCutOff && reply.kind === 'none')) && !over.aborted) {
    await sleep(PAUSE_MS, undefined, { signal: over }).catch(() => undefined)
    reply = await askWebhook({ url: poll, header: signed(pollWords(question), mac), body: null, over })
    if (reply.kind === 'none' && !isCutOff && !over.aborted) {
      isCutOff = true
      await told(`webhook: ${reply.why}; it is asked again`)
    }
  }
  return reply.kind === 'none' ? reply.why : heardIn(reply, question, mac, paths.keys)
}

const isNotYet = (reply: Replied): boolean => reply.kind === 'answer' && (reply.status === 202 || reply.status === 204)

const signed = (words: string, mac: Mac): Record<string, string> => ({ [SIGNATURE]: signatureOf(mac(words)) })

async function heardIn(
  { status, header, body }: Extract<Replied, { kind: 'answer' }>,
  question: Question,
  mac: Mac,
  keys: string,
): Promise<Heard | string> {
  if (status >= 300 && status < 400) return 'it leads elsewhere, which is not followed'
  if (status !== 200) return `it answered with status ${status}`
  const text = body.toString('utf8')
  const given = header[SIGNATURE]
  // By the bytes: what is no UTF-8 is another text, and its hash another one.
  if (typeof given !== 'string' || !isSame(Buffer.from(given), Buffer.from(signatureOf(mac(text)))))
    return 'its answer is not signed with the secret'
  // One that says both is no answer: two who read it may see another one.
  const parsed = parseStrict(text)
  const answer = readOutsideAnswer(parsed.ok ? parsed.value : null, question)
  if (typeof answer === 'string') return answer
  const by = `webhook: ${quote(untrusted(answer.by))}`
  if (answer.verdict === 'deny') return { kind: 'denied', by }
  if (question.stepUp && !(answer.code !== '' && (await isProven(keys, answer.code))))
    return 'it was allowed without the code that this needs'
  return { kind: 'allowed', by, scope: 'once' }
}

const secretOf = async (ref: string, paths: Paths): Promise<string> =>
  ref.startsWith('env:')
    ? (process.env[ref.slice('env:'.length)] ?? '')
    : secretBy(ref, { paths, env: process.env }, false)
