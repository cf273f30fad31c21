// How a client would start the server of a bundle (MCPB, manifest 0.1 to 0.3): by its manifest, with a value that opens nothing for
// whatever a person would be asked.
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { valueFor } from './needs.ts'

export type BundlePlace = {
  /** Where it is unpacked. */
  readonly folder: string
  readonly home: string
  /** What it is given to work with. */
  readonly project: string
  readonly newValue: () => string
}

export type BundleStart = {
  readonly type: 'node' | 'python'
  /** Behind the interpreter. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What is started elsewhere is not what is started here, in our words. */
  readonly unplayed: readonly string[]
}

const INTERPRETERS = { node: /^node$/, python: /^python(?:3(?:\.\d{1,2})?)?$/ } as const
/** Servers are played on Linux alone. */
const HERE = 'linux'
const MOST = 64
/** One text may name another many times. */
const MOST_CHARS = 1_024
/** Bytes of all that is filled in: Linux takes no word of 128 KiB (execve(2)). */
const MOST_FILLED = 100_000

/** A text is why it cannot be played, in our words. */
export function bundleStart(manifest: JsonObject, place: BundlePlace): BundleStart | string {
  const server = objectIn(manifest, 'server')
  const type = server['type']
  if (type !== 'node' && type !== 'python') return 'its server is neither of the type node nor of the type python'
  const written = objectIn(server, 'mcp_config')
  const others = objectIn(written, 'platform_overrides')
  const config = overridden(written, objectIn(others, HERE))
  const { command = type } = config
  if (typeof command !== 'string' || !INTERPRETERS[type].test(command)) {
    return 'its command is not the interpreter of its type'
  }
  const filled = filler(objectIn(manifest, 'user_config'), place)
  const entry = server['entry_point']
  const said = config['args'] ?? (typeof entry === 'string' ? [`\${__dirname}/${entry}`] : null)
  if (!isTexts(said)) return 'its arguments are no list of texts'
  const env = objectIn(config, 'env')
  const values = Object.values(env)
  if (!isTexts(values)) return 'its variables are no texts'
  const [args, given] = [said.map(filled), values.map(filled)]
  if (new TextEncoder().encode([...args, ...given].join('')).length > MOST_FILLED) {
    return 'its arguments and variables are longer than a command may be'
  }
  return {
    type,
    args,
    env: Object.fromEntries(Object.keys(env).map((name, at) => [name, given[at]!])),
    unplayed: Object.keys(others).some((system) => system !== HERE)
      ? ['how the bundle is started on other systems: its manifest says otherwise for them']
      : [],
  }
}

/** As a client on this system reads it. */
const overridden = (config: JsonObject, own: JsonObject): JsonObject => ({
  ...config,
  ...own,
  ...(own['env'] !== undefined && { env: { ...objectIn(config, 'env'), ...objectIn(own, 'env') } }),
})

const objectIn = (from: JsonObject, name: string): JsonObject => {
  const found = Object.hasOwn(from, name) ? from[name] : null
  return isObject(found) ? found : {}
}

const isTexts = (value: Json): value is string[] => Array.isArray(value) && value.length <= MOST && value.every(isText)
const isText = (value: Json | undefined): value is string => typeof value === 'string' && value.length <= MOST_CHARS

function filler(config: JsonObject, { folder, home, project, newValue }: BundlePlace): (text: string) => string {
  const fixed: Readonly<Record<string, string>> = {
    __dirname: folder,
    HOME: home,
    DESKTOP: `${home}/Desktop`,
    DOCUMENTS: `${home}/Documents`,
    DOWNLOADS: `${home}/Downloads`,
    pathSeparator: '/',
    '/': '/',
  }
  const given = new Map<string, string>()
  const valueOf = (name: string): string => {
    const known = given.get(name) ?? answerTo(name, objectIn(config, name), project, newValue)
    given.set(name, known)
    return known
  }
  const fill = (text: string): string =>
    text.replace(/\$\{(?:user_config\.([^{}]{1,200})|([\w/]{1,40}))\}/g, (whole, asked?: string, name?: string) => {
      if (asked !== undefined) return fill(valueOf(asked))
      return Object.hasOwn(fixed, name!) ? fixed[name!]! : whole
    })
  return fill
}

/** What a person would be asked for. A default may name places, and nothing else. */
function answerTo(name: string, asked: JsonObject, project: string, newValue: () => string): string {
  const { type, default: usual, min } = asked
  if (type === 'directory') return project
  if (type === 'file') return `${project}/README.md`
  if (type === 'number') return String(typeof usual === 'number' ? usual : typeof min === 'number' ? min : 1)
  if (type === 'boolean') return String(usual === true)
  if (isText(usual) && !usual.includes('${user_config')) return usual
  return valueFor(name.replaceAll(/\W+/g, '_').toUpperCase(), project, newValue)
}
