// A file of a package as vetting reads it, and what language it is.
export type Language = 'javascript' | 'python'
export type Source = { readonly path: string; readonly language: Language; readonly text: string }
/** A file of JSON that code reads. */
export type Data = Pick<Source, 'path' | 'text'>

/** Encodings in which each letter of code is the byte that it is in ASCII, so that bytes can be read without knowing which it is. */
const PLAIN =
  /^(?:utf-?8(?:-sig)?|u8|us-ascii|ascii|latin-?1|l1|iso-?8859-\d{1,2}|cp125\d|windows-125\d|koi8-[ru]|mac-?roman)$/

/** The encoding that a source of Python says it is in, where that is none of the plain ones. https://peps.python.org/pep-0263/ */
export function encodingIn({ language, text }: Source): string | null {
  if (language !== 'python') return null
  for (const line of text.slice(0, 2_000).split(/\r\n?|\n/, 2)) {
    const named = /^[ \t\f\uFEFF]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]
    if (named !== undefined) return PLAIN.test(named.toLowerCase().replaceAll('_', '-')) ? null : named
    if (!/^[ \t\f\uFEFF]*(?:#.*)?$/.test(line)) return null
  }
  return null
}

/** By name, and by its first line where it has none. Null: it is no code that is read as such. */
export function languageOf(path: string, head: string): Language | null {
  if (/\.(?:[cm]?[jt]sx?|es6)$/i.test(path)) return 'javascript'
  if (/\.(?:pyw?|pyi)$/i.test(path)) return 'python'
  const [line = ''] = head.split('\n', 1)
  if (!line.startsWith('#!')) return null
  if (/\b(?:node|bun|deno)\b/.test(line)) return 'javascript'
  return /\bpython/.test(line) ? 'python' : null
}
