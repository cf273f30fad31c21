// Lines of a log from many servers.
import type { Notification } from '../../model/message.ts'
import { valueAt, withMembers, withValueAt } from '../member.ts'

/** A line of a log says who wrote it. */
export function saidBy(server: string, { params, text }: Notification): string {
  const { logger } = params
  const path = ['params', 'logger'] as const
  if (logger !== undefined) {
    return withValueAt(text, path, JSON.stringify(typeof logger === 'string' ? `${server}/${logger}` : server))
  }
  const member = `"logger":${JSON.stringify(server)}`
  const at = valueAt(text, ['params'])
  return at < 0 ? withMembers(text, valueAt(text, []), `"params":{${member}}`) : withMembers(text, at, member)
}
