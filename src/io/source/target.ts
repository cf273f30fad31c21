// What a person or a client config wants to run, read from its words.
import { basename } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { isNode } from './interpreter.ts'
import { readNpx, readPackageSpec, type NpmTarget } from './npm/npx.ts'
import { type PypiTarget, readPypiSpec, readUvx, wordsAfterToolRun } from './python/uvx.ts'

export type FolderTarget = {
  readonly kind: 'folder'
  readonly path: string
  readonly args: readonly string[]
  /** Used where it lies, and called mutable wherever it is shown. */
  readonly mutable: boolean
}
export type CommandTarget = { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] }
/** `docker run …` or `podman run …`; which words of it are kept is read in core/confine/container. */
export type ImageTarget = { readonly kind: 'image'; readonly argv: readonly [string, ...string[]] }
export type Target = NpmTarget | PypiTarget | ImageTarget | FolderTarget | CommandTarget

/** They fetch or start something of their own that nobody could pin. */
const NOT_YET = /^(uv|pipx|nerdctl|bunx|bun|deno|pnpm|pnpx|yarn|corepack|nix|nix-shell|go|cargo|dotnet)$/

/** Whether a path is a folder is for the caller to see: this only reads words. */
export function readTarget(words: readonly string[]): NpmTarget | PypiTarget | ImageTarget | CommandTarget {
  const [first, ...rest] = words
  if (first === undefined || first === '') throw new Failure('target-unknown', 'nothing was named to run')
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(first)?.[1]?.toLowerCase()
  if (scheme === 'npm') return { ...readPackageSpec(first.slice('npm:'.length)), args: rest }
  if (scheme === 'pypi') return readPypiSpec(first.slice('pypi:'.length), rest)
  if (scheme === 'oci') return { kind: 'image', argv: ['podman', 'run', imageOf(first.slice('oci:'.length)), ...rest] }
  if (scheme !== undefined) throw notYet(first)
  const program = basename(first).replace(/\.(cmd|exe|ps1)$/i, '')
  if (program === 'npx') return readNpx(rest, 'npx')
  if (program === 'npm') return readNpm(rest)
  if (program === 'uvx') return readUvx(rest, 'uvx')
  if (program === 'docker' || program === 'podman') return { kind: 'image', argv: [program, ...rest] }
  const toolWords = program === 'uv' ? wordsAfterToolRun(rest) : null
  if (toolWords !== null) return readUvx(toolWords, 'uvx')
  if (program === 'pipx' && rest[0] === 'run') return readUvx(rest.slice(1), 'pipx run')
  if (isNode(program) && /^(npx|npm)-cli\.js$/.test(basename(rest[0] ?? ''))) {
    return basename(rest[0]!) === 'npx-cli.js' ? readNpx(rest.slice(1), 'npx') : readNpm(rest.slice(1))
  }
  if (NOT_YET.test(program) || /\.(mcpb|dxt)$/i.test(first)) throw notYet(first)
  return { kind: 'command', argv: [first, ...rest] }
}

function readNpm(words: readonly string[]): NpmTarget {
  const [verb, ...rest] = words
  if (verb === 'exec' || verb === 'x') return readNpx(rest, 'npm exec')
  throw new Failure('target-unknown', `npm ${quote(untrusted(verb ?? ''))} starts no package by itself`, {
    fix: 'Name the package: `npm:PACKAGE@VERSION`, or the script it starts.',
  })
}

/** A tag can mean other bytes tomorrow, and a reference of ours is for one thing. */
function imageOf(reference: string): string {
  if (/^[A-Za-z0-9][^\s]*@sha256:[0-9a-f]{64}$/.test(reference)) return reference
  throw new Failure(
    'target-unknown',
    `${quote(untrusted(`oci:${reference}`), 300)} does not name an image by its digest`,
    {
      fix: 'Name it as `oci:NAME@sha256:DIGEST`; `podman image inspect NAME` shows its digest.',
    },
  )
}

const notYet = (word: string): Failure =>
  new Failure('target-unknown', `${quote(untrusted(word), 300)} is a kind of server that is not supported yet`, {
    fix: 'Supported are `npm:PACKAGE@VERSION`, `pypi:PACKAGE@VERSION`, `oci:NAME@sha256:DIGEST`, npx, uvx, `docker run` and `podman run` commands, folders, scripts and programs.',
  })
