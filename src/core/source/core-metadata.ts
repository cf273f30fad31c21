// What a Python package says of itself: the head of `METADATA` in a wheel, of `PKG-INFO` in a source archive.
// https://packaging.python.org/specifications/core-metadata/

/** What follows the first empty line is a description. */
export const metadataHead = (text: string): string => text.split(/\r?\n\r?\n/)[0]!

/** The value of a field that is one word; null where there is none. */
export const wordOf = (head: string, field: 'Name' | 'Version'): string | null =>
  new RegExp(`^${field}:[ \\t]*(\\S+)[ \\t]*$`, 'im').exec(head)?.[1] ?? null
