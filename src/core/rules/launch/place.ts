// Where in a launch a rule saw something, and the sample launches that rules are shown with.
import type { Evidence } from '../../model/finding.ts'
import type { LaunchEntry } from '../../model/launch.ts'
import { reveal } from '../../model/untrusted.ts'
import { excerptOf } from '../../text/excerpt.ts'
import type { Span } from '../../text/span.ts'

/** `where` is `argv[2]`, `env.NAME`, `url` or `headers.NAME`; it may hold a stranger's words. */
export function seen(entry: LaunchEntry, where: string, text: string, span?: Span, note?: string): Evidence {
  return {
    at: `${entry.place} ${reveal(where.slice(0, 100))}`,
    excerpt: excerptOf(text, span),
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

/** Every value with the name that gives it meaning; words of argv by the option before or in them. */
export function* namedTexts({
  argv,
  env,
  url,
  headers,
}: LaunchEntry): Generator<readonly [where: string, name: string, text: string]> {
  for (const [name, value] of Object.entries(env)) yield [`env.${name}`, name, value]
  for (const [name, value] of Object.entries(headers)) yield [`headers.${name}`, name, value]
  for (const [index, word] of argv.entries()) {
    const [, name, value] = /^-{0,2}([A-Za-z][\w.-]{0,80})(?:=|:\s+)(.*)$/s.exec(word) ?? []
    const before = argv[index - 1] ?? ''
    if (name !== undefined && value !== undefined) yield [`argv[${index}]`, name, value]
    else yield [`argv[${index}]`, /^--[\w-]+$/.test(before) ? before.slice(2) : '', word]
    yield* queryOf(`argv[${index}]`, word)
  }
  if (url !== null) {
    yield ['url', '', url]
    yield* queryOf('url', url)
  }
}

function* queryOf(where: string, text: string): Generator<readonly [where: string, name: string, text: string]> {
  for (const [, name, value] of text.matchAll(/[?&]([\w.-]{1,80})=([^&#\s]{1,4000})/g))
    yield [`${where}?${name!}`, name!, value!]
}

const EMPTY: LaunchEntry = { name: 'sample', place: 'mcp.json:2', argv: [], env: {}, url: null, headers: {} }
export const launches = (...argv: string[]): LaunchEntry => ({ ...EMPTY, argv })
export const sets = (env: Record<string, string>): LaunchEntry => ({ ...EMPTY, argv: ['server'], env })
export const reaches = (url: string, headers: Record<string, string> = {}): LaunchEntry => ({ ...EMPTY, url, headers })
