// The files that `tls:` names, read, proven to belong together, and followed while `serve` runs: a changed set counts from the next
// connection on, and one that is broken leaves the one before in force, with an alert.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { endsSoon } from '../../core/model/ends-soon.ts'
import {
  type Certificate,
  holderOf,
  type Holder,
  type CertificateFault,
} from '../../core/identity/certificate/holder.ts'
import { serialsIn, serialsOfCrl } from '../../core/identity/certificate/revoked.ts'
import type { ClientSettings, TlsSettings } from '../../core/identity/certificate/settings.ts'
import type { EventBody } from '../../core/evidence/event.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { DAY_MS } from '../../core/model/day.ts'
import { certificateOf } from '../../io/file/certificate.ts'
import { readBounded } from '../../io/file/read.ts'
import { readPrivate } from '../../io/store/private-file.ts'
import { watchFile } from '../../io/store/watch.ts'
import { contextOf, type Shown } from '../../io/transport/http/secure.ts'

export type TlsRead = {
  readonly shown: Shown
  /** What the certificate is for: names and addresses, as they stand in `Host`. */
  readonly hosts: readonly string[]
  readonly until: number
  readonly thumbprint: string
  readonly revoked: ReadonlySet<string>
}

export type TlsWorld = {
  readonly date: () => Date
  readonly record: (event: EventBody) => number
  readonly say: (line: string) => void
  readonly fail: (cause: unknown) => void
}

/** Programs that renew write one file after the other: what does not fit yet may fit in a moment. */
const SETTLE_MS = 1_500

export class TlsFiles {
  readonly settings: TlsSettings
  readonly #world: TlsWorld
  #read: TlsRead
  #counts = { taken: 0, refused: 0 }
  #onTaken: (read: TlsRead) => void = () => undefined

  constructor(settings: TlsSettings, read: TlsRead, world: TlsWorld) {
    this.settings = settings
    this.#read = read
    this.#world = world
  }

  get now(): TlsRead {
    return this.#read
  }

  /** How often a change was taken, and how often not. */
  get counts(): Readonly<Record<'taken' | 'refused', number>> {
    return this.#counts
  }

