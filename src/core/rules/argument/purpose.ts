// What a value is for: told by the name of its parameter first, then by its schema and its tool. Decision 27 says why so.
import { isObject, type Json } from '../../model/json.ts'
import { normalise } from '../../text/normalise.ts'
import type { Field } from '../field.ts'

/**
 * sql, shell and code are given to an interpreter on purpose. query: another language that is asked with. prose: words for people.
 * address: where to go. pattern and template: signs in it mean something. plain: everything else, a value that is only a value.
 */
export type Purpose =
  | 'sql'
  | 'shell'
  | 'code'
  | 'query'
  | 'prose'
  | 'path'
  | 'address'
  | 'pattern'
  | 'template'
  | 'plain'

type Called = { readonly name: string; readonly schema: Json }

/** The first class whose words are in the name counts. */
const NAMES: readonly (readonly [Purpose, string])[] = [
  ['sql', 'sql|tsql|plsql|ddl|dml'],
  ['shell', 'cmd|cmds|command|commands|commandline|shell|bash|sh|zsh|argv|terminal|cli|powershell|pwsh|ps1'],
  [
    'code',
    'code|script|scripts|javascript|js|python|py|typescript|lambda|expression|expr|formula|snippet|program|eval',
  ],
  ['template', 'template|templates|format|layout|placeholder|placeholders'],
  [
    'pattern',
    'regex|regexp|pattern|patterns|glob|globs|selector|selectors|xpath|jsonpath|css|include|includes|exclude|excludes|wildcard|mask',
  ],
  [
    'query',
    'where|filter|filters|condition|conditions|criteria|predicate|jql|cql|kql|soql|spl|promql|logql|odata|graphql|cypher|sparql|lucene|ldap|mongo|aggregate|pipeline|orderby|sort|having|q|query|queries|statement|stmt|search',
  ],
  [
    'prose',
    'message|messages|content|contents|text|texts|body|comment|comments|description|summary|title|subject|note|notes|prompt|prompts|instruction|instructions|markdown|md|html|caption|answer|reply|thought|thoughts|reason|reasoning|bio|about|details|document|readme|changelog|diff|patch|replacement|question|story|goal|goals|context|feedback|review|observation|observations|task|transcript|email|letter|paragraph|sentence|snippet|xml|json|yaml|csv',
  ],
  [
    'address',
    'url|urls|uri|uris|href|link|links|endpoint|webhook|host|hostname|domain|origin|callback|proxy|redirect|ip|address',
  ],
  ['path', 'path|paths|file|files|filename|filepath|dir|directory|directories|folder|folders|cwd|root|workspace'],
]

/** The place of the first class that has a word. */
const CLASSES: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap(([, words], at) => words.split('|').map((word): [string, number] => [word, at])).toReversed(),
)

/** `new_string`, `oldText`: words to be put into a file. */
const EDITS = /^(?:old|new|insert|file)(?:str|string|text|content|contents|source|code)$/

const SAYS: readonly (readonly [Purpose, RegExp])[] = [
  [
    'sql',
    /\bsql\b|\b(?:postgres(?:ql)?|mysql|sqlite|mariadb|bigquery|snowflake|duckdb|clickhouse|redshift) (?:query|statement|command)/,
  ],
  ['shell', /\b(?:shell|bash|terminal|command.line|powershell) (?:command|script)|\bcommands? to (?:run|execute)\b/],
  [
    'code',
    /\b(?:javascript|python|typescript|lua|ruby|source) (?:code|script|expression|function|snippet)|\bcode to (?:run|execute|evaluate)\b/,
  ],
  ['pattern', /\bregular expression\b|\bregex\b|\bglob\b|\bcss selector\b|\bxpath\b/],
]

/** What the words of a parameter may make of a name that says little. */
const OPEN: ReadonlySet<Purpose> = new Set(['query', 'plain', 'prose', 'shell', 'code'])

export function purposeOf({ at, key }: Pick<Field, 'at' | 'key'>, tool: Called | null): Purpose {
  const named = purposeOfName(key)
  if (!OPEN.has(named) || tool === null) return named
  const said = isObject(tool.schema) ? wordsIn(propertyAt(tool.schema, at)) : ''
  const told = SAYS.find(([, words]) => words.test(said))?.[0]
  if (told !== undefined && (named === 'query' || named === 'plain' || told === 'sql')) return told
  return named === 'query' && DATABASES.test(tool.name) ? 'sql' : named
}

const DATABASES =
  /sql|(?:^|[^a-z])(?:db|database|postgres|bigquery|snowflake|duckdb)|^(?:read|write|run|execute)_?query$/i

function purposeOfName(key: string): Purpose {
  const words = partsOf(key)
  const joined = words.join('')
  if (EDITS.test(joined)) return 'prose'
  const first = Math.min(...[...words, joined].map((word) => CLASSES.get(word) ?? NAMES.length))
  return NAMES[first]?.[0] ?? 'plain'
}

/** `fileName`, `file_name`, `file-name` → file, name. */
function partsOf(key: string): readonly string[] {
  if (/^[a-z]{1,80}$/.test(key)) return [key]
  const plain = normalise(key.slice(0, LONGEST_NAME).replace(/([a-z0-9])([A-Z])/g, '$1_$2')).text
  return plain.split(/[^a-z0-9]+/).filter((word) => word !== '')
}

const LONGEST_NAME = 80
const LONGEST_TEXT = 2_000

/** The schema of the member that a pointer leads to, as far as it is written out. */
function propertyAt(schema: Json, at: string): Json {
  let found: Json = schema
  for (const step of at.split('/').slice(1, MOST_STEPS)) {
    if (!isObject(found)) return null
    const { properties, items } = found
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (isObject(properties) && Object.hasOwn(properties, name)) found = properties[name] ?? null
    else if (/^\d+$/.test(name) && items !== undefined) found = items
    else return null
  }
  return found
}

const MOST_STEPS = 12

function wordsIn(property: Json): string {
  if (!isObject(property)) return ''
  const { title, description } = property
  const said = [title, description].filter((text) => typeof text === 'string').join(' ')
  return normalise(said.slice(0, LONGEST_TEXT)).text
}

/** Whether the schema says that a path is one inside a folder. */
export const isRelativeIn = (schema: Json, at: string): boolean =>
  /\brelative\b(?! or absolute)/.test(wordsIn(propertyAt(schema, at))) &&
  !/\babsolute\b/.test(wordsIn(propertyAt(schema, at)))

/** The type that a schema names for what stands at a place; null where it names none. */
export function typeIn(schema: Json, at: string): string | null {
  const property = propertyAt(schema, at)
  return isObject(property) && typeof property['type'] === 'string' ? property['type'] : null
}
