// A legacy server with tasks (MCP 2025-11-25, experimental): what takes long is begun, looked after, and fetched when it is done.
// It also sends its person to an address.
import { createInterface } from 'node:readline'

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const schema = { type: 'object', properties: { text: { type: 'string' } } }
const tool = (name) => ({ name, description: `Reads and returns ${name}`, inputSchema: schema })
const tasks = new Map()
const asked = new Map()
const capabilities = {
  tools: {},
  tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
}
const shown = ({ taskId, status }) => ({ taskId, status, createdAt: '2026-01-01T00:00:00Z', ttl: 60_000 })
const refusal = (code, message) => Object.assign(new Error(message), { code })

function taskOf({ taskId }) {
  const task = tasks.get(taskId)
  if (task === undefined) throw refusal(-32602, 'no such task')
  return task
}

const methods = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities, serverInfo: { name: 'tasks', version: '1' } }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [{ ...tool('slow'), execution: { taskSupport: 'optional' } }, tool('visit')] }),
  'tools/call': ({ name, arguments: given = {}, task: wanted }, id) => {
    if (name === 'visit') {
      asked.set('visit-1', id)
      const params = { mode: 'url', url: 'https://pay.example.test/', message: 'Pay there', elicitationId: 'e1' }
      return void send({ id: 'visit-1', method: 'elicitation/create', params })
    }
    const content = [{ type: 'text', text: given.text }]
    if (wanted === undefined) return { content }
    const task = { taskId: `task-${tasks.size}`, status: 'working', content }
    tasks.set(task.taskId, task)
    setTimeout(() => {
      if (task.status !== 'working') return
      task.status = 'completed'
      send({ method: 'notifications/tasks/status', params: shown(task) })
    }, 300)
    return { task: shown(task) }
  },
  'tasks/get': (params) => shown(taskOf(params)),
  'tasks/list': () => ({ tasks: [...tasks.values()].map(shown) }),
  'tasks/cancel': (params) => {
    const task = taskOf(params)
    task.status = 'cancelled'
    return shown(task)
  },
  'tasks/result': (params) => {
    const { content, taskId } = taskOf(params)
    return { content, _meta: { 'io.modelcontextprotocol/related-task': { taskId } } }
  },
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params = {}, result } = JSON.parse(line)
  if (method === undefined && asked.has(id)) {
    send({ method: 'notifications/elicitation/complete', params: { elicitationId: 'e1' } })
    send({ id: asked.get(id), result: { content: [{ type: 'text', text: `went: ${result?.action}` }] } })
  }
  if (method === undefined || id === undefined) return
  try {
    if (!Object.hasOwn(methods, method)) throw refusal(-32601, 'Method not found')
    const answer = methods[method](params, id)
    if (answer !== undefined) send({ id, result: answer })
  } catch ({ code = -32603, message }) {
    send({ id, error: { code, message } })
  }
})
