// A file of a package as vetting reads it, and what language it is.
export type Language = 'javascript' | 'python'
export type Source = { readonly path: string; readonly language: Language; readonly text: string }

/** By name, and by its first line where it has none. Null: it is no code that is read as such. */
export function languageOf(path: string, head: string): Language | null {
  if (/\.(?:[cm]?[jt]sx?|es6)$/i.test(path)) return 'javascript'
  if (/\.(?:pyw?|pyi)$/i.test(path)) return 'python'
  const [line = ''] = head.split('\n', 1)
  if (!line.startsWith('#!')) return null
  if (/\b(?:node|bun|deno)\b/.test(line)) return 'javascript'
  return /\bpython/.test(line) ? 'python' : null
}
