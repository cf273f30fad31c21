// What is said in one frame: JSON in UTF-8, read strictly.

export const encodeSaid = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** Null for what is none; so is a null that was said. */
export function saidIn(words: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(words))
  } catch {
    return null
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
