// Reads a command line as npx and `npm exec` would, and refuses by name what would fetch or run something else.
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'

export type NpmTarget = {
  readonly kind: 'npm'
  readonly name: string
  /** A version, range or tag; `latest` when none was given. */
  readonly spec: string
  /** The program of the package; null lets the package choose, as npx does. */
  readonly bin: string | null
  readonly args: readonly string[]
}

/** Flags that change nothing about what is run. */
const HARMLESS = new Set(
  (
    'y yes no no-yes no-install q quiet s silent d dd ddd verbose prefer-online prefer-offline offline ignore-scripts ' +
    'no-audit no-fund no-update-notifier no-progress no-color color'
  ).split(' '),
)
const HARMLESS_WITH_VALUE = new Set(['loglevel', 'cache', 'logs-max'])

/** The words after `npx` (or after `npm exec`, whose flags may also follow the package). */
export function readNpx(words: readonly string[], spelling: 'npx' | 'npm exec'): NpmTarget {
  const packages: string[] = []
  const positional: string[] = []
  const left = [...words]
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--' || (spelling === 'npx' && !word.startsWith('-'))) {
      positional.push(...(word === '--' ? [] : [word]), ...left)
      break
    }
    if (!word.startsWith('-')) {
      positional.push(word)
      continue
    }
    const [, key = '', inline] = /^-+([^=]*)(?:=(.*))?$/s.exec(word) ?? []
    if (key === 'p' || key === 'package') packages.push(inline ?? left.shift() ?? '')
    else if (HARMLESS_WITH_VALUE.has(key)) void (inline ?? left.shift())
    else if (!HARMLESS.has(key)) throw unsupported(spelling, word)
  }
  return joined(spelling, packages, positional)
}

function joined(spelling: string, packages: readonly string[], positional: readonly string[]): NpmTarget {
  const [first, ...args] = positional
  if (first === undefined) throw new Failure('target-unknown', `${spelling} is given nothing to run`)
  if (packages.length === 0) return { ...readPackageSpec(first), args }
  const distinct = [...new Set(packages)]
  if (distinct.length > 1) {
    throw new Failure('target-unknown', `${spelling} with several packages is not supported yet`, {
      fix: 'Name the one package that holds the program.',
    })
  }
  return { ...readPackageSpec(distinct[0]!), bin: first, args }
}

const NAME = /^(@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~_-][a-z0-9._~-]*$/i
const SPEC = /^[\w.^~<>=|*+ -]{1,120}$/

/** `name`, `name@1.2.3`, `@scope/name@tag`. Everything that npm would fetch from elsewhere is refused by name. */
export function readPackageSpec(text: string): NpmTarget {
  const at = text.indexOf('@', 1)
  const name = at < 0 ? text : text.slice(0, at)
  const spec = at < 0 ? 'latest' : text.slice(at + 1) || 'latest'
  const shown = quote(untrusted(text), 300)
  const isArchive = /\.(tgz|tar|tar\.gz)$/i.test(text)
  if (isArchive || /[:/\\]/.test(spec) || !/^(@[^/:]+\/)?[^/:\\]+$/.test(name)) {
    throw new Failure('package-refused', `${shown} is refused: it is a git, file, folder, URL or alias reference`, {
      fix: 'Name a package of the registry, as in `npm:PACKAGE@VERSION`.',
    })
  }
  if (name.length <= 214 && NAME.test(name) && SPEC.test(spec)) return { kind: 'npm', name, spec, bin: null, args: [] }
  throw new Failure('target-unknown', `${shown} is no name of a package`)
}

const unsupported = (spelling: string, word: string): Failure =>
  new Failure('target-unknown', `${spelling} ${quote(untrusted(word))} is not supported`, {
    fix: 'Leave that option out, or name the package directly: `npm:PACKAGE@VERSION`.',
  })
