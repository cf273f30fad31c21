// Drives a translation from both sides, and shows what would be on the wire.
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../src/core/model/json.ts'
import type { Message } from '../../src/core/model/message.ts'
import { decode } from '../../src/core/protocol/decode.ts'
import { LegacyClient } from '../../src/core/protocol/translate/legacy-client.ts'
import { ModernClient } from '../../src/core/protocol/translate/modern-client.ts'
import type { Out, Translation } from '../../src/core/protocol/translate/translation.ts'

export const P = 'io.modelcontextprotocol'

export function messageOf(given: JsonObject | string): Message {
  const text = typeof given === 'string' ? given : JSON.stringify({ jsonrpc: '2.0', ...given })
  const decoded = decode(new TextEncoder().encode(text))
  if (decoded.kind !== 'messages') throw new Error(text)
  return decoded.messages[0]!
}

const shown = (outs: readonly Out[]): Json[] =>
  outs.map((out) => {
    if ('fault' in out) return `fault ${out.fault}`
    const { jsonrpc: _, ...message } = JSON.parse(JSON.stringify(out.message)) as Record<string, Json>
    return { [out.to === 'upstream' ? 'up' : 'down']: message }
  })

export type Sides = {
  readonly client: (given: JsonObject | string) => Json[]
  readonly server: (given: JsonObject | string) => Json[]
  readonly tick: () => Json[]
  readonly wait: (ms: number) => void
  readonly made: Translation
}

function sides(made: Translation): Sides {
  let now = 0
  return {
    client: (given) => shown(made.fromClient(messageOf(given), now)),
    server: (given) => shown(made.fromServer(messageOf(given), now)),
    tick: () => shown(made.tick(now)),
    wait: (ms) => {
      now += ms
    },
    made,
  }
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** Opens only what it sealed itself. Encryption is tried where it is made. */
function toySeal() {
  const known = new Map<string, string>()
  return {
    seal: (text: string) => {
      known.set(`sealed-${known.size}`, text)
      return `sealed-${known.size - 1}`
    },
    open: (sealed: string) => known.get(sealed) ?? null,
  }
}

export const forModernClient = (): Sides => sides(new ModernClient({ sha256, seal: toySeal() }))
export const forLegacyClient = (): Sides => sides(new LegacyClient())

export const FORM = { elicitation: { form: {} } }
export const LEGACY_SERVER = {
  protocolVersion: '2025-11-25',
  serverInfo: { name: 's', version: '1' },
  instructions: 'Do.',
  capabilities: {
    tools: { listChanged: true },
    resources: { subscribe: true },
    logging: {},
    tasks: {},
    extensions: { [`${P}/tasks`]: {}, 'com.example/x': {} },
  },
}
export const meta = (more: JsonObject = {}, capabilities: JsonObject = {}): JsonObject => ({
  [`${P}/protocolVersion`]: '2026-07-28',
  [`${P}/clientCapabilities`]: capabilities,
  ...more,
})

/** Opened by a `server/discover` that declares this. */
export function openedModern(capabilities: JsonObject = FORM): Sides {
  const made = forModernClient()
  made.client({ id: 'd', method: 'server/discover', params: { _meta: meta({}, capabilities) } })
  made.server({ id: 1, result: LEGACY_SERVER })
  return made
}
export const modernCall = (
  id: Json,
  more: JsonObject = {},
  capabilities: JsonObject = FORM,
  given: JsonObject = { a: 1 },
) => ({ id, method: 'tools/call', params: { name: 't', arguments: given, ...more, _meta: meta({}, capabilities) } })

export const QUESTION = { id: 'srv', method: 'elicitation/create', params: { message: 'm', requestedSchema: {} } }

/** Calls, and is asked; what it would send back with its retry. */
export function askedModern({ client, server }: Sides, id: Json = 'a', asks: JsonObject = QUESTION): string {
  client(modernCall(id))
  const [{ down }] = server(asks) as [{ down: { result: { requestState: string } } }]
  return down.result.requestState
}
export const retryOf = (id: Json, requestState: Json, answers: JsonObject = { 'question-1': { action: 'accept' } }) =>
  modernCall(id, { requestState, inputResponses: answers })

export const ABLE = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} }
export const INFO = { name: 'c', version: '2' }
export const WHO = {
  [`${P}/protocolVersion`]: '2026-07-28',
  [`${P}/clientCapabilities`]: ABLE,
  [`${P}/clientInfo`]: INFO,
}
export const MODERN_SERVER = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: {
    tools: { listChanged: true },
    resources: { subscribe: true },
    extensions: { [`${P}/tasks`]: {}, 'com.example/x': {} },
  },
  instructions: 'Do.',
  ttlMs: 5,
  cacheScope: 'public',
  _meta: { [`${P}/serverInfo`]: { name: 's', version: '1' } },
}
export const opener = (protocolVersion = '2025-11-25', capabilities: JsonObject = { ...ABLE, tasks: {} }) => ({
  id: 0,
  method: 'initialize',
  params: { protocolVersion, capabilities, clientInfo: INFO },
})
export function openedLegacy(revision?: string): Sides {
  const made = forLegacyClient()
  made.client(opener(revision))
  made.server({ id: 1, result: MODERN_SERVER })
  return made
}
export const legacyCall = (id: Json, more: JsonObject = {}) => ({
  id,
  method: 'tools/call',
  params: { name: 't', arguments: { a: 1 }, ...more },
})
