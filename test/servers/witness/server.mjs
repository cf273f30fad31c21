// A small MCP server of both eras without dependencies that writes down every line it gets. Where WITNESS names no file it
// keeps them to itself.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const { WITNESS } = process.env
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const text = (value) => ({ resultType: 'complete', content: [{ type: 'text', text: value }] })
const schema = { type: 'object', properties: { text: { type: 'string' }, count: { type: 'integer' } } }
const tool = (name) => ({ name, description: `Reads and returns ${name}`, inputSchema: schema })
const routed = {
  ...tool('routed'),
  inputSchema: { type: 'object', properties: { text: { type: 'string', 'x-mcp-header': 'Text' } } },
}
const TOOLS = [...['echo', 'hold', 'steps', 'flood', 'ask', 'change', 'wait', 'end', 'told'].map(tool), routed]
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId'
const state = { asked: new Map(), listening: new Map() }

const capabilities = { tools: { listChanged: true }, logging: {} }
const serverInfo = { name: 'witness', version: '1.0.0' }
const caching = { resultType: 'complete', ttlMs: 0, cacheScope: process.env.SCOPE ?? 'private' }

async function call({ name, arguments: given = {}, _meta: meta = {} }) {
  const { progressToken } = meta
  const step = (progress, message) =>
    send({ method: 'notifications/progress', params: { progressToken, progress, message } })
  if (name === 'hold') return new Promise(() => undefined)
  if (name === 'end') process.exit(3)
  if (name === 'wait' && given.count < 0) return { ...text('no such time'), isError: true }
  if (name === 'wait') await sleep(given.count)
  if (name === 'told') {
    for (let at = 0; at < 3; at += 1) step(at, given.text)
    return text(given.text)
  }
  if (name === 'steps') for (let at = 0; at < 3; at += 1) step(at, given.text)
  if (name === 'flood') for (let at = 0; at < given.count; at += 1) step(at, 'x'.repeat(100_000))
  if (name === 'ask') {
    const id = `ask-${state.asked.size}`
    const answered = new Promise((resolve) => state.asked.set(id, resolve))
    send({ id, method: 'roots/list' })
    return text(JSON.stringify(await answered))
  }
  if (name === 'change') {
    const params =
      state.listening.size === 0
        ? [undefined]
        : [...state.listening.keys()].map((id) => ({ _meta: { [SUBSCRIPTION]: id } }))
    for (const one of params) send({ method: 'notifications/tools/list_changed', params: one })
  }
  return text(name === 'echo' ? given.text : `${name} done`)
}

const methods = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities, serverInfo }),
  'server/discover': () => ({ ...caching, supportedVersions: ['2026-07-28'], capabilities }),
  ping: () => ({}),
  'tools/list': () => ({ ...caching, tools: TOOLS }),
  'tools/call': call,
  'logging/setLevel': () => ({}),
  'subscriptions/listen': ({ notifications }, id) => {
    state.listening.set(id, notifications)
    const params = { _meta: { [SUBSCRIPTION]: id }, notifications }
    send({ method: 'notifications/subscriptions/acknowledged', params })
    return new Promise(() => undefined)
  },
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  if (WITNESS !== undefined) appendFileSync(WITNESS, `${line}\n`)
  const { id, method, params = {}, result } = JSON.parse(line)
  if (method === 'notifications/cancelled') state.listening.delete(params.requestId)
  if (method === undefined) state.asked.get(id)?.(result ?? null)
  if (method === undefined || id === undefined) return
  const act = methods[method]
  if (act === undefined) send({ id, error: { code: -32601, message: 'Method not found' } })
  else send({ id, result: await act(params, id) })
})
