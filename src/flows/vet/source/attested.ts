// Attestations that a registry says there are: what is promised and cannot be had does not hold.
import { Failure } from '../../../core/model/failure.ts'
import type { Json } from '../../../core/model/json.ts'
import type { Attested } from '../../../io/provenance/attestations.ts'
import { fetchJson } from '../../../io/source/download/document.ts'
import type { DownloadWorld } from '../../../io/source/download/world.ts'

const ACCEPT = 'application/vnd.pypi.integrity.v1+json, application/json'

/** `address`: where they are, as the registry says; null where it says of none. */
export async function attestedBy(
  address: string | null,
  reach: DownloadWorld,
  read: (document: Json | null) => Attested,
): Promise<Attested> {
  if (address === null) return read(null)
  try {
    const document = await fetchJson(address, ACCEPT, reach)
    if (document !== null) return read(document)
    return missing('the registry does not have them')
  } catch (cause) {
    if (cause instanceof Failure) return missing(cause.message)
    throw cause
  }
}

const missing = (why: string): Attested => ({
  facts: [
    { kind: 'attestation', state: 'fails', words: `There should be attestations, and they cannot be had: ${why}.` },
  ],
  builds: [],
})
