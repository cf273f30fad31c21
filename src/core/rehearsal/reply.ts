// What the client of a rehearsal answers when the server asks it: as a person would who works with it, so that whatever comes next is seen.
import { isObject, type Json } from '../model/json.ts'
import { type Ground, sampleArguments } from './sample.ts'

/** Null: no client knows this question. */
export function replyTo(method: string, params: Json, ground: Ground): Json | null {
  const asked = isObject(params) ? params : {}
  switch (method) {
    case 'ping':
      return {}
    case 'roots/list':
      return { roots: [{ uri: `file://${ground.project}`, name: 'project' }] }
    case 'sampling/createMessage':
      return {
        role: 'assistant',
        content: { type: 'text', text: 'Three lines about beans.' },
        model: 'claude',
        stopReason: 'endTurn',
      }
    case 'elicitation/create':
      return asked['mode'] === 'url'
        ? { action: 'accept' }
        : { action: 'accept', content: sampleArguments(asked['requestedSchema'] ?? {}, ground, 1) }
    default:
      return null
  }
}
