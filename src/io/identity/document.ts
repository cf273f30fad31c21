// Fetches a JSON document of an issuer within bounds of size and time. Never follows a redirect: it is this address that was
// configured, or that the issuer named.
import { safeAddress } from '../../core/identity/address.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Json } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { fetchFrom } from './fetch.ts'

const MAX_CHARS = 400

/** Null: the issuer has nothing there. */
export async function fetchDocument(address: string): Promise<Json | null> {
  const unusable = (why: string, cause?: unknown): Failure =>
    new Failure('issuer-unusable', `${quote(untrusted(address), MAX_CHARS)} ${why}`, { cause })
  if (safeAddress(address) === null) throw unusable('is neither https nor on this machine')
  try {
    const response = await fetchFrom(address, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(bound('identity-fetch-ms')),
    })
    if (response.status === 404) return null
    if (response.status !== 200) throw unusable(`answered with status ${response.status}`)
    return JSON.parse(await textOf(response, unusable)) as Json
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    if (cause instanceof SyntaxError) throw unusable('is no JSON')
    throw unusable(whyOf(cause), cause)
  }
}

/** Of a body, within the bound of a document. */
export async function textOf(
  { body }: { readonly body: AsyncIterable<Uint8Array> | null },
  unusable: (why: string) => Failure,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  for await (const part of body ?? []) {
    bytes += part.length
    if (bytes > bound('identity-document-bytes')) throw unusable('is longer than a document of an issuer may be')
    text += decoder.decode(part, { stream: true })
  }
  return text + decoder.decode()
}

function whyOf(cause: unknown): string {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') return 'did not answer in time'
  const { cause: inner } = cause as { cause?: { code?: string; message?: string } }
  if (inner?.message === 'unexpected redirect') return 'leads elsewhere, and is not followed'
  return `could not be fetched (${inner?.code ?? 'no answer that can be read'})`
}
