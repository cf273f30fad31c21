// A server with tasks in one era, which keeps them in a file, as a service keeps those of all its users in one place: whoever knows
// an id gets the task. Its ids are easily guessed, and others count the same.
// node tasks.mjs legacy|modern NAME FILE
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [era, name, file] = process.argv.slice(2)
const isModern = era === 'modern'
const RELATED = 'io.modelcontextprotocol/related-task'
const EXTENSION = 'io.modelcontextprotocol/tasks'
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const refusal = (code, message) => Object.assign(new Error(message), { code })
const tool = (title) => ({
  ...{ name: title, description: 'Reads and returns what it is given', inputSchema: { type: 'object' } },
  ...(!isModern && { execution: { taskSupport: 'optional' } }),
})
const state = { asked: new Map(), watched: new Map() }

/** Those of all who ever asked. */
const kept = () => (file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
function keep(task) {
  writeFileSync(file, JSON.stringify({ ...kept(), [task.taskId]: task }))
  return task
}
function taskOf({ taskId }) {
  const { [taskId]: task } = kept()
  if (task === undefined) throw refusal(-32602, 'no such task')
  return task
}
const shown = ({ taskId, status, content }) => ({
  ...{ taskId, status, createdAt: '2026-01-01T00:00:00Z', lastUpdatedAt: '2026-01-01T00:00:00Z' },
  ...(isModern ? { resultType: 'complete', ttlMs: null } : { ttl: null }),
  ...(isModern && status === 'completed' && { result: { resultType: 'complete', content } }),
})
function tell(task) {
  if (!isModern) return send({ method: 'notifications/tasks/status', params: shown(task) })
  const { resultType: _, ...params } = shown(task)
  for (const [id, taskIds] of state.watched)
    if (taskIds.includes(task.taskId))
      send({
        method: 'notifications/tasks',
        params: { ...params, _meta: { 'io.modelcontextprotocol/subscriptionId': id } },
      })
}

function begin(title, content, token) {
  const task = keep({ taskId: `task-${Object.keys(kept()).length}`, status: 'working', title, content })
  const end = () => {
    if (taskOf(task).status !== 'working') return
    if (token !== undefined)
      send({ method: 'notifications/progress', params: { progressToken: token, progress: 1, message: 'of a task' } })
    tell(keep({ ...task, status: 'completed' }))
  }
  if (title !== 'wait') setTimeout(end, 300)
  return task
}

function call({ name: title, arguments: given = {}, task: wanted, _meta: meta = {} }) {
  // What is told of tasks that others began.
  if (title === 'spoof') for (const task of Object.values(kept())) tell({ ...task, status: 'failed' })
  const content = [
    { type: 'text', text: `${name} ${title} ${JSON.stringify(given)}` },
    { type: 'resource_link', uri: 'note://same/1', name: 'one' },
  ]
  const can = meta['io.modelcontextprotocol/clientCapabilities']?.extensions?.[EXTENSION]
  if (title === 'spoof' || (isModern ? can === undefined : wanted === undefined)) return { content }
  const begun = shown(begin(title, content, meta.progressToken))
  return isModern ? { ...begun, resultType: 'task' } : { task: begun }
}

async function resultOf(params) {
  const { taskId, title, content } = taskOf(params)
  const _meta = { [RELATED]: { taskId } }
  if (title !== 'ask') return { content, _meta }
  const requestedSchema = { type: 'object', properties: {} }
  const told = await new Promise((resolve) => {
    state.asked.set('ask-1', resolve)
    send({ id: 'ask-1', method: 'elicitation/create', params: { message: 'Really?', requestedSchema, _meta } })
  })
  return { content: [{ type: 'text', text: `of ${told?._meta?.[RELATED]?.taskId}: ${told?.action}` }], _meta }
}

const capabilities = isModern
  ? { tools: {}, extensions: { [EXTENSION]: {}, [`com.example/${name}`]: { by: name }, 'com.example/both': {} } }
  : { tools: {}, tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } }

const methods = {
  ...(isModern
    ? { 'server/discover': () => ({ supportedVersions: ['2026-07-28'], capabilities }) }
    : {
        initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities, serverInfo: { name, version: '1' } }),
        ping: () => ({}),
        'tasks/list': () => ({ tasks: Object.values(kept()).map(shown) }),
        'tasks/result': resultOf,
      }),
  'tools/list': () => ({ tools: ['slow', 'wait', 'ask', 'spoof'].map(tool) }),
  'tools/call': call,
  'tasks/get': (params) => shown(taskOf(params)),
  'tasks/update': (params) => {
    const content = [{ type: 'text', text: JSON.stringify(params.inputResponses) }]
    keep({ ...taskOf(params), status: 'completed', content })
    return {}
  },
  'tasks/cancel': (params) => {
    const task = keep({ ...taskOf(params), status: 'cancelled' })
    return isModern ? {} : shown(task)
  },
  'subscriptions/listen': ({ notifications }, id) => {
    const { taskIds = [] } = notifications
    state.watched.set(id, taskIds)
    const _meta = { 'io.modelcontextprotocol/subscriptionId': id }
    send({
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta, notifications: { taskIds } },
    })
  },
  [`com.example/${name}/run`]: () => ({ ran: name }),
  'com.example/both/run': () => ({ ran: name }),
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, method, params = {}, result } = JSON.parse(line)
  if (method === undefined) state.asked.get(id)?.(result)
  if (method === undefined || id === undefined) return
  try {
    if (!Object.hasOwn(methods, method)) throw refusal(-32601, 'Method not found')
    const answer = await methods[method](params, id)
    if (answer === undefined) return
    send({ id, result: isModern ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...answer } : answer })
  } catch ({ code = -32603, message }) {
    send({ id, error: { code, message } })
  }
})
