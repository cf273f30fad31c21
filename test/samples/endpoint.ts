// Many servers behind one endpoint, and a client that has opened it.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../../src/core/model/json.ts'
import type { Message } from '../../src/core/model/message.ts'
import { type Behind, Directory } from '../../src/core/protocol/aggregate/directory.ts'
import { Endpoint } from '../../src/core/protocol/aggregate/endpoint.ts'
import type { Out } from '../../src/core/protocol/aggregate/out.ts'
import { decode } from '../../src/core/protocol/decode.ts'
import { META } from '../../src/core/protocol/modern/methods.ts'

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
export const EXTENSIONS = {
  'io.modelcontextprotocol/tasks': {},
  'io.modelcontextprotocol/oauth-client-credentials': {},
  'io.modelcontextprotocol/ui': { a: 1 },
  'notifications/message': {},
  tools: {},
  'com.example/x': { says: 'one' },
}
export const CAPABILITIES = {
  legacy: { tools: {}, tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } }, extensions: EXTENSIONS },
  modern: { tools: {}, extensions: EXTENSIONS },
} as const
export const behind = (name: string, capabilities: Behind['capabilities']): Behind => ({
  ...{ name, withheld: null, lists: new Set(['tools']), logs: false, capabilities },
  ...{ tools: ['echo'], prompts: [], origins: ['note:'], instructions: null },
})

export type Era = 'legacy' | 'modern'
export const META_OF = { [META.revision]: '2026-07-28', [META.capabilities]: {} }

/** A client of many servers, of which `none` has no tasks. */
export function opened(
  era: Era,
  servers = [behind('none', {}), behind('one', CAPABILITIES), behind('two', { [era]: CAPABILITIES[era] })],
  names = true,
) {
  const count = { id: 0, own: 0 }
  const newId = (): string => `own-${(count.own += 1)}`
  const here = new Endpoint({ era, directory: new Directory(servers, sha256), names, newId })
  const said = (outs: readonly Out[], to: string): readonly JsonObject[] =>
    outs.flatMap((out) =>
      'text' in out && (out.to === 'client' ? 'client' : out.server) === to ? [JSON.parse(out.text) as JsonObject] : [],
    )
  const hear = (server: string, message: object | string): readonly Out[] =>
    here.fromServer(server, read(typeof message === 'string' ? message : { jsonrpc: '2.0', ...message }), 0)
  const ask = (method: string, params: object): readonly Out[] => {
    const id = (count.id += 1)
    return here.fromClient(
      read({ jsonrpc: '2.0', id, method, params: era === 'modern' ? { ...params, _meta: META_OF } : params }),
      0,
    )
  }
  const begin = (server: string, taskId: string, status = 'working'): readonly Out[] => {
    ask('tools/call', { name: `${server}__echo`, arguments: {}, _meta: { progressToken: `of ${taskId}` } })
    const task = { taskId, status }
    return hear(server, { id: count.id, result: era === 'modern' ? { resultType: 'task', ...task } : { task } })
  }
  const begun = (server: string, taskId: string, status?: string): string => {
    const { result } = said(begin(server, taskId, status), 'client')[0] as {
      result: { taskId: string; task?: { taskId: string } }
    }
    return result.task?.taskId ?? result.taskId
  }
  /** A server that was not spoken to before is opened. */
  const call = (server: string): void => {
    const [opening] = said(ask('tools/call', { name: `${server}__echo` }), server)
    if (opening?.['method'] === 'initialize') hear(server, { id: opening['id'], result: {} })
    hear(server, { id: count.id, result: {} })
  }
  if (era === 'legacy') {
    ask('initialize', { protocolVersion: '2025-11-25', capabilities: { tasks: { list: {} }, roots: {} } })
    for (const { name } of servers.filter((one) => one.capabilities.legacy !== undefined)) call(name)
  }
  return { here, said, hear, ask, call, begin, begun, last: () => count.id }
}

export function read(message: object | string): Message {
  const decoded = decode(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)))
  if (decoded.kind !== 'messages') throw new Error('not a message')
  return decoded.messages[0]!
}
