// Names that look as if they carried data out: lookups pass through most walls, so that thieves cut what they took into labels.
// Counted for each registered domain, in bounded memory; each is told once. It warns: what is not granted was not looked up.
import { bound } from '../model/bounds.ts'
import { dataIn, splitName } from './name-data.ts'

type Domain = { readonly since: number; readonly names: Set<string>; long: number; chars: number; bits: number }

/** Below that they are words after all, or one character again and again. */
const LEAST_BITS = 2.5

export class NameWatch {
  /** The one that was tried last stands last. */
  readonly #domains = new Map<string, Domain>()
  readonly #told = new Set<string>()

  /** Whether its domain was told of already: each further name is more of the same. */
  isTold(name: string): boolean {
    return this.#told.has(splitName(name).domain)
  }

  /** What to tell of the domain of a name, when this name makes it enough. `at` is milliseconds of one clock. */
  tried(name: string, at: number): { readonly host: string; readonly detail: string } | null {
    const { domain: host, below } = splitName(name)
    if (below.length === 0 || this.#told.has(host) || this.#told.size >= bound('alert-domains')) return null
    const domain = this.#domainAt(host, at)
    if (domain.names.has(name)) return null
    domain.names.add(name)
    const { chars, bits } = dataIn(below)
    domain.chars += chars
    domain.bits += bits
    if (chars >= bound('alert-name-chars') && bits >= chars * LEAST_BITS) domain.long += 1
    if (!isEnough(domain)) return null
    this.#told.add(host)
    this.#domains.delete(host)
    return { host, detail: wordsOf(domain, at) }
  }

  #domainAt(host: string, at: number): Domain {
    const known = this.#domains.get(host)
    const isRecent = known !== undefined && at - known.since < bound('alert-names-ms')
    const domain = isRecent ? known : { since: at, names: new Set<string>(), long: 0, chars: 0, bits: 0 }
    this.#domains.delete(host)
    this.#domains.set(host, domain)
    if (this.#domains.size > bound('alert-domains')) this.#domains.delete(this.#domains.keys().next().value!)
    return domain
  }
}

const isEnough = ({ names, long, bits }: Domain): boolean =>
  long >= bound('alert-long-names') ||
  (names.size >= bound('alert-data-names') && bits >= bound('alert-name-bytes') * 8) ||
  names.size >= bound('alert-many-names')

function wordsOf({ since, names, chars, bits }: Domain, at: number): string {
  const seconds = Math.max(1, Math.ceil((at - since) / 1000))
  const count = `${names.size} different names below it in ${seconds} s`
  if (chars === 0) return count
  const each = (bits / chars).toFixed(1)
  return `${count}, with ${chars} characters that look like data, ${each} bits of entropy in each: about ${Math.round(bits / 8)} bytes`
}
