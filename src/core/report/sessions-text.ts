// The conversations of the gateway process for a person. Names of tools come from servers.
import type { Exposure, SessionShown } from '../model/session.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import type { Ink } from './ink.ts'

export const sessionsText = (sessions: readonly SessionShown[], ink: Ink): string =>
  sessions.length === 0 ? 'No conversation is followed now.\n' : sessions.map((one) => sessionText(one, ink)).join('\n')

export function sessionText({ id, client, servers, exposed }: SessionShown, ink: Ink): string {
  const kinds = exposed.filter(({ label }) => !label.startsWith('from:'))
  const heard = kinds.length === 0 ? ['nothing that is followed'] : kinds.map(exposureText)
  return [
    ink.strong(reveal(id)),
    `  client   process ${client}`,
    `  servers  ${servers.length === 0 ? 'none runs now' : servers.map((one) => reveal(one)).join(', ')}`,
    ...heard.map((line, index) => `  ${index === 0 ? 'heard  ' : '       '}  ${line}`),
    '',
  ].join('\n')
}

const exposureText = ({ label, server, item }: Exposure): string =>
  `${reveal(label)}, first from ${reveal(server)}${item === '' ? '' : ` by ${quote(untrusted(item))}`}`
