// Reads the words of `podman run …` or `docker run …` strictly: what is not understood to the last option is not started.
import { quote, untrusted } from '../../model/untrusted.ts'
import { isPlain } from '../paths.ts'
import { LONG, SHORT, type Meaning } from './options.ts'

export type Mount = { readonly source: string; readonly target: string; readonly readOnly: boolean }

/** What of such a command is kept. Mounts say what it asks for and where it looks for it; grants decide. */
export type ContainerWords = {
  readonly init: boolean
  /** Without a value: the variable is asked for, and has one only when it is granted. */
  readonly env: readonly { readonly name: string; readonly value?: string }[]
  readonly workdir: string | null
  readonly entrypoint: string | null
  readonly mounts: readonly Mount[]
  readonly image: string
  readonly args: readonly string[]
}

export type ReadContainer =
  | { readonly ok: true; readonly words: ContainerWords }
  | { readonly ok: false; readonly why: string }

/** Words of ours that are safe to print. */
class Unfit extends Error {}

const ENGINE = /(?:^|\/)(?:docker|podman)$/

/** Whether this command starts a container: then it is started by the container backend or not at all. */
export const isContainerCommand = (argv: readonly string[]): boolean => ENGINE.test(argv[0] ?? '')

/** `argv` with the program, as in a client config. */
export function readContainer(argv: readonly string[]): ReadContainer {
  try {
    const start = argv[1] === 'container' ? 2 : 1
    if (argv[start] !== 'run')
      throw new Unfit(`${shown(argv[start] ?? 'nothing')} is not \`run\`, with nothing before it`)
    return { ok: true, words: readRun(argv.slice(start + 1)) }
  } catch (cause) {
    if (cause instanceof Unfit) return { ok: false, why: cause.message }
    throw cause
  }
}

type Draft = {
  init: boolean
  workdir: string | null
  entrypoint: string | null
  readonly env: ContainerWords['env'][number][]
  readonly mounts: Mount[]
}

function readRun(words: readonly string[]): ContainerWords {
  const draft: Draft = { init: false, workdir: null, entrypoint: null, env: [], mounts: [] }
  let at = 0
  for (; at < words.length && words[at]!.startsWith('-') && words[at] !== '--'; at += 1) {
    for (const { name, joined } of optionsIn(words[at]!)) {
      const meaning = meaningOf(name)
      if (meaning.as === 'refused') {
        if (joined !== 'false') throw new Unfit(`--${name} ${meaning.why}`)
      } else if (meaning.takes === 'flag') {
        if (joined !== undefined && joined !== 'true' && joined !== 'false') throw new Unfit(`--${name} takes no value`)
        if (name === 'init') draft.init = joined !== 'false'
      } else {
        const value = joined ?? words[(at += 1)]
        if (value === undefined) throw new Unfit(`--${name} has no value`)
        take(name, value, meaning, draft)
      }
    }
  }
  if (words[at] === '--') at += 1
  const image = words[at] ?? ''
  if (!isImageName(image)) throw new Unfit(`${shown(image)} is not the name of an image`)
  return { ...draft, image, args: words.slice(at + 1) }
}

/** A name of an image, with a tag or a digest, or its id. Nothing in it could be an option or a place on the disk. */
export const isImageName = (word: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,250}(?::\d{1,5}\/[A-Za-z0-9._/-]{1,250})?(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/.test(
    word,
  )

type Option = { readonly name: string; readonly joined: string | undefined }

/** `--name`, `--name=value`, `-e value`, `-evalue`, `-it`. */
function optionsIn(word: string): readonly Option[] {
  const long = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word)
  if (long !== null) return [{ name: long[1]!, joined: long[2] }]
  if (word.length < 2) throw new Unfit(`${shown(word)} is no option`)
  const options: Option[] = []
  for (let at = 1; at < word.length; at += 1) {
    const name = SHORT.get(word[at]!)
    if (name === undefined) throw new Unfit(`${shown(word)} is not an option that is known to be harmless`)
    const meaning = meaningOf(name)
    const takesValue = meaning.as !== 'refused' && meaning.takes === 'value'
    const rest = word.slice(at + 1)
    options.push({ name, joined: takesValue && rest !== '' ? rest.replace(/^=/, '') : undefined })
    if (takesValue) break
  }
  return options
}

