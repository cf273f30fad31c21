// Downloads one file within bounds of size and time, goes on where it broke off, and knows its digests when it is done.
import { createHash, type Hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Digest } from '../../../core/model/artifact.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { ask, BrokeOff, refused, shownUrl } from './ask.ts'
import type { DownloadWorld } from './world.ts'

export type Downloaded = {
  readonly bytes: number
  readonly sha256: Digest
  /** In base64, as npm writes it. */
  readonly sha512: string
  /** Where it came from in the end. */
  readonly from: string
}

const TOLD_BYTES = 16 * 1024 ** 2
const MB = 1024 ** 2

/** `to` must not exist yet; it is removed again when the download fails. */
export async function download(
  address: string,
  to: string,
  world: DownloadWorld,
  headers: Readonly<Record<string, string>> = {},
  maxBytes = bound('download-bytes'),
): Promise<Downloaded> {
  const file = await open(to, 'wx', 0o600)
  try {
    return await new Fetching(address, file, world, headers, maxBytes).run()
  } catch (cause) {
    await rm(to, { force: true })
    throw cause
  } finally {
    await file.close()
  }
}

class Fetching {
  readonly #address: string
  readonly #file: FileHandle
  readonly #world: DownloadWorld
  readonly #headers: Readonly<Record<string, string>>
  readonly #maxBytes: number
  readonly #signal = AbortSignal.timeout(bound('download-ms'))
  #hashes: { readonly sha256: Hash; readonly sha512: Hash } = fresh()
  #bytes = 0
  #told = 0
  /** What the server called the bytes that we have a part of. */
  #tag: string | null = null

  constructor(
    address: string,
    file: FileHandle,
    world: DownloadWorld,
    headers: Readonly<Record<string, string>>,
    maxBytes: number,
  ) {
    this.#address = address
    this.#file = file
    this.#world = world
    this.#headers = headers
    this.#maxBytes = maxBytes
  }

  async run(): Promise<Downloaded> {
    for (let tries = 1; ; tries++) {
      try {
        const from = await this.#once()
        const sha256: Digest = `sha256:${this.#hashes.sha256.digest('hex')}`
        return { bytes: this.#bytes, sha256, sha512: this.#hashes.sha512.digest('base64'), from }
      } catch (cause) {
        if (!(cause instanceof BrokeOff)) throw cause
        if (tries >= bound('download-tries') || this.#signal.aborted) throw this.#lost(cause)
        const where = this.#bytes === 0 ? 'again' : `on from ${this.#bytes} bytes`
        this.#world.progress(`${shownUrl(new URL(this.#address))} broke off (${cause.message}); asking ${where}`)
        await sleep(100 * 2 ** tries)
      }
    }
  }

  #lost(cause: BrokeOff): Failure {
    return new Failure('registry-unreachable', `${shownUrl(new URL(this.#address))} broke off: ${cause.message}`, {
      cause,
      fix: 'Check the network and the address, then repeat the command.',
    })
  }

  async #once(): Promise<string> {
    const goesOn = this.#bytes > 0 && this.#tag !== null
    const headers = goesOn
      ? { ...this.#headers, range: `bytes=${this.#bytes}-`, 'if-range': this.#tag! }
      : this.#headers
    const { response, url } = await ask(this.#address, headers, this.#world, this.#signal)
    const { statusCode = 0 } = response
    try {
      if (statusCode === 429 || statusCode >= 500) throw new BrokeOff(`it answers with status ${statusCode}`)
      if (statusCode !== 200 && !(goesOn && statusCode === 206)) {
        throw new Failure('target-unknown', `${shownUrl(url)} answers with status ${statusCode}`, {
          fix: 'Check the address, the name and the version.',
        })
      }
      if (statusCode === 200) await this.#restart()
      else if (rangeStart(response) !== this.#bytes) throw refused(url, 'it sends another part than was asked for')
      const length = Number(response.headers['content-length'] ?? 'NaN')
      const expected = Number.isSafeInteger(length) ? this.#bytes + length : null
      if ((expected ?? 0) > this.#maxBytes) throw refused(url, `it has ${expected} bytes`)
      this.#tag = strongTag(response)
      await this.#take(response, url, expected)
      return url.href
    } finally {
      response.destroy()
    }
  }

  async #restart(): Promise<void> {
    await this.#file.truncate(0)
    this.#bytes = 0
    this.#hashes = fresh()
  }

  async #take(response: IncomingMessage, url: URL, expected: number | null): Promise<void> {
    const broke = (cause: unknown): BrokeOff => new BrokeOff('it ended early', { cause })
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        if (this.#bytes + chunk.length > this.#maxBytes) throw refused(url, `it has more than ${this.#maxBytes} bytes`)
        await this.#file.write(chunk, 0, chunk.length, this.#bytes)
        this.#hashes.sha256.update(chunk)
        this.#hashes.sha512.update(chunk)
        this.#bytes += chunk.length
        this.#tell(url, expected)
      }
    } catch (cause) {
      throw cause instanceof Failure || (cause as NodeJS.ErrnoException).syscall === 'write' ? cause : broke(cause)
    }
    if (expected !== null && this.#bytes < expected) throw broke(null)
  }

  #tell(url: URL, expected: number | null): void {
    if (this.#bytes - this.#told < TOLD_BYTES) return
    this.#told = this.#bytes
    const of = expected === null ? '' : ` of ${Math.ceil(expected / MB)}`
    this.#world.progress(`${Math.floor(this.#bytes / MB)}${of} MB of ${shownUrl(url)}`)
  }
}

const fresh = () => ({ sha256: createHash('sha256'), sha512: createHash('sha512') })

/** Only a strong tag promises that the bytes are the same; without one a broken download begins anew. */
function strongTag({ headers }: IncomingMessage): string | null {
  const { etag } = headers
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : null
}

const rangeStart = ({ headers }: IncomingMessage): number =>
  Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? 'NaN')
