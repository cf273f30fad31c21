// Who approved a pin: each by a signature over the very same bytes, so that whatever is changed afterwards needs all of them anew.
import { canonical } from '../canon/digest.ts'
import type { Pin } from '../model/pin.ts'

/** The first line keeps a signature of something else from passing for one of an approval. */
export function approvalBytes(name: string, approved: Pin): Uint8Array {
  const { signatures: _signatures, ...pin } = approved
  return new TextEncoder().encode(`sallyport approval 1\n${canonical({ name, pin })}\n`)
}
