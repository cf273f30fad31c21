// Takes the whole catalogue of a server nobody trusts yet: confined, without network, grants or secrets, then stopped.
import type { Host } from '../../core/confine/plan.ts'
import type { Resolved } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Catalogue, Catalogues, Era } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import { NO_GRANTS } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { lineChannel } from '../../io/transport/lines.ts'
import { ask, fix, silent, take } from './client-role.ts'
import { hollowFolders } from '../start/hollow.ts'
import { commandOf, startConfined } from '../start.ts'

/** What a server says in each era it speaks. Throws a Failure when it speaks none: it then counts as unanswered. */
export async function describe(
  resolved: Resolved,
  host: Host,
  progress: (text: string) => void,
  only?: Era,
): Promise<Catalogues> {
  progress('asking it, confined and without network, what it offers')
  return inEach((era) => inEra(era, resolved, host), only)
}

/** One after the other, so that only one of them runs. `only`: nothing is said in the other era. */
export async function inEach(inEra: (era: Era) => Promise<Catalogue>, only?: Era): Promise<Catalogues> {
  if (only !== undefined) return { [only]: await inEra(only) }
  const modern = await inEra('modern').catch(unlessOurs)
  const legacy = await inEra('legacy').catch(unlessOurs)
  if (!(modern instanceof Failure) && !(legacy instanceof Failure)) return { legacy, modern }
  if (!(modern instanceof Failure)) return { modern }
  if (!(legacy instanceof Failure)) return { legacy }
  throw legacy
}

/** A server that does not speak an era is an answer; a sandbox that cannot be had is not. */
function unlessOurs(cause: unknown): Failure {
  if (cause instanceof Failure && isAnswer(cause)) return cause
  throw cause
}

/** Whether a server may say by it that it does not speak an era. */
export const isAnswer = ({ code }: Failure): boolean => SERVER_FAULTS.has(code)

const SERVER_FAULTS = new Set<string>(['catalogue-unusable', 'method-missing', 'server-silent', 'server-exited'])

/** A fresh process for each era: some servers leave at the first word of another era, some settle on it for good. */
async function inEra(era: Era, resolved: Resolved, host: Host): Promise<Catalogue> {
  const { roots } = resolved
  const argv = commandOf(resolved.argv)
  const hollow = await hollowFolders(resolved)
  const request = { purpose: 'server', argv, roots, hollow, grants: NO_GRANTS, cwd: 'home', env: {} } as const
  const confined = await startConfined(request, host)
  const asker = ask(lineChannel(confined.stdout, confined.stdin))
  const timer = setTimeout(() => asker.abort(silent()), bound('describe-ms'))
  confined.exited.then(
    ({ code, signal }) => asker.abort(exited(signal ?? `exit code ${code}`, confined.stderrTail())),
    asker.abort,
  )
  try {
    return await take(era, asker)
  } finally {
    clearTimeout(timer)
    await confined.stop('it has been described')
  }
}

const exited = (how: string, stderr: string): Failure => {
  const lines = stderr.trim().split('\n')
  const named = lines.find((line) => NAMES_ERROR.test(line))
  const telling = named ?? lines.find((line) => /error|not found|cannot|missing|required/i.test(line)) ?? lines.at(-1)!
  const said = stderr.trim() === '' ? 'it said nothing on stderr' : `it said ${quote(untrusted(telling.trim()), 300)}`
  const why = `The server ended while it was described (${how}); ${said}`
  return new Failure('server-exited', why, { fix: LACKS_MODULE.test(stderr) ? alone : fix })
}
/** `ImportError: …` and `Error [CODE]: …`, and not the line of code above it. */
const NAMES_ERROR = /^(?:\w+\.)*\w*(?:Error|Exception)\b[^:'"]{0,60}: /
/** What Node and Python say of a module that is not there. */
const LACKS_MODULE = /Cannot find (?:module|package)|No module named/
const alone =
  'If that lies beside its script: a server sees only the files that its command names. With a package.json beside a script for Node its whole folder is approved; `python3 -m zipapp` makes one file of a folder of Python'
