// Visits to a server over HTTP, one after another: each opens a session as its era has it, calls one tool, and is told something.
import { isObject, type Json } from '../../../core/model/json.ts'
import type { Era } from '../../../core/model/catalogue.ts'
import type { TokenTwist, Visit } from '../../../core/model/lab-visit.ts'
import { modernMeta } from '../../../core/protocol/modern/meta.ts'
import { MODERN_REVISIONS } from '../../../core/protocol/modern/methods.ts'
import { unmarked } from '../client.ts'
import { parsed } from '../reading.ts'
import { ask, type Said } from './ask.ts'

export type Door = {
  readonly port: number
  readonly path: string
  readonly follows: boolean
  /** Null: there is none for them. */
  readonly tokenOf: (who: string, twist?: TokenTwist) => string | null
}

export type Visited = {
  /** All that was told to those who are not honest. */
  readonly heard: string
  /** What each of them was told at last. */
  readonly outputs: readonly string[]
}

export async function visitAll(visits: readonly Visit[], era: Era, door: Door): Promise<Visited> {
  const heard: string[] = []
  const outputs: string[] = []
  const sessions: (string | null)[] = []
  for (const visit of visits) {
    const { said, session } = await (era === 'modern' ? once(visit, door) : inSession(visit, door, sessions[0] ?? null))
    sessions.push(session)
    if (visit.honest !== true) heard.push(...said.flatMap(({ messages }) => messages))
    outputs.push(outputOf(said.at(-1)!))
  }
  return { heard: heard.join('\n'), outputs }
}

type Paid = { readonly said: readonly Said[]; readonly session: string | null }

async function inSession(visit: Visit, door: Door, first: string | null): Promise<Paid> {
  if (visit.session === 'stolen') {
    const said = await send(visit, door, callOf(visit), { 'mcp-session-id': first ?? 'none' })
    return { said: [said], session: null }
  }
  const clientInfo = { name: 'lab', version: '1.0.0' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const opening = await send({ ...visit, pads: 0 }, door, { id: 0, method: 'initialize', params })
  if (opening.session === null) return { said: [opening], session: null }
  const session = { 'mcp-session-id': opening.session, 'mcp-protocol-version': '2025-11-25' }
  await send({ ...visit, pads: 0 }, door, { method: 'notifications/initialized' }, session)
  return { said: [opening, await send(visit, door, callOf(visit), session)], session: opening.session }
}

async function once(visit: Visit, door: Door): Promise<Paid> {
  const { method, params } = callOf(visit)
  const head = {
    'mcp-protocol-version': MODERN_REVISIONS[0],
    'mcp-method': method,
    'mcp-name': visit.call.tool,
  }
  const message = { id: 1, method, params: { ...params, _meta: modernMeta({}) } }
  return { said: [await send(visit, door, message, head)], session: null }
}

const callOf = ({ call: { tool, arguments: given } }: Visit) => ({
  id: 1,
  method: 'tools/call',
  params: { name: tool, arguments: given },
})

async function send(
  { who, token, head = {}, heads = 0, pads = 0 }: Visit,
  { port, path, follows, tokenOf }: Door,
  message: object,
  more: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const shown = tokenOf(who, token)
  const body = JSON.stringify({ jsonrpc: '2.0', ...message })
  const padded = `${body.slice(0, -1)}${' '.repeat(pads)}}`
  const all: Readonly<Record<string, string | null>> = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: shown === null ? null : `Bearer ${shown}`,
    'content-length': String(Buffer.byteLength(padded)),
    ...more,
    ...Object.fromEntries(Array.from({ length: heads }, (_, n) => [`x-more-${n}`, 'y'])),
    ...head,
  }
  const given = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [[name, value.replaceAll('(port)', String(port))] as const],
  )
  return ask({ port, path, head: Object.fromEntries(given), body: padded, follows })
}

function outputOf({ status, messages }: Said): string {
  const answer: Json = parsed(messages.at(-1) ?? '')
  return isObject(answer) ? JSON.stringify(unmarked(answer['result'] ?? answer['error'] ?? null)) : `status ${status}`
}
