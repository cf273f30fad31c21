import { digestJson } from '../../core/canon/digest.ts'
import type { Pin } from '../../core/model/pin.ts'
import { sha256 } from '../../io/file/sha256.ts'

/** What a grant for a time is tied to: all of the approval, so that another one has none of its grants. */
export const pinDigest = (pin: Pin): string => digestJson(pin, sha256)
