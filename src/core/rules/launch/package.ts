// Which packages and images a command asks a registry for, and how exactly.
import type { Command } from './command.ts'
import { imageAt } from './container.ts'

/** exact: one version. loose: whatever is newest. remote: not from a registry. local: a path. */
export type PackageSpec = {
  readonly kind: 'npm' | 'pypi' | 'oci' | 'go'
  readonly spec: string
  readonly how: 'exact' | 'loose' | 'remote' | 'local'
}

const NUMBER = String.raw`v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?`
const EXACT_NPM = new RegExp(`^(?:@[^@/\\s]+/)?[^@/\\s]+@(?:npm:(?:@[^@/\\s]+/)?[^@/\\s]+@)?${NUMBER}$`)
const EXACT_PYPI = /^[\w.-]+(?:\[[\w.,-]*\])?(?:===?|@)\d+(?:\.\d+)*(?:(?:a|b|rc|\.post|\.dev)\d+)*(?:\+[\w.]+)?$/
const EXACT_OCI = /@sha256:[0-9a-f]{64}$|:v?\d+\.\d+\.\d+[\w.-]*$/
const REMOTE =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|git\+|git@|(?:github|gitlab|bitbucket|gist):)|@\s?(?:git\+|https?:|ssh:|github:)|\.(?:tgz|tar\.gz|whl|zip)(?:$|[?#])/i
const LOCAL = /^(?:\.{0,2}[/\\]|\.{1,2}$|~|[a-z]:[\\/]|file:|link:|portal:)/i

/** Options of npx, uvx and their kin whose value is the next word and no package. */
const VALUED =
  /^(?:-w|-C|--(?:workspace|registry|cache|userconfig|globalconfig|prefix|loglevel|python|index|index-url|default-index|extra-index-url|find-links|directory|project|cache-dir|config-file|env-file|pip-args|index-strategy|keyring-provider|link-mode|refresh-package|color|allow-python-downloads|constraints|overrides|exclude-newer))$/
/** Options that name a package; `replaces`: the first plain word then names a program in it. */
const NAMING = {
  npm: { option: /^(?:-p|--package)(?:=|$)/, replaces: /./ },
  pypi: { option: /^(?:--from|--spec|--with|--with-editable)(?:=|$)/, replaces: /^--(?:from|spec)/ },
} as const

export function packagesOf({ program, words }: Command): PackageSpec[] {
  const [, first = '', second = ''] = words
  const args = words.slice(1)
  if (program === 'npx' || program === 'pnpx' || program === 'bunx') return listed('npm', args, true)
  if (program === 'npm' && (first === 'exec' || first === 'x')) return listed('npm', words.slice(2), true)
  if ((program === 'pnpm' || program === 'yarn') && first === 'dlx') return listed('npm', words.slice(2), true)
  if (program === 'bun' && first === 'x') return listed('npm', words.slice(2), true)
  if (program === 'uvx') return listed('pypi', args, true)
  if (program === 'uv' && first === 'tool' && second === 'run') return listed('pypi', words.slice(3), true)
  if (program === 'uv' && first === 'run') return listed('pypi', words.slice(2), false)
  if (program === 'pipx' && first === 'run') return listed('pypi', words.slice(2), true)
  if (program === 'docker' || program === 'podman' || program === 'nerdctl') return imageOf(args)
  if (program === 'go' && first === 'run') return goPackage(words.slice(2))
  return []
}

/** What options name and, where `named`, the first plain word. */
function listed(kind: 'npm' | 'pypi', args: readonly string[], named: boolean): PackageSpec[] {
  const found: PackageSpec[] = []
  let isNamed = named
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!
    const option = NAMING[kind].option.exec(word)?.[0]
    if (option !== undefined) {
      const spec = option.endsWith('=') ? word.slice(option.length) : (args[++index] ?? '')
      if (spec !== '') found.push(describe(kind, spec))
      if (NAMING[kind].replaces.test(option)) isNamed = false
    } else if (VALUED.test(word) || (kind === 'pypi' && word === '-p')) index += 1
    else if (!word.startsWith('-')) {
      if (isNamed) found.push(describe(kind, word))
      break
    }
  }
  return found
}

function describe(kind: 'npm' | 'pypi', spec: string): PackageSpec {
  if (LOCAL.test(spec)) return { kind, spec, how: 'local' }
  const isShorthand = kind === 'npm' && /^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(spec)
  if (isShorthand || REMOTE.test(spec)) return { kind, spec, how: 'remote' }
  return { kind, spec, how: (kind === 'npm' ? EXACT_NPM : EXACT_PYPI).test(spec) ? 'exact' : 'loose' }
}

function imageOf(args: readonly string[]): PackageSpec[] {
  const spec = args[imageAt(args)]
  return spec === undefined ? [] : [{ kind: 'oci', spec, how: EXACT_OCI.test(spec) ? 'exact' : 'loose' }]
}

/** `go run host/path@version` fetches and builds; `go run .` does not. */
function goPackage(args: readonly string[]): PackageSpec[] {
  const spec = args.find((word) => !word.startsWith('-'))
  return spec !== undefined && /^[\w-]+\.[\w.-]+\/.*@/.test(spec) ? [{ kind: 'go', spec, how: 'remote' }] : []
}

export type Published = { readonly ecosystem: 'npm' | 'pypi'; readonly name: string; readonly version: string | null }

/** What a registry calls it; null where it comes from elsewhere. `version` is null where the launch names none exactly. */
export function publishedAs({ kind, spec, how }: PackageSpec): Published | null {
  if ((how !== 'exact' && how !== 'loose') || (kind !== 'npm' && kind !== 'pypi')) return null
  const [, name = '', version] =
    kind === 'npm'
      ? (/^(?:.*@npm:)?(@[^@/]+\/[^@]+|[^@]+)(?:@(.*))?$/s.exec(spec) ?? [])
      : (/^([\w.-]+)(?:\[[^\]]*\])?(?:(?:===?|@)(.*))?/s.exec(spec) ?? [])
  if (name === '') return null
  return { ecosystem: kind, name, version: how === 'exact' ? (version?.replace(/^v/, '') ?? null) : null }
}
