// The name service of a sandbox, over UDP and TCP. It knows granted names and nothing else, and asks nobody.
import type { Socket as UdpSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import type { Attempt } from '../../core/egress/attempt.ts'
import { isGranted } from '../../core/egress/decide.ts'
import { MAX_QUERY_BYTES, readQuestion, TYPE_A, writeAnswer } from '../../core/egress/dns.ts'
import type { NameTable } from '../../core/egress/name-table.ts'
import type { NetGrant } from '../../core/model/grants.ts'

/** The answer to a query; null for what is no plain question. */
export type AnswerQuery = (query: Uint8Array) => Uint8Array | null

export function answerer(grants: readonly NetGrant[], table: NameTable, tell: (attempt: Attempt) => void): AnswerQuery {
  return (query) => {
    const question = readQuestion(query)
    const refuse = (host: string, reason: string): void =>
      tell({ host, port: 53, verdict: 'deny', reason, up: 0, down: 0 })
    if (question === null) {
      refuse('', 'malformed name query')
      return null
    }
    const { name, type } = question
    if (!isGranted(name, grants)) {
      refuse(name, 'this name is not granted')
      return writeAnswer(question, 'no-name')
    }
    // Addresses of our own choosing are all that a granted name has: no IPv6, no service records, no text.
    if (type !== TYPE_A) return writeAnswer(question, 'no-data')
    const address = table.addressOf(name)
    if (address !== null) return writeAnswer(question, { address })
    refuse(name, 'too many names')
    return writeAnswer(question, 'no-name')
  }
}

export function serveUdp(socket: UdpSocket, answer: AnswerQuery): void {
  socket.on('error', () => undefined)
  socket.on('message', (query, { port, address }) => {
    const found = safely(answer, query)
    if (found !== null) socket.send(found, port, address, () => undefined)
  })
}

const MAX_QUERIES = 64

/** Queries after a length of two bytes (RFC 1035 §4.2.2); a few for each connection, and it must not take long. */
export function serveTcp(client: Socket, answer: AnswerQuery, patienceMs: number): void {
  const timer = setTimeout(() => client.destroy(), patienceMs)
  let kept = Buffer.alloc(0)
  let asked = 0
  const end = (): void => void client.resetAndDestroy()
  client.once('close', () => clearTimeout(timer))
  client.once('end', () => client.end())
  client.on('data', (chunk: Buffer): void => {
    kept = Buffer.concat([kept, chunk])
    while (kept.length >= 2) {
      const length = kept.readUInt16BE(0)
      if (length > MAX_QUERY_BYTES || asked >= MAX_QUERIES) return end()
      if (kept.length < 2 + length) return
      const found = safely(answer, kept.subarray(2, 2 + length))
      kept = kept.subarray(2 + length)
      asked += 1
      if (found === null) return end()
      const size = Buffer.alloc(2)
      size.writeUInt16BE(found.length)
      client.write(Buffer.concat([size, found]))
    }
  })
  client.resume()
}

/** A lookup that cannot be recorded is not answered. */
function safely(answer: AnswerQuery, query: Uint8Array): Uint8Array | null {
  try {
    return answer(query)
  } catch {
    return null
  }
}
