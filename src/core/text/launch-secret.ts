// Credentials in what starts or reaches a server: its words, variables, address and headers.
import type { LaunchEntry } from '../model/launch.ts'
import { findSecrets } from './secret.ts'
import { entropy } from './sensitive/made-up.ts'
import type { Family, Sensitive } from './sensitive/sensitive.ts'

type Launch = Pick<LaunchEntry, 'argv' | 'env' | 'url' | 'headers'>

const SECRET_NAME =
  /(?:^|[_.-])(?:api[_-]?key|key|token|secret|password|passwd|passphrase|pwd|pass|pat|credentials?|cookie|bearer|authorization|auth)$/i
const OPEN_NAME =
  /(?:public|publishable|primary|foreign|sort|partition)[_-]?key$|max[_-]?tokens?$|(?:^|_)pass$|_(?:file|path|url|id|name)$/i
const PASSWORD = /pass(?:word|wd|phrase)?$|pwd$/i
/** `${env:X}`, `${input:x}`, `{secret:X}`, `{{x}}`, `$X`, `%X%`, and schemes that name a place where the value is kept. */
const REFERENCE =
  /\$\{[^}]*\}|\{secret:\w+\}|\{\{[^}]*\}\}|^\$[A-Za-z_]\w*$|^%\w+%$|^(?:op|env|file|keychain|vault|secret|store|aws-sm|gcp-sm|ref|cmd):/i
const PLACEHOLDER =
  /^[<[{].*[>\]}]$|your|example|sample|placeholder|change[_-]?me|replace|insert|dummy|redacted|secret$|token$|key$|^x+(?:[-_.]?x+)*$|\*{3}|\.{3}|…|^(?:true|false|none|null|undefined|yes|no|on|off|test|basic|bearer|oauth2?)$/i
/** What stands before a credential in a header. */
const SCHEME = /^(?:bearer|basic|token)\s+/i

/** What is known by its own form; names are judged here, where they stand in another place than the value. */
const KNOWN: ReadonlySet<Family> = new Set(['credential', 'key', 'seed'])

/** `where` is `env.NAME`, `argv[2]`, `argv[2]?PARAMETER`, `headers.NAME` or `url`; `known` is what of the text is known by its form. */
export type Credential = {
  readonly where: string
  readonly name: string
  readonly text: string
  readonly known: readonly Sensitive[]
}

/** Each value that holds one. */
export function* credentialsIn(launch: Launch): Generator<Credential> {
  for (const [where, name, text] of namedTexts(launch)) {
    const known = findSecrets(text).filter(({ family, isMadeUp }) => !isMadeUp && KNOWN.has(family))
    if (known.length > 0 || isNamed(name, text) || (name !== '' && isOpaque(name, text)))
      yield { where, name, text, known }
  }
}

/** Where one stands, each place once. */
export const secretPlaces = (launch: Launch): readonly string[] => [
  ...new Set(Array.from(credentialsIn(launch), ({ where }) => where)),
]

/** Given what names a credential, or nothing, and the credential: what stands in its place. */
export type StandIn = (name: string, value: string) => string

/** The words with something else in place of each credential. */
export function withoutCredentials(argv: readonly string[], standIn: StandIn): readonly string[] {
  const found = [...credentialsIn({ argv, env: {}, url: null, headers: {} })]
  return argv.map((word, index) => {
    const inHere = found.filter(({ where }) => /^argv\[(\d+)\]/.exec(where)?.[1] === String(index))
    return replaced(word, inHere, standIn)
  })
}

/** The same for an address. */
export const addressWithout = (url: string, standIn: StandIn): string =>
  replaced(url, [...credentialsIn({ argv: [], env: {}, url, headers: {} })], standIn)

/** The same for people and logs. */
export const withoutSecrets = (argv: readonly string[]): readonly string[] => withoutCredentials(argv, () => HIDDEN)
export const addressShown = (url: string): string => addressWithout(url, () => HIDDEN)
const HIDDEN = '<hidden>'

function replaced(text: string, found: readonly Credential[], standIn: StandIn): string {
  const values = found.flatMap((one) => valuesOf(one).map((value) => ({ value, name: one.name })))
  // What has a name goes first, so that one that is found by its form as well is called by it.
  const named = values.toSorted((a, b) => Number(a.name === '') - Number(b.name === ''))
  const shown = named.reduce((now, { value, name }) => now.replaceAll(value, () => standIn(name, value)), text)
  // What is written otherwise than it reads, such as with escapes, goes with all that is around it.
  return shown === text && named[0] !== undefined ? standIn(named[0].name, text) : shown
}

/** Each credential itself. */
export const secretValues = (launch: Launch): readonly string[] => [
  ...new Set([...credentialsIn(launch)].flatMap(valuesOf)),
]

