// A server that was stopped because it used too much: which limit, and what a person can do.
import type { LimitName } from '../../core/confine/limits.ts'
import { Failure } from '../../core/model/failure.ts'

const OPTIONS: Readonly<Record<LimitName, string>> = {
  memory: '--memory',
  cpu: '--cpu',
  processes: '--pids',
  output: '--output',
  'file size': '--file-size',
  changes: '--changes',
  time: '--time',
  'idle time': '--idle',
}

export function limitReached(server: string, limit: LimitName, reason: string): Failure {
  const option = OPTIONS[limit]
  const isOnce = server.startsWith('once:')
  const command = isOnce ? `a larger \`${option}\`` : `\`sallyport approve ${server} ${option} …\``
  const fix =
    limit === 'changes'
      ? `Look at the folders that it may write to. If that was meant, grant more with ${command}; if not, ${isOnce ? 'do not start it again' : `\`sallyport quarantine ${server}\``}.`
      : `Start it again, grant more with ${command}, or report this to its author.`
  return new Failure('limit-reached', `The server ${server} was stopped at its limit of ${limit}: ${reason}`, { fix })
}
