// A conversation over HTTP as lines, as the client of the lab has it: each line is posted, and each message that comes back, also in the
// middle of a stream, is a line.
import { request } from 'node:http'
import { PassThrough, Writable } from 'node:stream'
import { BETWEEN, messagesIn } from './events.ts'
import type { Door } from './visit.ts'

export type Lines = { readonly input: Writable; readonly output: PassThrough }

const PATIENCE_MS = 60_000

export function linesOver({ port, path, tokenOf }: Door): Lines {
  const output = new PassThrough()
  const token = tokenOf('owner')
  const open = new Set<Promise<void>>()
  let session: string | null = null

  const post = (line: string): { readonly opened: Promise<void>; readonly over: Promise<void> } => {
    const opened = Promise.withResolvers<void>()
    const over = Promise.withResolvers<void>()
    const done = (): void => {
      opened.resolve()
      over.resolve()
    }
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(session !== null && { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
    }
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent: false, headers }, (answer) => {
      const { 'mcp-session-id': given, 'content-type': type = '' } = answer.headers
      if (typeof given === 'string') session = given
      opened.resolve()
      const read = type.startsWith('text/event-stream') ? events(output) : whole(output)
      answer
        .setEncoding('utf8')
        .on('data', read.add)
        .on('end', () => (read.end(), done()))
        .on('error', done)
    })
    sent.setTimeout(PATIENCE_MS, () => sent.destroy())
    sent.on('error', done).end(line)
    return { opened: opened.promise, over: over.promise }
  }

  const input = new Writable({
    decodeStrings: false,
    // What is written after the opening needs its session.
    write: (chunk: string, _, written) => {
      const { opened, over } = post(chunk.trim())
      open.add(over)
      void over.then(() => open.delete(over))
      void opened.then(() => written())
    },
    final: (ended) => {
      void Promise.all(open).then(() => (output.end(), ended()))
    },
  })
  return { input, output }
}

type Reading = { readonly add: (text: string) => void; readonly end: () => void }

function whole(output: PassThrough): Reading {
  const parts: string[] = []
  return {
    add: (text) => void parts.push(text),
    end: () => void (parts.length > 0 && output.write(`${parts.join('')}\n`)),
  }
}

function events(output: PassThrough): Reading {
  let rest = ''
  const add = (text: string): void => {
    rest += text
    const end = rest.lastIndexOf(BETWEEN)
    if (end === -1) return
    for (const message of messagesIn(rest.slice(0, end))) output.write(`${message}\n`)
    rest = rest.slice(end + BETWEEN.length)
  }
  return { add, end: () => undefined }
}
