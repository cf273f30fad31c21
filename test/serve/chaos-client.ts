// One client of the chaos, a process of its own, so that it can be killed: it asks on and on, and writes down whatever came back.
// `chaos-client.ts URL TOKEN NAME ERA FILE`
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { callOf, type Head, INITIALIZE, type Message, messagesOf, modern } from './place.ts'

const [url = '', token = '', name = '', era = '', file = ''] = process.argv.slice(2)
const headers = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: `Bearer ${token}`,
}
const note = (line: object): void => appendFileSync(file, `${JSON.stringify(line)}\n`)

async function ask(body: object, head: Head, ms: number): Promise<Response> {
  const signal = AbortSignal.timeout(ms)
  return fetch(url, { method: 'POST', headers: { ...headers, ...head }, body: JSON.stringify(body), signal })
}

async function open(): Promise<Head | null> {
  const answer = await ask(INITIALIZE, {}, 30_000)
  await answer.text()
  const id = answer.headers.get('mcp-session-id')
  if (id === null) return null
  await ask({ jsonrpc: '2.0', method: 'notifications/initialized' }, { 'mcp-session-id': id }, 30_000)
  return { 'mcp-session-id': id }
}

const MARKED = /(?:legacy|modern) \d+ \d+\./

/** `wrong`: words that are of nobody but another request. */
function look(messages: readonly Message[], id: number, text: string): void {
  for (const { id: own, params, error, result } of messages) {
    const said = params === undefined ? result?.content?.[0]?.text : params['message']
    // What is said by the gateway itself, such as that a person is asked, is nobody's.
    if (said !== undefined && said !== text && !MARKED.test(JSON.stringify(said))) note({ refused: text })
    else if (said !== undefined && said !== text) note({ wrong: `${text} got ${JSON.stringify(said)}` })
    else if (params === undefined && own !== id) note({ wrong: `${text} got the id ${JSON.stringify(own)}` })
    else if (error !== undefined) note({ refused: text })
    else if (params === undefined) note({ answered: text })
  }
}

let session: Head | null = null
for (let id = 1; ; id += 1) {
  const text = `${name} ${id}.`
  try {
    if (era === 'legacy') session ??= await open()
    const [body, head] =
      era === 'legacy'
        ? ([callOf(id, 'told', { text }, { progressToken: id }), session ?? {}] as const)
        : modern(id, 'tools/call', { name: 'told', arguments: { text } }, { progressToken: 1 })
    // One in ten leaves before it is answered.
    const answer = await ask(body, head, Math.random() < 0.1 ? Math.ceil(Math.random() * 30) : 20_000)
    if (answer.status === 200) look(await messagesOf(answer), id, text)
    else if (answer.status === 404) session = null
  } catch {
    // It left, or whoever should answer was killed: the next request tells.
    session = null
  }
  await sleep(10 + Math.random() * 40)
}
