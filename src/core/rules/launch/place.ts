// Where in a launch a rule saw something, and the sample launches that rules are shown with.
import type { Evidence } from '../../model/finding.ts'
import type { LaunchEntry } from '../../model/launch.ts'
import { reveal } from '../../model/untrusted.ts'
import { excerptOf } from '../../text/excerpt.ts'
import { secretsIn } from '../../text/launch-secret.ts'
import type { Span } from '../../text/span.ts'

/** `where` is `argv[2]`, `env.NAME`, `url` or `headers.NAME`; it may hold a stranger's words. */
export function seen(entry: LaunchEntry, where: string, text: string, span?: Span, note?: string): Evidence {
  return {
    at: `${entry.place} ${reveal(where.slice(0, 100))}`,
    excerpt: excerptOf(text, span, secretsIn(text, entry)),
    ...(span === undefined ? {} : { span }),
    ...(note === undefined ? {} : { note }),
  }
}

/** Every text of a launch with its place. */
export function* textsOf(entry: LaunchEntry): Generator<readonly [where: string, text: string]> {
  yield ['name', entry.name]
  for (const [index, word] of entry.argv.entries()) yield [`argv[${index}]`, word]
  for (const [name, value] of Object.entries(entry.env))
    yield* [[`env.${name}`, value] as const, ['env', name] as const]
  if (entry.url !== null) yield ['url', entry.url]
  for (const [name, value] of Object.entries(entry.headers))
    yield* [[`headers.${name}`, value] as const, ['headers', name] as const]
}

const EMPTY: LaunchEntry = { name: 'sample', place: 'mcp.json:2', argv: [], env: {}, url: null, headers: {} }
export const launches = (...argv: string[]): LaunchEntry => ({ ...EMPTY, argv })
export const sets = (env: Record<string, string>): LaunchEntry => ({ ...EMPTY, argv: ['server'], env })
export const reaches = (url: string, headers: Record<string, string> = {}): LaunchEntry => ({ ...EMPTY, url, headers })
