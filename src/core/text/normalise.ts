// One plain reading of a text, so that spelling tricks do not hide words from the rules: compatibility forms, case, hidden
// characters, accents, look-alike letters and white space are levelled. Every place leads back to the original text.
import { levelAll } from './level/all.ts'
import { levelPlain, type Room } from './level/plain.ts'
import type { Span } from './span.ts'

export type Normal = {
  readonly text: string
  /** The same, unit by unit. */
  readonly units: Uint8Array | Uint16Array
  /** The span in the original that a span of `text` came from. */
  readonly original: (start: number, end: number) => Span
}

/** Never longer than the compatibility decomposition of the original; linear. */
export const normalise = (original: string, room?: Room): Normal => levelPlain(original, room) ?? levelAll(original)
