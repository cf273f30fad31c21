// Arguments for a tool, made from its schema: values that an honest tool can work with, and that name nothing private.
import { isObject, type Json, type JsonObject } from '../model/json.ts'

/** Whom a message of a rehearsal is for. */
export const SAMPLE_ADDRESS = 'person@example.com'

const LEVELS = 6
const MOST_FIELDS = 40

/** Where the rehearsal has its plain files; an absolute path inside the sandbox. */
export type Ground = { readonly project: string }

/**
 * What the n-th call is given. The first is given what is required; others all fields, and of what is listed another one each time: each may open
 * another way through the tool.
 */
export function sampleArguments(schema: Json, ground: Ground, turn: number): JsonObject {
  const made = sampleOf(schema, '', ground, turn, schema, 0)
  return isObject(made) ? made : {}
}

function sampleOf(schema: Json, name: string, ground: Ground, turn: number, root: Json, level: number): Json {
  if (!isObject(schema) || level > LEVELS) return wordFor(name, ground)
  if (typeof schema['$ref'] === 'string') {
    return sampleOf(pointed(root, schema['$ref']), name, ground, turn, root, level + 1)
  }
  if (schema['const'] !== undefined) return schema['const']
  for (const listed of [schema['enum'], schema['examples']]) {
    if (Array.isArray(listed) && listed.length > 0) return listed[turn % listed.length]!
  }
  if (schema['default'] !== undefined && schema['default'] !== null) return schema['default']
  for (const choice of [schema['oneOf'], schema['anyOf'], schema['allOf']]) {
    const first = Array.isArray(choice) ? choice.find((one) => !isObject(one) || one['type'] !== 'null') : undefined
    if (first !== undefined) {
      return sampleOf(
        isObject(first) ? { ...schema, ...WITHOUT, ...first } : first,
        name,
        ground,
        turn,
        root,
        level + 1,
      )
    }
  }
  const type = Array.isArray(schema['type']) ? schema['type'].find((one) => one !== 'null') : schema['type']
  if (type === 'object' || (type === undefined && isObject(schema['properties']))) {
    return fieldsOf(schema, ground, turn, root, level)
  }
  if (type === 'array') {
    const least = numberAt(schema, 'minItems', 1)
    const item = sampleOf(schema['items'] ?? {}, name.replace(/s$/, ''), ground, turn, root, level + 1)
    return Array.from({ length: Math.min(Math.max(1, least), 20) }, () => item)
  }
  if (type === 'boolean') return turn % 2 === 1
  if (type === 'integer' || type === 'number') return numberFor(schema)
  if (type === 'null') return null
  return fitted(textFor(schema, name, ground), schema)
}

/** One branch is chosen: the others must not be met again. */
const WITHOUT = { oneOf: null, anyOf: null, allOf: null } as const

function fieldsOf(schema: JsonObject, ground: Ground, turn: number, root: Json, level: number): JsonObject {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const names = Object.keys(properties).filter((name) => turn > 0 || required.includes(name))
  return Object.fromEntries(
    names
      .slice(0, MOST_FIELDS)
      .filter((name) => name !== '__proto__')
      .map((name) => [name, sampleOf(properties[name]!, name, ground, turn, root, level + 1)]),
  )
}

/** Only within the schema itself: nothing is fetched. */
function pointed(root: Json, reference: string): Json {
  if (!reference.startsWith('#/')) return {}
  let at: Json = root
  for (const step of reference.slice(2).split('/')) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (!isObject(at) || !Object.hasOwn(at, key)) return {}
    at = at[key]!
  }
  return at
}

const numberAt = (schema: JsonObject, key: string, otherwise: number): number => {
  const found = schema[key]
  return typeof found === 'number' && Number.isFinite(found) ? found : otherwise
}

