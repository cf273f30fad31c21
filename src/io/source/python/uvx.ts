// Reads a command line as uvx, `uv tool run` and `pipx run` would, and refuses by name what would fetch or run something else.
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { plainName } from './wheels.ts'

/** One package of an index: `spec` is empty for the newest version, or as in `==1.2.3`. */
export type PypiRequirement = { readonly name: string; readonly extras: readonly string[]; readonly spec: string }
export type PypiTarget = PypiRequirement & {
  readonly kind: 'pypi'
  /** Packages to install beside it. */
  readonly also: readonly PypiRequirement[]
  /** The Python asked for, as in `3.12`; null takes the one that is found first. */
  readonly python: string | null
  /** The program of the package; null lets the package choose. */
  readonly bin: string | null
  readonly args: readonly string[]
  /** Whose settings say where packages come from. */
  readonly settings: 'uv' | 'pip'
}

type Spelling = {
  readonly settings: PypiTarget['settings']
  /** The option whose value is the package, where the first plain word is a program of it. */
  readonly naming: ReadonlySet<string>
  /** Options that change nothing about what is run. */
  readonly harmless: ReadonlySet<string>
  readonly harmlessWithValue: ReadonlySet<string>
}
const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))
const UV_FLAGS =
  '-q --quiet -v --verbose -n --no-cache --no-cache-dir --isolated --no-progress --offline --refresh --no-env-file ' +
  '--no-build --no-python-downloads --managed-python --no-managed-python'
const SPELLINGS = {
  uvx: {
    settings: 'uv',
    naming: set('--from'),
    harmless: set(UV_FLAGS),
    harmlessWithValue: set('--color --cache-dir --link-mode'),
  },
  'pipx run': {
    settings: 'pip',
    naming: set('--spec'),
    harmless: set('-q --quiet -v --verbose --no-cache'),
    harmlessWithValue: set('--backend'),
  },
} as const satisfies Record<string, Spelling>

/** The words after `uvx`, `uv tool run` or `pipx run`. */
export function readUvx(words: readonly string[], called: keyof typeof SPELLINGS): PypiTarget {
  const { settings, naming, harmless, harmlessWithValue }: Spelling = SPELLINGS[called]
  const also: PypiRequirement[] = []
  let from: string | null = null
  let python: string | null = null
  const left = [...words]
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') word = left.shift() ?? ''
    else if (word.startsWith('-')) {
      const [, option = '', inline] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? []
      const value = (): string => inline ?? left.shift() ?? ''
      if (naming.has(option)) from = value()
      else if (option === '--with')
        also.push(
          ...value()
            .split(/,(?![^[]*\])/)
            .map(readRequirement),
        )
      else if (option === '--python' || (option === '-p' && settings === 'uv')) python = readPython(value())
      else if (harmlessWithValue.has(option)) value()
      else if (!harmless.has(option)) throw unsupported(called, word)
      continue
    }
    if (word === '') break
    const named = from === null ? readRequirement(word) : readRequirement(from)
    const bin = from === null ? null : word
    return { kind: 'pypi', ...named, also, python, bin, args: left, settings }
  }
  throw new Failure('target-unknown', `${called} is given nothing to run`)
}

/** The words after `pypi:`. */
export const readPypiSpec = (text: string, args: readonly string[]): PypiTarget => ({
  kind: 'pypi',
  ...readRequirement(text),
  also: [],
  python: null,
  bin: null,
  args,
  settings: 'pip',
})

/** `uv --quiet tool run …`: null for what uv does else. */
export function wordsAfterToolRun(words: readonly string[]): readonly string[] | null {
  const at = words.findIndex((word) => !SPELLINGS.uvx.harmless.has(word))
  if (words[at] === 'x') return [...words.slice(0, at), ...words.slice(at + 1)]
  if (words[at] !== 'tool' || words[at + 1] !== 'run') return null
  return [...words.slice(0, at), ...words.slice(at + 2)]
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/
const SPEC = /^(?:(?:===?|~=|!=|<=?|>=?)[A-Za-z0-9.*+!_]{1,60})(?:,(?:===?|~=|!=|<=?|>=?)[A-Za-z0-9.*+!_]{1,60}){0,9}$/
const FOREIGN = /:|[/\\]|^[.~]|\.(?:whl|zip|tar|tgz|tar\.[a-z0-9]+|py)$/i

/** `name`, `name@1.2.3`, `name[extra]==1.2.3`. Everything that would be fetched from elsewhere is refused by name. */
export function readRequirement(text: string): PypiRequirement {
  const shown = quote(untrusted(text), 300)
  const bare = text.replace(/\s+/g, '')
  if (FOREIGN.test(bare)) {
    throw new Failure('package-refused', `${shown} is refused: it is a git, file, folder or URL reference`, {
      fix: 'Name a package of an index, as in `pypi:PACKAGE@VERSION`.',
    })
  }
  const [, name = '', extras = '', version = ''] = /^([\w.-]+)(?:\[([\w.,-]*)\])?(.*)$/s.exec(bare) ?? []
  const spec = version.startsWith('@') ? asSpec(version.slice(1)) : version
  const known = extras.split(',').filter((extra) => extra !== '')
  const isPlain = name.length <= 200 && NAME.test(name) && known.every((extra) => NAME.test(extra))
  if (isPlain && (spec === '' || SPEC.test(spec))) return { name, extras: known.map(plainName).sort(), spec }
  throw new Failure('target-unknown', `${shown} is no name of a Python package`, {
    fix: 'Name it as in `pypi:PACKAGE@VERSION`.',
  })
}

const asSpec = (version: string): string =>
  version === '' || version === 'latest' ? '' : /^[\d!]/.test(version) ? `==${version}` : version

/** A version only: a path or a URL of an interpreter would be code that the command line chooses. */
function readPython(text: string): string {
  const version = /^(?:cpython-?|python)?@?(3\.\d{1,2})(?:\.\d{1,3})?$/.exec(text)?.[1]
  if (version !== undefined) return version
  throw new Failure('target-unknown', `--python ${quote(untrusted(text))} is not supported`, {
    fix: 'Name a version, as in `--python 3.12`, or leave it out.',
  })
}

const unsupported = (called: string, word: string): Failure =>
  new Failure('target-unknown', `${called} ${quote(untrusted(word))} is not supported`, {
    fix: 'Leave that option out, or name the package directly: `pypi:PACKAGE@VERSION`.',
  })
