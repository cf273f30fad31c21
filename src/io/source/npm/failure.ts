// Why npm failed, in our words. npm's own are untrusted: registries and packages write into them.
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import type { InstallAnswer } from '../install-run.ts'
import { isForeign } from './lock.ts'

/** How npm calls it when the network of the installation did not let it through. */
const NO_WAY = new Set(['ENOTFOUND', 'ECONNRESET', 'ECONNREFUSED', 'ENETUNREACH', 'EAI_AGAIN', 'ERR_SOCKET_CLOSED'])
const OTHER_HOST =
  'If your registry keeps its packages at that host, name it in your npmrc as well: `@downloads:registry=https://HOST/`.'
const FULL = /^(ENOSPC|EDQUOT)$/
/** What npm says of a failed system call before it says what failed. */
const DETAIL = /^(syscall|errno|address|port|path|dest|type) \S+$/
const GONE = new Set(['E404', 'ETARGET', 'ENOVERSIONS'])

export function explainNpm({ code, stderr, refused, unreached }: InstallAnswer): Failure {
  const lines = stderr.split('\n')
  const words = lines.filter((line) => line.startsWith('npm error ')).map((line) => line.slice('npm error '.length))
  const reason = /^code (\w+)$/.exec(words[0] ?? '')?.[1] ?? ''
  // The first sentence says it; what follows is advice for people who run npm themselves.
  const first = words.slice(reason === '' ? 0 : 1).find((line) => !DETAIL.test(line)) ?? stderr.slice(-300)
  const said = quote(untrusted(first), 300)
  if (reason.startsWith('EALLOW')) return foreign(lines, said)
  if (reason === 'EUNSUPPORTEDPROTOCOL' || first.startsWith('aliases only work')) {
    const placed = lines.map((line) => PLACED.exec(line)).findLast((match) => match !== null)
    return new Failure(
      'package-refused',
      `${shown(placed?.[1] ?? 'it')} is refused: a dependency is no package: ${said}`,
    )
  }
  if (reason === 'EINTEGRITY') {
    return new Failure('package-refused', `its bytes are not what the registry promised: npm says ${said}`)
  }
  if (GONE.has(reason)) {
    return new Failure('target-unknown', `the registry does not have it: npm says ${said}`, {
      fix: 'Check the name and the version.',
    })
  }
  if (NO_WAY.has(reason) && refused.length > 0) {
    const where = refused.slice(0, 5).join(', ')
    return new Failure('package-refused', `it would be fetched from where no registry is configured: ${where}`, {
      fix: OTHER_HOST,
    })
  }
  if (FULL.test(reason)) {
    return new Failure('disk-failed', `there is no room to install it: npm says ${said}`, {
      fix: 'Free some space, also with `sallyport doctor --fix`; nothing is half written.',
    })
  }
  if (unreached.length > 0)
    return new Failure('registry-unreachable', `${unreached.slice(0, 5).join('; ')}; npm says ${said}`)
  return new Failure('install-failed', `npm ended with ${code === null ? 'a signal' : `code ${code}`}: ${said}`)
}

/** `npm silly placeDep WHERE name@version OK for: parent@version want: spec` */
const PLACED = /^npm silly placeDep \S+ (\S+)@\S* \S+ for: (\S*) want: (.*)$/

/** npm names a git or remote dependency, but no file or folder one. Its account of what it placed names them all. */
function foreign(lines: readonly string[], said: string): Failure {
  for (const line of lines) {
    const [, name, parent, spec] = PLACED.exec(line) ?? []
    if (spec === undefined || !isForeign(spec)) continue
    const wanted = `${shown(parent!)} wants it from ${shown(spec)} and not from a registry`
    return new Failure('package-refused', `${shown(name!)} is refused: ${wanted}`)
  }
  return new Failure('package-refused', `a dependency does not come from a registry: npm says ${said}`)
}

const shown = (text: string): string => quote(untrusted(text), 214)
