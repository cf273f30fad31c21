/** Line and column, counted from 1, of a place that is told in bytes of UTF-8. */
export function placeOf(text: string, start: number): { readonly line: number; readonly column: number } {
  const before = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, start))
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: [...before.slice(lineStart)].length + 1 }
}
