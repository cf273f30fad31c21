// Fetches a document that is small enough to be held: what a registry says about a package.
import type { IncomingMessage } from 'node:http'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { Json } from '../../../core/model/json.ts'
import { ask, BrokeOff, refused, shownUrl } from './ask.ts'
import type { DownloadWorld } from './world.ts'

export type Document = {
  readonly bytes: Buffer
  readonly type: string
  readonly url: URL
  readonly digest: string | null
}

/** Null: there is nothing at that address. `also` are answers that the caller understands beside 200. */
export async function fetchDocument(
  address: string,
  accept: string,
  world: DownloadWorld,
  maxBytes = bound('download-document-bytes'),
): Promise<Document | null> {
  return await patiently(address, (signal) => once(address, accept, world, maxBytes, signal))
}

/** What an address answers, without its content. */
export async function fetchHead(
  address: string,
  world: DownloadWorld,
): Promise<Pick<IncomingMessage, 'statusCode' | 'headers'>> {
  return await patiently(address, async (signal) => {
    const { response } = await ask(address, {}, world, signal)
    response.destroy()
    return response
  })
}

/** Asks again where an answer broke off, within bounds. */
async function patiently<T>(address: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(bound('download-ms'))
  for (let tries = 1; ; tries++) {
    try {
      return await work(signal)
    } catch (cause) {
      if (!(cause instanceof BrokeOff)) throw cause
      if (tries < bound('download-tries') && !signal.aborted) continue
      throw new Failure('registry-unreachable', `${shownUrl(new URL(address))}: ${cause.message}`, { cause })
    }
  }
}

async function once(
  address: string,
  accept: string,
  world: DownloadWorld,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Document | null> {
  const { response, url } = await ask(address, { accept }, world, signal)
  const { statusCode = 0, headers } = response
  try {
    if (statusCode === 404 || statusCode === 410) return null
    if (statusCode >= 500 || statusCode === 429) throw new BrokeOff(`it answers with status ${statusCode}`)
    if (statusCode !== 200) throw refused(url, `it answers with status ${statusCode}`)
    const parts: Buffer[] = []
    let bytes = 0
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) throw refused(url, `it has more than ${maxBytes} bytes`)
      parts.push(chunk)
    }
    const digest = headers['docker-content-digest']
    const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
    return { bytes: Buffer.concat(parts), type, url, digest: typeof digest === 'string' ? digest : null }
  } catch (cause) {
    if (cause instanceof Failure || cause instanceof BrokeOff) throw cause
    throw new BrokeOff('it ended early', { cause })
  } finally {
    response.destroy()
  }
}

export async function fetchJson(address: string, accept: string, world: DownloadWorld): Promise<Json | null> {
  const found = await fetchDocument(address, accept, world)
  return found === null ? null : parseJson(found)
}

export function parseJson({ bytes, url }: Pick<Document, 'bytes' | 'url'>): Json {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json
  } catch (cause) {
    throw new Failure('download-refused', `${shownUrl(url)} is no JSON`, { cause })
  }
}
