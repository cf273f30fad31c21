// The members of one entry, under all the names that clients have for them. A wrong type is an answer, not a throw.
import type { Launch } from './entry.ts'
import type { Shape } from './shape.ts'
import { type MapValue, type Member, membersCalled, type Value } from './tree.ts'
import { splitWords } from './words.ts'

export const ARGS = 'args'
export const ENV = ['env', 'environment', 'envs']
export const URL = ['url', 'serverUrl', 'httpUrl', 'uri']
export const HEADERS = ['headers', 'http_headers', 'httpHeaders', 'requestHeaders']
const CWD = ['cwd', 'workingDirectory', 'working_directory']
const APPROVED = ['autoApprove', 'alwaysAllow', 'autoApproved', 'auto_approve', 'always_allow']
const TRUSTED = ['trust', 'trusted', 'alwaysAllowAll', 'autoApproveAll']
/** Members that switch certificates off when they are false, and when they are true. */
const VERIFIED = [
  'rejectUnauthorized',
  'tlsVerify',
  'verifyTls',
  'verifySsl',
  'sslVerify',
  'verify',
  'ssl_verify',
  'tls_verify',
]
const INSECURE = ['insecure', 'skipTlsVerify', 'tlsInsecure', 'allowInsecure', 'insecureSkipVerify', 'skip_tls_verify']
const OWN_TYPES = new Set(['builtin', 'platform', 'frontend'])

/** The one value of a member; text: our words for why there is not exactly one. Null counts as absent, as in clients. */
export function only(entry: MapValue, key: string): Value | undefined | string {
  const [first, second] = membersCalled(entry, key)
  if (second !== undefined) return `its ${key} is given twice; clients differ in which one they take`
  const value = first?.value
  if (value?.kind === 'odd') return `its ${key} cannot be read: ${value.why}`
  return value?.kind === 'plain' && /^(null|~|)$/i.test(value.shown) ? undefined : value
}

/** Where command and arguments are: the entry, or in older Zed an object inside it. */
export type Holder = { readonly map: MapValue; readonly command: string }

export function holderOf(entry: MapValue, shape: Shape): Holder {
  const [command] = shape.nested === true ? membersCalled(entry, shape.command) : []
  return command?.value.kind === 'map'
    ? { map: command.value, command: 'path' }
    : { map: entry, command: shape.command }
}

/** What the entry starts or reaches, or our words for what is wrong with it. */
export function launchOf(entry: MapValue, shape: Shape): Launch | string {
  const { map, command: key } = holderOf(entry, shape)
  const command = only(map, key)
  const args = only(map, ARGS)
  if (typeof command === 'string') return command
  if (typeof args === 'string') return args
  const program = command === undefined ? inlineCode(entry) : commandWords(command)
  const rest = args === undefined ? [] : words(args)
  if (program === null || rest === null) return 'its command and args are not all text'
  if (program[0]?.trim() === '') return 'its command is empty'
  const env = [...(map === entry ? [] : ['env']).map((key) => texts(map, key)), ...ENV.map((key) => texts(entry, key))]
  const headers = HEADERS.map((key) => texts(entry, key))
  const wrong = [...env, ...headers].find((found) => typeof found === 'string')
  if (wrong !== undefined) return wrong
  const urls = URL.map((key) => only(entry, key)).filter((found) => found !== undefined)
  const odd = urls.find((found) => typeof found === 'string')
  if (odd !== undefined) return odd
  const [url] = urls as Value[]
  if (url !== undefined && url.kind !== 'text') return 'its address is not text'
  const cwd = CWD.map((key) => only(entry, key)).find((found) => typeof found === 'object' && found.kind === 'text')
  return {
    argv: [...program, ...rest],
    env: Object.fromEntries(env.flatMap((found) => Object.entries(found as object))),
    url: url === undefined ? null : url.text,
    headers: Object.fromEntries(headers.flatMap((found) => Object.entries(found as object))),
    cwd: typeof cwd === 'object' && cwd.kind === 'text' ? cwd.text : null,
  }
}

/** Goose runs such code with Python: it is shown as the command that it comes to. */
function inlineCode(entry: MapValue): readonly string[] {
  const code = only(entry, 'code')
  const isCode = typeOf(entry) === 'inline_python' && typeof code === 'object' && code.kind === 'text'
  return isCode ? ['python', '-c', code.text] : []
}

function commandWords(command: Value): readonly string[] | null {
  return command.kind === 'text' ? splitWords(command.text) : command.kind === 'list' ? words(command) : null
}

/** The texts of a list, or of one text; numbers and booleans as they are written. */
export function words(value: Value): readonly string[] | null {
  if (value.kind === 'text') return [value.text]
  if (value.kind !== 'list') return null
  const found = value.items.map((item) =>
    item.kind === 'text' ? item.text : item.kind === 'plain' ? item.shown : null,
  )
  return found.every((word) => word !== null) ? found : null
}