  holderOf(certificate: Certificate): Holder | CertificateFault {
    const { clients } = this.settings
    if (clients === null) return 'certificate-unknown'
    return holderOf(certificate, clients, this.#read.revoked, this.#world.date().getTime())
  }

  /** Says that the certificate is soon over. */
  warn(): void {
    const [until, now] = [this.#read.until, this.#world.date().getTime()]
    if (!endsSoon(until, now)) return
    const days = Math.floor((until - now) / DAY_MS)
    this.#world.say(`The certificate of this gateway is over in ${days === 1 ? '1 day' : `${days} days`}. Renew it.`)
  }

  /** Returns what ends it. */
  follow(onTaken: (read: TlsRead) => void): () => void {
    let settling: NodeJS.Timeout | null = null
    this.#onTaken = onTaken
    const soon = (): void => {
      if (settling !== null) clearTimeout(settling)
      settling = setTimeout(() => this.look(), SETTLE_MS).unref()
    }
    const stops = pathsOf(this.settings).map((path) => watchFile(path, soon))
    return () => {
      if (settling !== null) clearTimeout(settling)
      for (const stop of stops) stop()
    }
  }

  /** Without waiting for a change. */
  look(): void {
    this.#take().catch(this.#world.fail)
  }

  async #take(): Promise<void> {
    const found = await readTls(this.settings, this.#world.date()).catch(failureOf)
    const path = this.settings.certificate
    if (found instanceof Failure) {
      this.#counts.refused += 1
      const detail = `${found.words} What was shown and taken before stays.`
      this.#world.record({ ...ALERT, detail })
      this.#world.say(`Alert: a changed file of \`tls\` is not taken: ${detail}`)
      return
    }
    if (isSame(found, this.#read)) return
    this.#counts.taken += 1
    const detail = `the certificate in force has the thumbprint ${found.thumbprint}, and ${found.revoked.size} are taken back`
    this.#world.record({ ...CHANGED, path, detail })
    this.#read = found
    this.#onTaken(found)
    this.#world.say('The changed files of `tls` are in force from the next connection on.')
    this.warn()
  }
}

const ALERT = { type: 'alert', server: '', session: '', kind: 'certificate-not-taken', host: '', of: 0 } as const
const CHANGED = { type: 'config', action: 'changed', author: 'other', client: 'sallyport', server: '' } as const

const isSame = (one: TlsRead, other: TlsRead): boolean =>
  JSON.stringify([one.shown, [...one.revoked]]) === JSON.stringify([other.shown, [...other.revoked]])

const pathsOf = ({ certificate, key, clients }: TlsSettings): readonly string[] =>
  [certificate, key, clients?.ca, clients?.revoked].filter((path) => path !== undefined && path !== null)

const failureOf = (cause: unknown): Failure => {
  if (cause instanceof Failure) return cause
  throw cause
}

/** Throws what is wrong with them. */
export async function readTls({ certificate, key, clients }: TlsSettings, now: Date): Promise<TlsRead> {
  const cert = await textOf(certificate)
  const own = partsIn(cert, certificate)[0]!
  const secret = await keyAt(key)
  if (!own.checkPrivateKey(createPrivateKey(secret))) {
    throw wrong(key, `is not the key of the certificate in ${shownPath(certificate)}`)
  }
  const { from, until, thumbprint, names } = certificateOf(own)
  if (now.getTime() >= until) throw wrong(certificate, 'holds a certificate that is over')
  if (now.getTime() < from) throw wrong(certificate, 'holds a certificate that is not good yet')
  const taken = clients === null ? { ca: null, crl: null, revoked: new Set<string>() } : await takenBy(clients)
  const shown = { cert, key: secret, ca: taken.ca, crl: taken.crl }
  try {
    createSecureContext(contextOf(shown))
  } catch (cause) {
    throw wrong(certificate, 'and its key cannot be used for TLS', cause)
  }
  return { shown, hosts: hostsOf(names), until, thumbprint, revoked: taken.revoked }
}

async function takenBy({
  ca: path,
  revoked: list,
}: ClientSettings): Promise<Pick<Shown, 'ca' | 'crl'> & Pick<TlsRead, 'revoked'>> {
  const ca = await textOf(path)
  if (!partsIn(ca, path).every((one) => one.ca)) throw wrong(path, 'holds a certificate that is none of an authority')
  if (list === null) return { ca, crl: null, revoked: new Set() }
  const text = await textOf(list)
  const blocks = blocksIn(text, 'X509 CRL')
  if (blocks.length > 0) {
    const serials = blocks.map((block) => serialsOfCrl(derOf(block)))
    if (serials.some((one) => one === null)) throw wrong(list, 'holds a CRL that cannot be read')
    return { ca, crl: text, revoked: new Set(serials.flatMap((one) => [...one!])) }
  }
  const serials = serialsIn(text)
  if (typeof serials === 'number') throw wrong(list, `holds no serial number at line ${serials}`)
  return { ca, crl: null, revoked: serials }
}

/** Names of the certificate and its addresses, those of IPv6 with brackets. A name for all of a domain stays one. */
function hostsOf({ dns, ip }: Certificate['names']): readonly string[] {
  return [...dns.map((name) => name.toLowerCase()), ...ip.map((one) => (one.includes(':') ? addressIn(one) : one))]
}

const addressIn = (name: string): string => URL.parse(`http://[${name}]`)?.hostname ?? ''

/** Where the path leads: renewed certificates are often behind a link. Whoever can change the link could change the file. */
async function placeOf(path: string): Promise<string> {
  return realpath(path).catch((cause: NodeJS.ErrnoException) => {
    throw wrong(path, `could not be opened (${cause.code ?? 'unknown error'})`, cause)
  })
}

async function textOf(path: string): Promise<string> {
  const maxBytes = bound('identity-file-bytes')
  const bytes = await readBounded(await placeOf(path), { maxBytes, code: 'tls-unusable' })
  if (bytes === null) throw wrong(path, 'is not there')
  return bytes.toString('latin1')
}

async function keyAt(path: string): Promise<string> {
  const text = await readPrivate(await placeOf(path), 64 * 1024).catch((cause: unknown) => {
    if (!(cause instanceof Failure)) throw cause
    const fix = `Give it to the user that runs serve, and to nobody else: chmod 600 ${shownPath(path)}. If others could read it, replace it and its certificate.`
    throw new Failure('tls-unusable', cause.message, { cause, fix })
  })
  if (text === null) throw wrong(path, 'is not there')
  if (/ENCRYPTED/.test(text)) throw wrong(path, 'is encrypted, and there is nobody to type its passphrase')
  try {
    createPrivateKey(text)
    return text
  } catch (cause) {
    throw wrong(path, 'holds no private key', cause)
  }
}

function partsIn(text: string, path: string): readonly X509Certificate[] {
  try {
    const found = blocksIn(text, 'CERTIFICATE').map((block) => new X509Certificate(block))
    if (found.length > 0) return found
  } catch (cause) {
    throw wrong(path, 'holds a certificate that cannot be read', cause)
  }
  throw wrong(path, 'holds no certificate in PEM')
}

const blocksIn = (text: string, label: string): readonly string[] =>
  text.match(new RegExp(`-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----`, 'g')) ?? []

const derOf = (block: string): Uint8Array => Buffer.from(block.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')

const shownPath = (path: string): string => quote(untrusted(path), 400)

const wrong = (path: string, why: string, cause?: unknown): Failure =>
  new Failure('tls-unusable', `${shownPath(path)} ${why}`, { cause })
