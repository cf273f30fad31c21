// The worker that judges: an entry of its own, started by judging.ts. What is thrown here ends it, and counts as no answer.
import { parentPort } from 'node:worker_threads'
import { isObject, type Json } from '../../core/model/json.ts'
import { READY } from '../../io/thread/thread.ts'
import { judgeMessage } from '../judge-message.ts'
import type { Judged, LargeMessage, Work } from './work.ts'

parentPort!.on('message', ({ message }: Work) => parentPort!.postMessage(judged(message)))
parentPort!.postMessage(READY)

function judged(message: LargeMessage): Judged {
  const { findings, unanswered } = judgeMessage(message.part, bodyOf(message), message.tool)
  return { findings, unanswered }
}

function bodyOf({ text, member }: LargeMessage): Json {
  const whole = JSON.parse(text) as Json
  const params = isObject(whole) ? whole.params : null
  if (member === 'arguments') return (isObject(params) ? params.arguments : null) ?? null
  return (isObject(whole) ? whole[member] : null) ?? null
}
