// A server that was stopped because it used too much: which limit, and what a person can do.
import type { LimitName } from '../../core/confine/limits.ts'
import { Failure } from '../../core/model/failure.ts'

const OPTIONS: Readonly<Record<LimitName, string>> = {
  memory: '--memory',
  cpu: '--cpu',
  processes: '--pids',
  output: '--output',
  'file size': '--file-size',
  time: '--time',
  'idle time': '--idle',
}

export function limitReached(server: string, limit: LimitName, reason: string): Failure {
  const option = OPTIONS[limit]
  const command = server.startsWith('once:') ? `a larger \`${option}\`` : `\`sallyport approve ${server} ${option} …\``
  return new Failure('limit-reached', `The server ${server} was stopped at its limit of ${limit}: ${reason}`, {
    fix: `Start it again, grant more with ${command}, or report this to its author.`,
  })
}
