// A client over HTTP as thin as can be: one request at a time on each of its sockets, answers as JSON or as a stream of events.
import { connect, type Socket } from 'node:net'
import { scanId } from '../../src/core/protocol/scan-id.ts'
import { type Caller, callText, INITIALIZE, INITIALIZED, outcomeOf } from './caller.ts'

export type Endpoint = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** Opens a legacy session. */
export async function httpCaller(endpoint: Endpoint, connections: number): Promise<Caller> {
  const open = (): Promise<Line[]> => Promise.all(Array.from({ length: connections }, () => Line.open(endpoint.port)))
  let free = await open()
  const closeAll = (): void => {
    for (const line of free) line.close()
  }
  let session = ''
  let count = 0
  const post = async (body: string): Promise<Answer> => {
    const line = free.pop()
    if (line === undefined) throw new Error('more calls at a time than connections')
    try {
      return await line.ask(headOf(endpoint, session, body), body)
    } finally {
      free.push(line)
    }
  }
  const opened = await post(INITIALIZE)
  session = opened.session
  if (opened.status !== 200) throw new Error(`initialize was answered with ${opened.status}: ${opened.body}`)
  await post(INITIALIZED)
  return {
    call: async (text) => {
      const id = (count += 1)
      const { status, body } = await post(callText(id, text))
      return status === 200 ? outcomeOf(body, id, text) : `HTTP ${status}`
    },
    // A server closes what was not used for a while.
    ready: async () => {
      closeAll()
      free = await open()
    },
    close: async () => closeAll(),
  }
}

function headOf({ port, path, headers }: Endpoint, session: string, body: string): string {
  const all = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': String(Buffer.byteLength(body)),
    ...(session !== '' && { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

type Answer = { readonly status: number; readonly session: string; readonly body: string }

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

class Line {
  readonly #socket: Socket
  #heard: Buffer[] = []
  #bytes = 0
  #head: { readonly text: string; readonly length: number; readonly size: number | null } | null = null
  #done: PromiseWithResolvers<Answer> | null = null

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (part: Buffer) => this.#hear(part))
    socket.on('error', (cause) => this.#done?.reject(cause))
    socket.on('close', () => this.#done?.reject(new Error('the connection was closed')))
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Line(socket)))
      socket.once('error', reject)
    })
  }

  ask(head: string, body: string): Promise<Answer> {
    this.#done = Promise.withResolvers()
    this.#socket.write(head + body)
    return this.#done.promise
  }

  close(): void {
    this.#done = null
    this.#socket.destroy()
  }

  #hear(part: Buffer): void {
    this.#heard.push(part)
    this.#bytes += part.length
    this.#head ??= this.#readHead()
    const { size, length } = this.#head ?? { size: -1, length: 0 }
    if (size === -1 || (size === null ? !this.#mayEnd() : this.#bytes < length + size)) return
    const all = Buffer.concat(this.#heard)
    const { text } = this.#head!
    const body = size === null ? unchunked(all.subarray(length)) : all.subarray(length, length + size).toString()
    if (body === null) return
    this.#heard = []
    this.#bytes = 0
    this.#head = null
    const isStream = /^content-type: text\/event-stream/im.test(text)
    const session = /^mcp-session-id: (.*)\r?$/im.exec(text)?.[1]?.trim() ?? ''
    this.#done?.resolve({ status: Number(text.slice(9, 12)), session, body: isStream ? answerIn(body) : body })
  }

  /** A body in pieces ends with an empty one. */
  #mayEnd(): boolean {
    return Buffer.concat(this.#heard.slice(-2)).subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
  }

  #readHead() {
    const all = this.#heard.length === 1 ? this.#heard[0]! : Buffer.concat(this.#heard)
    this.#heard = [all]
    const end = all.indexOf(HEAD_END)
    if (end === -1) return null
    const text = all.subarray(0, end).toString('latin1')
    const size = /^content-length: (\d+)/im.exec(text)?.[1]
    const isEmpty = size === undefined && !/^transfer-encoding: chunked/im.test(text)
    return { text, length: end + 4, size: isEmpty ? 0 : size === undefined ? null : Number(size) }
  }
}

/** Null: it is not all there. */
function unchunked(body: Buffer): string | null {
  const parts: Buffer[] = []
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at)
    if (end === -1) return null
    const size = Number.parseInt(body.subarray(at, end).toString('latin1'), 16)
    if (size === 0) return Buffer.concat(parts).toString()
    if (end + 2 + size + 2 > body.length) return null
    parts.push(body.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
}

/** The message of a stream that answers a request. */
function answerIn(stream: string): string {
  const data = stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length))
  return data.find((line) => scanId(Buffer.from(line)).looksLike === 'answer') ?? ''
}
