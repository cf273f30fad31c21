// Unpacks compressed bytes for those who may not: core has no zlib. A stranger's bytes, so never more than asked for.

/** Gzip or zlib; null: it is neither, is broken, or holds more than `limit` bytes. */
export function inflate(bytes: Uint8Array, limit: number): Uint8Array | null {
  try {
    // Loaded when there is something to unpack, which is never while a client waits for a start.
    const { unzipSync } = process.getBuiltinModule('node:zlib')
    return unzipSync(bytes, { maxOutputLength: limit })
  } catch {
    return null
  }
}
