// Takes the whole catalogue of a server nobody trusts yet: confined, without network, grants or secrets, then stopped.
import { CLIENT_INFO, EVERY_CAPABILITY, modernMeta } from '../core/protocol/modern/meta.ts'
import type { Host } from '../core/confine/plan.ts'
import type { Resolved } from '../core/model/artifact.ts'
import { bound } from '../core/model/bounds.ts'
import type { Catalogue, Catalogues, Era } from '../core/model/catalogue.ts'
import { Failure } from '../core/model/failure.ts'
import { NO_GRANTS } from '../core/model/grants.ts'
import type { Json } from '../core/model/json.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { LEGACY_REVISIONS } from '../core/protocol/legacy/methods.ts'
import { lineChannel } from '../io/transport/lines.ts'
import { ask, type Asker } from './asker.ts'
import { openingOf, takeCatalogue, type Call } from './gateway/offer/catalogue.ts'
import { hollowFolders } from './hollow.ts'
import { startConfined } from './start.ts'

/** What a server says in each era it speaks. Throws a Failure when it speaks none: it then counts as unanswered. */
export async function describe(resolved: Resolved, host: Host, progress: (text: string) => void): Promise<Catalogues> {
  progress('asking it, confined and without network, what it offers')
  const modern = await inEra('modern', resolved, host).catch(unlessOurs)
  const legacy = await inEra('legacy', resolved, host).catch(unlessOurs)
  if (!(modern instanceof Failure) && !(legacy instanceof Failure)) return { legacy, modern }
  if (!(modern instanceof Failure)) return { modern }
  if (!(legacy instanceof Failure)) return { legacy }
  throw legacy
}

/** A server that does not speak an era is an answer; a sandbox that cannot be had is not. */
function unlessOurs(cause: unknown): Failure {
  const isPeer = cause instanceof Failure && SERVER_FAULTS.has(cause.code)
  if (isPeer) return cause
  throw cause
}

const SERVER_FAULTS = new Set<string>(['catalogue-unusable', 'method-missing', 'server-silent', 'server-exited'])

/** A fresh process for each era: some servers leave at the first word of another era, some settle on it for good. */
async function inEra(era: Era, resolved: Resolved, host: Host): Promise<Catalogue> {
  const { argv, roots } = resolved
  const hollow = await hollowFolders(resolved)
  const request = { purpose: 'server', argv, roots, hollow, grants: NO_GRANTS, cwd: 'home', env: {} } as const
  const confined = await startConfined(request, host)
  const asker = ask(
    lineChannel(confined.stdout, confined.stdin),
    new Failure('server-exited', 'The server closed its output', { fix }),
  )
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

/** As a client of this era, which says that it is `client`. */
export async function take(era: Era, asker: Asker, client = CLIENT_INFO): Promise<Catalogue> {
  if (era === 'modern') {
    const call: Call = (method, params) =>
      asker.call(method, { ...params, _meta: modernMeta(EVERY_CAPABILITY, client) })
    return takeCatalogue(openingOf(era, await probe(call)), call)
  }
  const opening = openingOf(
    era,
    await asker.call('initialize', {
      protocolVersion: LEGACY_REVISIONS.at(-1)!,
      capabilities: EVERY_CAPABILITY,
      clientInfo: client,
    }),
  )
  await asker.notify('notifications/initialized')
  return takeCatalogue(opening, asker.call)
}

/** Silence means the legacy era (MCP 2026-07-28 basic/versioning): do not wait for it as long as for an answer. */
async function probe(call: Call): Promise<Json> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(silent()), bound('probe-ms'))
  return Promise.race([call('server/discover', {}), promise]).finally(() => clearTimeout(timer))
}

const fix = 'Start it by hand to see why; `approve --pending-catalogue` is for one that needs a key or the network'
const silent = (): Failure =>
  new Failure('server-silent', 'The server did not answer in time while it was described', { fix })
const exited = (how: string, stderr: string): Failure => {
  const lines = stderr.trim().split('\n')
  const named = lines.find((line) => NAMES_ERROR.test(line))
  const telling = named ?? lines.find((line) => /error|not found|cannot|missing|required/i.test(line)) ?? lines.at(-1)!
  const said = stderr.trim() === '' ? 'and said nothing on stderr' : `it said ${quote(untrusted(telling.trim()), 300)}`
  const why = `The server ended while it was described (${how}); ${said}`
  return new Failure('server-exited', why, { fix: LACKS_MODULE.test(stderr) ? alone : fix })
}
/** `ImportError: …` and `Error [CODE]: …`, and not the line of code above it. */
const NAMES_ERROR = /^(?:\w+\.)*\w*(?:Error|Exception)\b[^:'"]{0,60}: /
/** What Node and Python say of a module that is not there. */
const LACKS_MODULE = /Cannot find (?:module|package)|No module named/
const alone =
  'If that lies beside its script: a server sees only the files that its command names. With a package.json beside a script for Node its whole folder is approved; `python3 -m zipapp` makes one file of a folder of Python'
