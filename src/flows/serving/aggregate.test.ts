import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Directory } from '../../core/protocol/aggregate/directory.ts'
import { pushedChannel } from '../../io/transport/http/pushed.ts'
import { aggregate } from './aggregate.ts'

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const text = (message: object): Buffer => Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))

test('servers that were started are hung up when approvals cannot be read any more', async () => {
  const behind = { withheld: null, lists: new Set(['tools'] as const), logs: false, tools: ['echo'], prompts: [] }
  const directory = new Directory(
    [{ name: 'one', ...behind, origins: [], capabilities: {}, instructions: null }],
    sha256,
  )
  const started = Promise.withResolvers<void>()
  const ended: string[] = []
  let isReadable = true
  const line = pushedChannel(() => undefined)
  const done = aggregate({ principal: { user: 'ada', groups: [], isOwner: true }, server: '*' }, line.channel, {
    directory: () => (isReadable ? Promise.resolve(directory) : Promise.reject(new Error('unreadable'))),
    start: ({ server }, { channel, over }) => {
      const serve = async (): Promise<void> => {
        for await (const _ of channel.frames) started.resolve()
        ended.push(server)
        over('ended')
      }
      void serve()
      return null
    },
    see: () => undefined,
    newId: () => 'a',
    now: () => 0,
  })
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'a', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  line.push(text({ id: 1, method: 'tools/call', params: { name: 'one__echo', arguments: {}, _meta: meta } }))
  await started.promise
  isReadable = false
  line.push(text({ id: 2, method: 'tools/list', params: { _meta: meta } }))
  await expect(done).rejects.toThrow('unreadable')
  expect(ended).toEqual(['one'])
})
