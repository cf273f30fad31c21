// A mail server that takes everything (RFC 5321, the few verbs that a sender needs), so that what would be sent is seen.
import type { Socket } from 'node:net'
import { arrived, Said, type Record } from './arrival.ts'
import type { Spoken } from './web.ts'

const PATIENCE_MS = 20_000

export const MAIL_PORTS: ReadonlySet<number> = new Set([25, 587, 2525])
/** RFC 8314. */
export const MAIL_PORT_OF_TLS = 465

export function takeMail(socket: Socket, { host, port }: Spoken, record: Record): void {
  const at = Date.now()
  const said = new Said(record)
  let isBody = false
  let rest = ''
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  const onLine = (line: string): void => {
    if (isBody) {
      if (line !== '.') return
      isBody = false
      return say('250 taken')
    }
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'DATA') {
      isBody = true
      say('354 go on')
    } else if (verb === 'EHLO') say('250-mail.example\r\n250 AUTH PLAIN LOGIN')
    else if (verb === 'AUTH') say('235 accepted')
    else if (verb === 'QUIT') {
      say('221 bye')
      socket.end()
    } else say('250 ok')
  }
  socket.setTimeout(PATIENCE_MS, () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    if (!said.add(chunk)) {
      socket.destroy()
      return
    }
    const lines = (rest + chunk.toString('latin1')).split(/\r?\n/)
    rest = lines.pop()!
    for (const line of lines) onLine(line)
  })
  socket.once('close', () => arrived(record, { at, host, port, how: 'mail', line: 'mail', bytes: said.bytes }))
  say('220 mail.example ESMTP')
}
