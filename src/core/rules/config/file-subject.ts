// A client's config file as a whole: who can read and write it, and what it lets through without asking.
import type { Evidence } from '../../model/finding.ts'
import { reveal, untrusted } from '../../model/untrusted.ts'

export type FileSubject = {
  readonly path: string
  /** Permission bits; null where the system has none. */
  readonly mode: number | null
  /** How many credentials in clear text its entries hold. */
  readonly secrets: number
  readonly settings: readonly { readonly key: string; readonly line: number }[]
}

export const noticedIn = ({ path }: FileSubject, line: number | null, text: string, note?: string): Evidence => ({
  at: `${reveal(path)}${line === null ? '' : `:${line}`}`,
  excerpt: untrusted(text),
  ...(note === undefined ? {} : { note }),
})

const SAMPLE: FileSubject = { path: '/home/someone/.cursor/mcp.json', mode: 0o600, secrets: 0, settings: [] }
export const fileWith = (parts: Partial<FileSubject>): FileSubject => ({ ...SAMPLE, ...parts })
export const octal = (mode: number): string => `mode ${(mode & 0o7777).toString(8).padStart(4, '0')}`
