// A small MCP server without dependencies that says and takes as much as it is asked to.
import { createInterface } from 'node:readline'

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const schema = { type: 'object', properties: { text: { type: 'string' }, count: { type: 'integer' } } }
const tools = ['say', 'take'].map((name) => ({ name, description: `Reads and returns ${name}`, inputSchema: schema }))
const text = (value) => ({ resultType: 'complete', content: [{ type: 'text', text: value }] })
const caching = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' }

const methods = {
  initialize: ({ protocolVersion }) => ({
    ...{ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'large', version: '1.0.0' } },
  }),
  'server/discover': () => ({ ...caching, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } }),
  'tools/list': () => ({ ...caching, tools }),
  'tools/call': ({ name, arguments: { count = 0, text: given = '' } = {} }) =>
    text(name === 'say' ? 'plain words. '.repeat(Math.ceil(count / 13)).slice(0, count) : `took ${given.length}`),
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params = {} } = JSON.parse(line)
  if (id === undefined) return
  const act = methods[method]
  if (act === undefined) send({ id, error: { code: -32601, message: 'Method not found' } })
  else send({ id, result: act(params) })
})