/** What not everybody should see of a text that shows a part of this launch. In order of place. */
export function secretsIn(text: string, launch: Launch): readonly Sensitive[] {
  const named = secretValues(launch).flatMap((value) =>
    placesOf(value, text).map((start): Sensitive => {
      const span = [start, start + value.length] as const
      return { family: 'named', what: 'named secret', span, isMadeUp: false }
    }),
  )
  return [...findSecrets(text), ...named].toSorted((a, b) => a.span[0] - b.span[0])
}

function placesOf(value: string, text: string): readonly number[] {
  const places: number[] = []
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) places.push(at)
  return places
}

const valuesOf = ({ text, known }: Credential): readonly string[] =>
  known.length > 0 ? known.map(({ span }) => text.slice(...span)) : [text.replace(SCHEME, '')]

/** One word of letters of both kinds and digits, in no order that a person would write: hashes, ids and versions have only some of that. */
function isOpaque(name: string, text: string): boolean {
  if (OPEN_NAME.test(name) || !/^(?!sha\d+-)[\w-]{32,200}$/.test(text) || PLACEHOLDER.test(text)) return false
  const turns = text.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && turns >= text.length / 5 && entropy(text) >= 4
}

/** Whether the name says that the text is one. */
export function isNamed(called: string, text: string): boolean {
  // `accessToken` and `access_token` are one name.
  const name = called.replaceAll(/([a-z])([A-Z])/g, '$1_$2')
  if (!SECRET_NAME.test(name) || OPEN_NAME.test(name.replace(/^(?:db_?)?pass$/i, ''))) return false
  const value = text.replace(SCHEME, '')
  if (value.length < 6 || value.length > 4000 || REFERENCE.test(value) || PLACEHOLDER.test(value)) return false
  if (/^(?:[/~]|\.{1,2}\/|[a-z]:\\|https?:\/\/[^?]*$)/i.test(value) || /\s/.test(value.trim())) return false
  return PASSWORD.test(name) ? !/^\d{1,5}$/.test(value) : value.length >= 12 && entropy(value) >= 3
}

/** Every value with the name that gives it meaning; words of argv by the option before or in them. */
export function* namedTexts({
  argv,
  env,
  url,
  headers,
}: Launch): Generator<readonly [where: string, name: string, text: string]> {
  for (const [name, value] of Object.entries(env)) yield [`env.${name}`, name, value]
  for (const [name, value] of Object.entries(headers)) yield [`headers.${name}`, name, value]
  for (const [index, word] of argv.entries()) {
    const where = `argv[${index}]`
    const named = [
      ...assignedIn(word, argv[index - 1]),
      ...membersOf(word.slice(word.indexOf('{'))),
      ...scriptWords(word).flatMap((part, at, parts) => assignedIn(part, parts[at - 1])),
    ]
    for (const [name, value] of named) yield [where, name, value]
    yield* queryOf(where, word)
  }
  if (url !== null) {
    yield ['url', '', url]
    yield* queryOf('url', url)
  }
}

/** `--token=…`, `API_TOKEN=…`, `X-Key: …`, and what an option such as `--env=` or `--header=` says of those. */
function assignedIn(word: string, before = ''): readonly (readonly [name: string, text: string])[] {
  const outer = assignment(word)
  if (outer === null) return [[/^--?([\w-]{2,80})$/.exec(before)?.[1] ?? '', word]]
  const inner = assignment(outer[1])
  return inner === null ? [outer] : [outer, inner]
}

/** A word that is itself a command line, such as the script of a shell, in its words without quotes. */
const scriptWords = (word: string): readonly string[] =>
  /\s/.test(word) && word.length <= LONGEST_SCRIPT ? word.replaceAll(/['"`]/g, '').split(/[\s;]+/) : []
const LONGEST_SCRIPT = 65_536

function assignment(word: string): readonly [name: string, text: string] | null {
  const [, name, value] = /^-{0,2}([A-Za-z][\w.-]{0,80})(?:=|:\s*(?!\/\/))(.*)$/s.exec(word) ?? []
  return name === undefined || value === undefined || REFERENCE.test(word) ? null : [name, value]
}

/** The texts of an object in JSON by their keys, as some servers take all their settings. */
function membersOf(word: string): readonly (readonly [name: string, text: string])[] {
  if (!word.startsWith('{"') || word.length > LONGEST_JSON) return []
  const members: (readonly [string, string])[] = []
  try {
    JSON.parse(word, (key, value: unknown) => {
      if (typeof value === 'string') members.push([key, value])
      return value
    })
  } catch {
    // It is no JSON: nothing in it has a key.
  }
  return members
}
const LONGEST_JSON = 65_536

function* queryOf(where: string, text: string): Generator<readonly [where: string, name: string, text: string]> {
  for (const [, name, value] of text.matchAll(/[?&]([\w.-]{1,80})=([^&#\s]{1,4000})/g))
    yield [`${where}?${name!}`, name!, value!]
}