function texts(entry: MapValue, key: string): Readonly<Record<string, string>> | string {
  const value = only(entry, key)
  if (value === undefined || typeof value === 'string') return value ?? {}
  if (value.kind !== 'map') return `its ${key} is not an object of texts`
  if (value.fault !== undefined) return `its ${key} is broken: ${value.fault.why}`
  const pairs: [string, string][] = []
  for (const { key: name, value: inner } of value.members) {
    if (inner.kind === 'text') pairs.push([name, inner.text])
    else if (inner.kind === 'plain') pairs.push([name, /^(null|~|)$/i.test(inner.shown) ? '' : inner.shown])
    else return `its ${key} is not an object of texts`
  }
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) return `its ${key} has a name that is given twice`
  return Object.fromEntries(pairs)
}

const isTrue = (value: Value | undefined | string): boolean =>
  typeof value === 'object' && value.kind === 'plain' && /^true$/i.test(value.shown)
const isFalse = (value: Value | undefined | string): boolean =>
  typeof value === 'object' && value.kind === 'plain' && /^(false|0)$/i.test(value.shown)

/** By the member that this shape has for it. */
export const isEnabled = (entry: MapValue, shape: Shape): boolean =>
  shape.switch === 'disabled' ? !isTrue(only(entry, 'disabled')) : !isFalse(only(entry, 'enabled'))

export function autoApproved(entry: MapValue): string[] {
  if (TRUSTED.some((key) => isTrue(only(entry, key))) || approves(entry, 'default_tools_approval_mode')) return ['*']
  const lists = APPROVED.map((key) => only(entry, key)).filter((found) => typeof found === 'object')
  return [...lists.flatMap((list) => (isTrue(list) ? ['*'] : (words(list) ?? []))), ...approvedOneByOne(entry)]
}

/** Codex: `tools.NAME.approval_mode = "approve"`. */
function approvedOneByOne(entry: MapValue): string[] {
  const tools = only(entry, 'tools')
  const members = typeof tools === 'object' && tools.kind === 'map' ? tools.members : []
  return members.filter(({ value }) => value.kind === 'map' && approves(value, 'approval_mode')).map(({ key }) => key)
}

function approves(map: MapValue, key: string): boolean {
  const mode = only(map, key)
  return typeof mode === 'object' && mode.kind === 'text' && mode.text === 'approve'
}

/** Names of members and variables. */
export function tlsOffIn(entry: MapValue, env: Readonly<Record<string, string>>): string[] {
  const isOff = ([name, value]: readonly [string, string]): boolean =>
    (name === 'NODE_TLS_REJECT_UNAUTHORIZED' && value === '0') ||
    (name === 'PYTHONHTTPSVERIFY' && value === '0') ||
    (/^(NPM_CONFIG_STRICT_SSL|GIT_SSL_VERIFY)$/i.test(name) && /^(false|0)$/i.test(value)) ||
    (name === 'GIT_SSL_NO_VERIFY' && value !== '')
  return [
    ...VERIFIED.filter((key) => isFalse(only(entry, key))),
    ...INSECURE.filter((key) => isTrue(only(entry, key))),
    ...Object.entries(env)
      .filter(isOff)
      .map(([name]) => name),
  ]
}

/** Members that start, reach and give nothing, whoever reads them, or that are told elsewhere. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['type', 'transport', 'source', 'name', 'title', 'displayName', 'description', 'version', 'gallery', 'settings'],
  ...['disabled', 'enabled', 'required', 'lifecycle', 'default_tools_approval_mode'],
  ...['timeout', 'initTimeout', 'connectTimeout', 'connectionTimeout', 'requestTimeout'],
  ...['startup_timeout_sec', 'startup_timeout_ms', 'tool_timeout_sec'],
  ...['tools', 'includeTools', 'excludeTools', 'allowedTools', 'disabledTools', 'enabled_tools', 'disabled_tools'],
  ...[...APPROVED, ...TRUSTED, ...VERIFIED, ...INSECURE],
])

/**
 * Members by which some client may start, reach or give more than `launchOf` says: those that nobody here knows, a second name
 * for the same, and an address beside a command.
 */
export function unjudgedIn(entry: MapValue, shape: Shape): readonly Member[] {
  const { map, command } = holderOf(entry, shape)
  const isThere = (key: string): boolean => membersCalled(entry, key).length > 0
  const startsSomething = membersCalled(map, command).length > 0
  const told = [ENV, HEADERS, CWD, startsSomething ? [] : URL].flatMap((names) => names.filter(isThere).slice(0, 1))
  const known = new Set([...KNOWN, ...told, shape.command, ...(map === entry ? [ARGS] : [])])
  if (typeOf(entry) === 'inline_python') known.add('code')
  const inside = map === entry ? [] : map.members.filter(({ key }) => ![command, ARGS, 'env'].includes(key))
  return [...entry.members.filter(({ key }) => !known.has(key)), ...inside]
}

export function typeOf(entry: MapValue): string | null {
  const found = ['type', 'transport', 'source'].map((key) => only(entry, key))
  const [first] = found.filter((value) => typeof value === 'object' && value.kind === 'text')
  return typeof first === 'object' && first.kind === 'text' ? first.text : null
}

/** Built into the client or one of its extensions, or no more than a switch for such a server. */
export function isClientOwn(entry: MapValue, shape: Shape): boolean {
  const type = typeOf(entry)
  if (type !== null) return OWN_TYPES.has(type) || type === 'extension'
  const isSwitch = membersCalled(entry, shape.switch).length + membersCalled(entry, 'settings').length > 0
  return shape.switch === 'enabled' && isSwitch
}
