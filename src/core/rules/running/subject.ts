// Something that runs on this machine and looks like an MCP server.
import { untrusted } from '../../model/untrusted.ts'
import type { Evidence } from '../../model/finding.ts'

export type RunningSubject =
  | {
      readonly kind: 'listener'
      /** `127.0.0.1:3000`; safe to print. */
      readonly address: string
      readonly isWide: boolean
      /** The path that answered as an MCP server without credentials; null when credentials were asked for. */
      readonly openAt: string | null
      readonly argv: readonly string[]
      /** Whether a client's config or an approval knows its address. */
      readonly isKnown: boolean
    }
  | {
      readonly kind: 'stdio'
      readonly pid: number
      readonly client: string
      readonly argv: readonly string[]
      readonly isKnown: boolean
    }

export const told = (at: string, words: readonly string[], note?: string): Evidence => ({
  at,
  excerpt: untrusted(words.length === 0 ? 'owner unknown' : words.join(' ').slice(0, 200)),
  ...(note === undefined ? {} : { note }),
})

export const listens = (openAt: string | null, isWide = false, isKnown = false): RunningSubject => ({
  kind: 'listener',
  address: '127.0.0.1:3000',
  isWide,
  openAt,
  argv: ['node', 'server.js'],
  isKnown,
})
export const started = (isKnown: boolean, argv: readonly string[] = ['node', 'server.js']): RunningSubject => ({
  kind: 'stdio',
  pid: 4711,
  client: 'Cursor',
  argv,
  isKnown,
})
