// The world as a rehearsed server sees it: every name has an address, every address answers on the usual ports, and all of it is this
// process. Nothing that arrives here goes any further.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { NameTable } from '../../../core/egress/name-table.ts'
import { readQuestion, TYPE_A, writeAnswer } from '../../../core/egress/dns.ts'
import { serveTcp, serveUdp, type AnswerQuery } from '../responder.ts'
import type { Listeners } from '../broker.ts'
import { arrived, emptyRecord, lookedUp, Said, type Record } from './arrival.ts'
import { openAuthority } from './authority.ts'
import { MAIL_PORT_OF_TLS, MAIL_PORTS, takeMail } from './mail.ts'
import { openWeb, type Spoken } from './web.ts'

export type World = {
  /** What clients inside must trust to speak TLS with it. */
  readonly authority: string
  readonly record: Record
  readonly nameAt: (address: string) => string | null
  /** Serves one sandbox until the returned function is called. */
  readonly serve: (listeners: Listeners) => () => void
  /** Until all that was said to it is in the record, once the sandbox is gone. */
  readonly heard: () => Promise<void>
  readonly close: () => void
}

/** Web, mail, files, shells, databases, and what backdoors are known to use. */
export const PORTS = [
  ...[21, 22, 25, 80, 443, 465, 587, 1337, 2525, 3000, 3306, 4444, 5000, 5432, 6379, 6667, 8000, 8080, 8081, 8443],
  ...[8888, 9000, 9001, 9090, 27017, 31337],
] as const

const MOST_NAMES = 10_000
const PATIENCE_MS = 10_000

export function openWorld(): World {
  const record = emptyRecord()
  const authority = openAuthority()
  const table = new NameTable(MOST_NAMES)
  const web = openWeb(record, (socket, spoken) => speak(socket, spoken))
  const open = new Set<Socket>()
  const nameAt = (address: string): string | null => table.nameAt(address) ?? null
  const answer = answerAll(table, record)

  const accept = (socket: Socket, port: number): void => {
    socket.on('error', () => undefined)
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    const address = socket.localAddress?.replace(/^::ffff:/, '') ?? ''
    const spoken: Spoken = { host: nameAt(address) ?? address, port, tunnels: 0 }
    if (port === 53) return serveTcp(socket, answer, PATIENCE_MS)
    if (MAIL_PORTS.has(port)) return takeMail(socket, spoken, record)
    speak(socket, spoken)
  }

  /** Who speaks first, and how, is for the client to choose. That it came counts, also where it says nothing. */
  const speak = (socket: Socket, spoken: Spoken): void => {
    const at = Date.now()
    const { host, port } = spoken
    const onSilence = (): void =>
      arrived(record, { at, host, port, how: 'bytes', line: 'nothing was said', bytes: new Uint8Array() })
    const giveUp = (): void => void socket.destroy()
    socket.setTimeout(PATIENCE_MS).once('timeout', giveUp).once('close', onSilence)
    socket.once('data', (first: Buffer) => {
      socket.setTimeout(0).off('timeout', giveUp).off('close', onSilence)
      socket.pause()
      socket.unshift(first)
      if (first[0] === 0x16) return secured(socket, spoken, first)
      if (METHOD.test(first.toString('latin1', 0, 16))) return web.serve(socket, spoken)
      take(socket, spoken, record)
    })
  }

  const secured = (socket: Socket, spoken: Spoken, hello: Buffer): void => {
    const at = Date.now()
    const { host, port } = spoken
    let named = host
    const tls = new TLSSocket(socket, {
      isServer: true,
      secureContext: authority.contextFor(host),
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => {
        named = name === '' ? host : name
        done(null, authority.contextFor(named))
      },
    })
    // A client that believes only certain keys ends here, with a word of TLS or without. What it wanted to say stays unknown; that it
    // tried does not.
    const refused = (): void => {
      const said = new Said(record)
      said.add(hello)
      const line = `TLS to ${named}, and our certificate was not believed`
      arrived(record, { at, host: named, port, how: 'refused', line, bytes: said.bytes })
    }
    tls.on('error', () => socket.destroy()).once('close', refused)
    tls.once('secure', () => {
      tls.off('close', refused)
      const heard = { ...spoken, host: named }
      if (port === MAIL_PORT_OF_TLS) takeMail(tls, heard, record)
      else web.serve(tls, heard)
    })
  }

  return {
    authority: authority.pem,
    record,
    nameAt,
    serve: ({ names, ports }) => {
      serveUdp(names, answer)
      for (const [port, server] of ports) {
        server.on('connection', (socket: Socket) => accept(socket, port))
        server.on('error', () => undefined)
      }
      return () => {
        names.close()
        for (const server of ports.values()) server.close()
        for (const socket of open) socket.destroy()
      }
    },
    heard: async () => {
      await Promise.all([...open].map((socket) => once(socket, 'close')))
      // Whoever reads a request is told of its end by a promise of its own.
      await setImmediate()
    },
    close: () => web.close(),
  }
}

const METHOD = /^[A-Z]{3,10} /

/** `.invalid` names nobody (RFC 6761): with it the self-test of a sandbox asks for what must not be there. */
function answerAll(table: NameTable, record: Record): AnswerQuery {
  return (query) => {
    const question = readQuestion(query)
    if (question === null) return null
    const { name, type } = question
    if (name === 'localhost' || name.endsWith('.invalid')) return writeAnswer(question, 'no-name')
    lookedUp(record, name)
    if (type !== TYPE_A) return writeAnswer(question, 'no-data')
    const address = table.addressOf(name)
    return writeAnswer(question, address === null ? 'no-name' : { address })
  }
}

/** A protocol that we do not speak: what is said is kept, and nothing is answered. */
function take(socket: Socket, { host, port }: Spoken, record: Record): void {
  const at = Date.now()
  const said = new Said(record)
  socket.setTimeout(PATIENCE_MS, () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    if (!said.add(chunk)) socket.destroy()
  })
  socket.once('close', () => arrived(record, { at, host, port, how: 'bytes', line: 'bytes', bytes: said.bytes }))
  socket.resume()
}