function meaningOf(name: string): Meaning {
  const meaning = LONG.get(name)
  if (meaning !== undefined) return meaning
  throw new Unfit(`${shown(`--${name}`)} is not an option that is known to be harmless`)
}

function take(name: string, value: string, meaning: Meaning, draft: Draft): void {
  if (meaning.as === 'only' && !meaning.values.test(value)) {
    throw new Unfit(`--${name} ${shown(value)} ${meaning.why}`)
  }
  if (name === 'env') draft.env.push(variable(value))
  else if (name === 'volume') draft.mounts.push(volume(value))
  else if (name === 'mount') draft.mounts.push(mount(value))
  else if (name === 'workdir') draft.workdir = folder(value, '--workdir')
  else if (name === 'entrypoint') {
    if (!/^[^-[\s][^\0]{0,4095}$/s.test(value)) throw new Unfit(`--entrypoint ${shown(value)} is not one program`)
    draft.entrypoint = value
  }
}

function variable(word: string): ContainerWords['env'][number] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]{0,127})(?:=([^\0]*))?$/s.exec(word) ?? []
  if (name === undefined) throw new Unfit(`--env ${shown(word)} names no variable`)
  return value === undefined ? { name } : { name, value }
}

function volume(word: string): Mount {
  const [source = '', target, mode = 'rw', ...rest] = word.split(':')
  if (target === undefined || rest.length > 0) throw new Unfit(`--volume ${shown(word)} is not FOLDER:PLACE`)
  const modes = mode.split(',')
  const odd = modes.find((one) => !/^(?:ro|rw|z|Z)$/.test(one))
  if (odd !== undefined) throw new Unfit(`--volume ${shown(word)} asks for ${shown(odd)}`)
  return mounted(source, target, modes.includes('ro'))
}

function mount(word: string): Mount {
  const parts = new Map<string, string>()
  for (const part of word.split(',')) {
    const [key = '', ...value] = part.split('=')
    const known = {
      type: 'type',
      source: 'source',
      src: 'source',
      target: 'target',
      destination: 'target',
      dst: 'target',
    }
    const flagged = { readonly: 'ro', ro: 'ro' }
    const name = { ...known, ...flagged }[key]
    if (name === undefined || parts.has(name)) throw new Unfit(`--mount ${shown(word)} asks for ${shown(key)}`)
    parts.set(name, value.join('='))
  }
  if (parts.get('type') !== 'bind') throw new Unfit(`--mount ${shown(word)} is no folder of this machine`)
  const ro = parts.get('ro')
  return mounted(parts.get('source') ?? '', parts.get('target') ?? '', ro !== undefined && ro !== 'false')
}

const mounted = (source: string, target: string, readOnly: boolean): Mount => ({
  source: folder(source, 'a mount from'),
  target: folder(target, 'a mount at'),
  readOnly,
})

/** Volumes that the engine keeps have no path: what is in them was approved by nobody. */
function folder(word: string, what: string): string {
  const path = word.length > 1 ? word.replace(/\/$/, '') : word
  if (isPlain(path) && path !== '/' && !/[:,]/.test(path)) return path
  throw new Unfit(`${what} ${shown(word)} is not the absolute path of a folder in its plain form`)
}

const shown = (word: string): string => quote(untrusted(word), 200)

/** The same words in their one plain form, which reads back as it was. `image` may be a more exact name. */
export function containerCommand(engine: string, words: ContainerWords, image: string): [string, ...string[]] {
  const { init, env, workdir, entrypoint, mounts, args } = words
  return [
    ...[engine, 'run', '--interactive', '--rm'],
    ...(init ? ['--init'] : []),
    ...env.flatMap(({ name, value }) => ['--env', value === undefined ? name : `${name}=${value}`]),
    ...mounts.flatMap(({ source, target, readOnly }) => ['--volume', `${source}:${target}${readOnly ? ':ro' : ''}`]),
    ...(workdir === null ? [] : ['--workdir', workdir]),
    ...(entrypoint === null ? [] : ['--entrypoint', entrypoint]),
    ...[image, ...args],
  ] as [string, ...string[]]
}
