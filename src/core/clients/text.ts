// From the bytes of a client's file to its text and back, without losing a byte.

/** The text with its byte order mark, or our words for why it is none. */
export function decodeConfig(bytes: Uint8Array): { readonly text: string } | { readonly why: string } {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { why: 'it is UTF-16 text; clients read UTF-8' }
  }
  if (bytes.includes(0)) return { why: 'it is not text: it holds NUL bytes' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { why: 'it is not UTF-8 text' }
  }
}

export const encodeConfig = (text: string): Uint8Array => new TextEncoder().encode(text)