function numberFor(schema: JsonObject): number {
  const least = numberAt(
    schema,
    'minimum',
    numberAt(schema, 'exclusiveMinimum', 0) + (schema['exclusiveMinimum'] === undefined ? 0 : 1),
  )
  const most = numberAt(schema, 'maximum', numberAt(schema, 'exclusiveMaximum', Infinity))
  const step = numberAt(schema, 'multipleOf', 1)
  const wanted = Math.max(least, Math.min(2, most))
  return step > 0 ? Math.ceil(wanted / step) * step : wanted
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-15T09:00:00Z',
  date: '2026-01-15',
  time: '09:00:00Z',
  email: SAMPLE_ADDRESS,
  uri: 'https://docs.example/page',
  url: 'https://docs.example/page',
  uuid: '6f2c1d9a-0b3e-4c58-9a77-1f0e2d3c4b5a',
  ipv4: '192.0.2.7',
  hostname: 'docs.example',
}

function textFor(schema: JsonObject, name: string, ground: Ground): string {
  const format = typeof schema['format'] === 'string' ? FORMATS[schema['format']] : undefined
  return format ?? wordFor(name, ground)
}

/** By the name of the field, as a model would guess it. The first that fits. */
const BY_NAME: readonly (readonly [RegExp, (ground: Ground) => string])[] = [
  [/^(?:dir|directory|folder|root|cwd|workspace|repo_?path|project_?path|base_?path)$/i, ({ project }) => project],
  [/(?:^|_)(?:destination|dest|target|output|out)(?:_?(?:path|file))?$/i, ({ project }) => `${project}/notes/copy.txt`],
  [/path|file(?:_?name)?$|^source$/i, ({ project }) => `${project}/README.md`],
  [/ur[il]$|^link$|^href$|^website$/i, () => 'https://docs.example/page'],
  [/e-?mail|^(?:to|recipient|cc|from)$/i, () => SAMPLE_ADDRESS],
  [/^(?:sql|statement)$/i, () => 'SELECT 1'],
  [/^(?:command|cmd|script|shell)$/i, () => 'echo hello'],
  [/^(?:code|expression|source_?code)$/i, () => '1 + 1'],
  [/date|since|until|deadline/i, () => '2026-01-15'],
  [/time_?zone|^tz$/i, () => 'Europe/Berlin'],
  [/(?:city|location|place)/i, () => 'Berlin'],
  [/lang|locale/i, () => 'en'],
  [/branch|^ref$/i, () => 'main'],
  [/owner|org|user(?:_?name)?$/i, () => 'garden'],
  [/(?:^|_)id$|Id$/, () => '1'],
  [/pattern|glob/i, () => '*.md'],
  [/title|subject|^name$/i, () => 'Garden notes'],
]

/** What is given for a name that has no schema: of an argument of a prompt, or in a template of an address. */
export function wordFor(name: string, ground: Ground): string {
  return BY_NAME.find(([form]) => form.test(name))?.[1](ground) ?? 'When to plant beans'
}

function fitted(text: string, schema: JsonObject): string {
  const least = Math.min(numberAt(schema, 'minLength', 0), 10_000)
  const most = numberAt(schema, 'maxLength', Infinity)
  return text.padEnd(least, ' beans').slice(0, Math.max(least, Math.min(most, 10_000)))
}

/** RFC 6570, as far as servers use it: `notes://{day}{?from,to}`. */
const EXPRESSION = /\{[+#./;?&]?([^{}]*)\}/g

export const variablesIn = (template: string): readonly string[] =>
  [...template.matchAll(EXPRESSION)].flatMap(([, names]) =>
    names!.split(',').map((name) => name.replace(/[*:].*$/, '')),
  )

export const expanded = (template: string, ground: Ground): string =>
  template.replace(EXPRESSION, (all, names: string) =>
    /^\{[?&]/.test(all) ? '' : encodeURIComponent(wordFor(names.split(',')[0]!.replace(/[*:].*$/, ''), ground)),
  )
