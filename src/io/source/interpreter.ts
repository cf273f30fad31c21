// Which word of a command is its script, and which words are code that no file holds.

export type Script = {
  /** Index of the script in argv, or -1 when the code comes from elsewhere. */
  readonly at: number
  /** Words that are code, or name code that nobody pinned. */
  readonly unpinned: readonly string[]
}

/** `code`: the next word is code. `value`: the next word belongs to the option. `module`: a module is run by name. */
type Language = {
  readonly name: RegExp
  readonly code: ReadonlySet<string>
  readonly value: ReadonlySet<string>
  readonly module: ReadonlySet<string>
}
const set = (words: string): ReadonlySet<string> => new Set(words.split(' ').filter((word) => word !== ''))

const LANGUAGES: readonly Language[] = [
  {
    name: /^(node|nodejs)$/,
    code: set('-e --eval -p --print -pe -i --interactive'),
    value: set(
      '-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists ' +
        '--input-type --title --inspect-port --stack-trace-limit --icu-data-dir --openssl-config --disable-warning --run',
    ),
    module: set('--run'),
  },
  {
    name: /^python(\d+(\.\d+)?)?$/,
    code: set('-c'),
    value: set('-W -X --check-hash-based-pycs'),
    module: set('-m'),
  },
  { name: /^(ba|da|z|k|a)?sh$/, code: set('-c'), value: set('-o -O --rcfile --init-file'), module: set('') },
  { name: /^(ruby|perl)[\d.]*$/, code: set('-e -E'), value: set('-r -I'), module: set('-M -m') },
  { name: /^php[\d.]*$/, code: set('-r -B -R -E'), value: set('-d -c -z'), module: set('') },
]

/** Programs that only start another program: what they start is not pinned by their own bytes. */
const WRAPPERS =
  /^(env|nohup|nice|ionice|timeout|stdbuf|setsid|xargs|sudo|doas|su|busybox|script|unshare|chroot|exec|time|watch)$/

export const isNode = (program: string): boolean => LANGUAGES[0]!.name.test(baseName(program))

/** Null when `argv[0]` is no interpreter: then its own bytes are its code. */
export function findScript(argv: readonly string[]): Script | null {
  const name = baseName(argv[0]!)
  if (WRAPPERS.test(name)) return { at: -1, unpinned: argv.slice(1) }
  const language = LANGUAGES.find((language) => language.name.test(name))
  if (language === undefined) return null
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i]!
    if (word === '--') return i + 1 < argv.length ? { at: i + 1, unpinned: [] } : { at: -1, unpinned: [] }
    if (word === '-') return { at: -1, unpinned: argv.slice(i) }
    if (!/^[-+]/.test(word)) return { at: i, unpinned: [] }
    if (holdsCode(language, word)) return { at: -1, unpinned: argv.slice(i) }
    if (language.value.has(word)) i++
  }
  return { at: -1, unpinned: [] }
}

/** `-c code`, `-ccode`, `-lc code`, `--eval=code`: an option that holds or announces code, in one of its spellings. */
function holdsCode({ code, module, value }: Language, word: string): boolean {
  const bare = word.split('=')[0]!
  if (code.has(bare) || module.has(bare)) return true
  if (word.startsWith('--')) return false
  for (const letter of word.slice(1)) {
    if (code.has(`-${letter}`) || module.has(`-${letter}`)) return true
    // What follows a letter that takes a value is that value.
    if (value.has(`-${letter}`)) return false
  }
  return false
}

const baseName = (program: string): string => program.slice(program.lastIndexOf('/') + 1)
