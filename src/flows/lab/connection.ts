// One connection of the client of an attack to a server: it asks, keeps all that it hears, and answers what it is asked.
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { tagOf } from '../../core/lab/bait.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Call, Play } from '../../core/model/lab.ts'
import { modernMeta } from '../../core/protocol/modern/meta.ts'
import { ordersIn, parsed } from './reading.ts'

export type Traffic = {
  /** Everything that was handed to it, as text. */
  readonly heard: string
  /** Lines that answer nothing it asked. */
  readonly forged: number
  readonly largest: number
  readonly deepest: number
}

const PATIENCE_MS = 60_000

export class Connection {
  readonly #input: Writable
  readonly #typed: string | null
  readonly #waiting = new Map<number, (message: Json) => void>()
  readonly #ended: Promise<void>
  #isOver = false
  #meta: object = {}
  #asked = 0
  #tools: readonly string[] = []
  #rest: string[] = []
  #heard: string[] = []
  #forged = 0
  #largest = 0
  #deepest = 0

  /** `typed` is what it answers to whatever a server asks; null: it offers to answer nothing. */
  constructor(input: Writable, output: Readable, typed: string | null = null) {
    this.#input = input
    this.#typed = typed
    output.setEncoding('utf8').on('data', (text: string) => this.#listen(text))
    this.#ended = new Promise((resolve) => {
      for (const event of ['end', 'close', 'error'] as const) output.once(event, () => resolve())
    })
    void this.#ended.then(() => {
      this.#isOver = true
      for (const answer of this.#waiting.values()) answer({ error: { message: 'It has ended.' } })
    })
  }

  /** Opens it and reads all that it offers. What it is told by that. */
  async open({ era, lists = 1 }: Pick<Play, 'era' | 'lists'>): Promise<readonly Call[]> {
    const opening = await (era === 'modern' ? this.#discover() : this.#initialize())
    return [...ordersIn(opening), ...(await this.#listed(opening, lists))]
  }

  has(tool: string): boolean {
    return this.#tools.includes(tool)
  }

  call(tool: string, given: Call['arguments']): Promise<Json> {
    return this.#ask('tools/call', { name: tool, arguments: given })
  }

  close(): void {
    this.#input.end()
  }

  /** Once nothing more can come. */
  async over(stop: Promise<void>): Promise<Traffic> {
    await Promise.race([this.#ended, stop.then(() => sleep(50))])
    return { heard: this.#heard.join('\n'), forged: this.#forged, largest: this.#largest, deepest: this.#deepest }
  }

  async #initialize(): Promise<Json> {
    const clientInfo = { name: 'lab', version: '1.0.0' }
    const capabilities = this.#typed === null ? {} : { elicitation: { form: {} }, sampling: { context: {} } }
    const opening = await this.#ask('initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo })
    this.#say({ method: 'notifications/initialized' })
    return opening
  }

  /** In this era every request says for itself what the client is (MCP 2026-07-28 basic/versioning). */
  async #discover(): Promise<Json> {
    this.#meta = { _meta: modernMeta({}) }
    return this.#ask('server/discover', {})
  }

  /** What it is told by all that the server offers, and by each prompt and resource, which it has shown to it. */
  async #listed(opening: Json, lists: number): Promise<readonly Call[]> {
    const has = (capability: string): boolean => isObject(at(opening, 'result', 'capabilities', capability))
    const told: Call[] = []
    const ask = async (method: string, params: object = {}): Promise<Json> => {
      const answer = await this.#ask(method, params)
      told.push(...ordersIn(answer))
      return answer
    }
    for (let i = 0; i < lists; i += 1) this.#tools = namesIn(await ask('tools/list'), 'tools', 'name')
    for (const name of has('prompts') ? namesIn(await ask('prompts/list'), 'prompts', 'name') : [])
      await ask('prompts/get', { name })
    for (const uri of has('resources') ? namesIn(await ask('resources/list'), 'resources', 'uri') : [])
      await ask('resources/read', { uri })
    if (has('resources')) await ask('resources/templates/list')
    return told
  }

  #say(message: object): void {
    if (!this.#isOver) this.#input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  async #ask(method: string, params: object): Promise<Json> {
    if (this.#isOver) return { error: { message: 'It has ended.' } }
    this.#asked += 1
    const id = this.#asked
    const { promise, resolve } = Promise.withResolvers<Json>()
    this.#waiting.set(id, resolve)
    this.#say({ id, method, params: { ...params, ...this.#meta } })
    const patience = new AbortController()
    const late = sleep(PATIENCE_MS, { error: { message: 'It never answered.' } }, { signal: patience.signal })
    return Promise.race([promise, late.catch(() => null)]).finally(() => patience.abort())
  }

  #listen(text: string): void {
    const parts = text.split('\n')
    for (const [i, part] of parts.entries()) {
      this.#rest.push(part)
      if (i === parts.length - 1) return
      const line = this.#rest.join('')
      this.#rest = []
      this.#hear(line)
    }
  }

  #hear(line: string): void {
    if (line === '') return
    this.#largest = Math.max(this.#largest, line.length)
    this.#deepest = Math.max(this.#deepest, depthOf(line))
    // A model reads what a client prints; keeping all of a huge line would prove nothing more.
    this.#heard.push(line.slice(0, 1_000_000))
    const message = parsed(line)
    const id = isObject(message) && typeof message['method'] !== 'string' ? message['id'] : undefined
    const answer = typeof id === 'number' ? this.#waiting.get(id) : undefined
    if (answer === undefined) {
      if (this.#answers(message)) return
      if (!isNotification(message)) this.#forged += 1
      return
    }
    this.#waiting.delete(id as number)
    answer(message)
  }

  /** Whether it was asked something that it offered to answer. A model repeats what it was shown. */
  #answers(message: Json): boolean {
    const typed = this.#typed
    const [id, params] = [at(message, 'id'), at(message, 'params')]
    if (typed === null || !isObject(message)) return false
    if (message['method'] === 'elicitation/create') {
      const fields = at(params, 'requestedSchema', 'properties')
      const names = isObject(fields) ? Object.keys(fields) : []
      this.#say({ id, result: { action: 'accept', content: Object.fromEntries(names.map((name) => [name, typed])) } })
      return true
    }
    if (message['method'] !== 'sampling/createMessage') return false
    const text = at(params, 'includeContext') === 'allServers' ? typed : 'rain'
    this.#say({ id, result: { role: 'assistant', model: 'lab', content: { type: 'text', text } } })
    return true
  }
}

/** What a person types who answers everything; null where the attack asks nobody. */
export const typedIn = ({ types }: Pick<Play, 'types'>, nonce: string): string | null =>
  types === undefined ? null : tagOf(types, nonce)

const at = (value: Json, ...path: readonly string[]): Json =>
  path.reduce<Json>((part, key) => (isObject(part) ? (part[key] ?? null) : null), value)

function namesIn(answer: Json, list: string, key: string): readonly string[] {
  const items = at(answer, 'result', list)
  const names = Array.isArray(items) ? (items as readonly Json[]).map((item) => at(item, key)) : []
  return names.filter((name) => typeof name === 'string')
}

const isNotification = (message: Json): boolean =>
  isObject(message) && typeof message['method'] === 'string' && !Object.hasOwn(message, 'id')

function depthOf(line: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < line.length; i += 1) {
    const char = line.charCodeAt(i)
    if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, (depth += 1))
    else if (char === 0x7d || char === 0x5d) depth -= 1
  }
  return deepest
}
