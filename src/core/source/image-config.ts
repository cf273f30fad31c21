// What the configuration of an image says of its start. https://github.com/opencontainers/image-spec/blob/main/config.md
import { isObject, type Json } from '../model/json.ts'
import { hasMisspelt, platformFor, platformOf } from './image-manifest.ts'

export type ImageStart = {
  /** The first may be a name that is looked for in PATH. */
  readonly words: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Digests of its layers, unpacked. */
  readonly layers: readonly string[]
}

const PARTS = ['architecture', 'os', 'config', 'rootfs']
const STARTS = ['Entrypoint', 'Cmd', 'Env', 'WorkingDir', 'User']
const MOST = 256
const MOST_BYTES = 100_000

/** A text is why it cannot be started here, in our words. */
export function imageStart(json: Json, arch: string): ImageStart | string {
  if (!isObject(json)) return 'its configuration is no object of JSON that everybody reads alike'
  const config = isObject(json['config']) ? json['config'] : {}
  if (hasMisspelt(json, PARTS) || hasMisspelt(config, STARTS)) {
    return 'its configuration has a member in another spelling, which engines take for the same'
  }
  if (platformOf(json) !== platformFor(arch))
    return `it is made for another machine than this one (${platformFor(arch)})`
  const [entrypoint, cmd, env] = [config['Entrypoint'] ?? [], config['Cmd'] ?? [], config['Env'] ?? []]
  if (!isTexts(entrypoint) || !isTexts(cmd) || !isTexts(env))
    return 'its command or its variables are no lists of texts'
  const [program, ...rest] = [...entrypoint, ...cmd]
  if (program === undefined || program === '') return 'it has no command'
  if ([program, ...rest, ...env].join('').length > MOST_BYTES) return 'its command and variables are too long'
  const rootfs = isObject(json['rootfs']) ? json['rootfs'] : {}
  const layers = rootfs['diff_ids'] ?? []
  if (hasMisspelt(rootfs, ['diff_ids']) || !isTexts(layers)) return 'its layers are no list of texts'
  const cwd = config['WorkingDir'] ?? ''
  if (typeof cwd !== 'string') return 'its working folder is no text'
  const pairs = env.map((one) => [one.split('=')[0]!, one.slice(one.indexOf('=') + 1)] as const)
  return { words: [program, ...rest], env: Object.fromEntries(pairs), cwd: cwd === '' ? '/' : cwd, layers }
}

const isTexts = (value: Json): value is string[] =>
  Array.isArray(value) && value.length <= MOST && value.every((one) => typeof one === 'string' && !one.includes('\0'))
