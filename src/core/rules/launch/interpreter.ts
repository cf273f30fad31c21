// How each interpreter is told to run code from its command line, in all spellings.

export type Interpreter = {
  /** Short flags that take code, with the flags that may be joined before them: `-Ic`, `-pe`. */
  readonly code: RegExp
  /** Words that ask for code by themselves: `deno eval`, `python -m timeit`. */
  readonly words?: readonly string[]
  /** The flag of a module that is run, which ends the interpreter's own arguments. A name may be joined to it. */
  readonly module?: RegExp
  /** Flags that load a module before the script. */
  readonly preload?: RegExp
  /** Flags whose value is the next word. */
  readonly valued?: RegExp
}

const JS: Interpreter = {
  code: /^(?:-[a-z]*[ep]|--eval|--print)(?:=|$)|^-(?:pe|ep)./,
  preload: /^(?:-r|--require|--import|--loader|--experimental-loader|--preload)(?:=|$)|^-r./,
  valued:
    /^(?:-[rC]|--require|--import|--loader|--experimental-loader|--preload|--conditions|--title|--input-type|--env-file|--env-file-if-exists|--disable-warning|--unhandled-rejections|--dns-result-order|--icu-data-dir|--openssl-config|--diagnostic-dir|--redirect-warnings|--cwd|--config|--tsconfig)$/,
}
const FLAGS = (code: RegExp): Interpreter => ({ code })
const NEVER = /(?!)/
/** Its plain words are commands, which it hands to a shell. */
const PLAIN = /^[^-]/
const AWK_RUNS = /\bsystem\s*\(|\|&?\s*(?:getline|")/
/** The command `e` of GNU sed, also behind an address, and the flag `e` of its `s`. */
const SED_RUNS =
  /^(?:-\w*e|--expression=)?\/[^/]*\/I?\s*e\s|(?:^(?:-\w*e|--expression=)?|[;{}\n\d$!])\s*e(?:\s|$)|[^\w\s-][gpimIM\d]{0,6}e[gpimIM\d]{0,6}\s*(?:$|[;}\n])/

export const INTERPRETERS: ReadonlyMap<string, Interpreter> = new Map(
  Object.entries({
    node: JS,
    iojs: JS,
    tsx: JS,
    'ts-node': JS,
    bun: JS,
    electron: JS,
    zx: FLAGS(/^(?:-e|--eval)(?:=|$)/),
    nodemon: FLAGS(/^(?:-x|--exec)(?:=|$)/),
    deno: {
      code: /^(?:(?:-p|--print)$|--eval(?:-file)?(?:=|$))/,
      words: ['eval'],
      preload: /^--(?:preload|import)(?:=|$)/,
    },
    qjs: FLAGS(/^(?:-e|--eval)(?:=|$)/),
    python: {
      code: /^-[bBdEhiIOPqRsSuvx]*c/,
      words: ['timeit', 'pdb', 'cProfile', 'profile', 'trace', 'code', 'asyncio'],
      module: /^-[bBdEhiIOPqRsSuvx]*m(.*)$/s,
      valued: /^-[WX]$/,
    },
    perl: { code: /^-[acfhlnpsStTuUvwWX0-9]*[eE]/, preload: /^-[mM]./, valued: /^-[IF]$/ },
    ruby: { code: /^-[acdlnpsSvwWyT0-9]*e/, preload: /^(?:-r.?|--require)/, valued: /^-[IErC]$/ },
    php: {
      code: /^(?:-[rBRE]|--run|--process-begin|--process-code|--process-end)|^(?:-d|--define)?=?auto_(?:ap|pre)pend_file=/,
      valued: /^-[cdfz]$/,
    },
    lua: FLAGS(/^-[iv]*e/),
    luajit: FLAGS(/^-[iv]*e/),
    julia: FLAGS(/^(?:-[eE]|--eval|--print)/),
    rscript: FLAGS(/^-e$/),
    r: FLAGS(/^-e$/),
    elixir: FLAGS(/^(?:-e|--eval|--rpc-eval)/),
    groovy: FLAGS(/^-[a-z]*e/),
    scala: FLAGS(/^-e$/),
    clojure: FLAGS(/^(?:-e|--eval)/),
    java: { code: NEVER, preload: /^-(?:javaagent|agentpath|agentlib):/ },
    erl: FLAGS(/^-eval$/),
    sbcl: FLAGS(/^--eval$/),
    guile: FLAGS(/^-c$/),
    racket: FLAGS(/^(?:-e|--eval)$/),
    expect: FLAGS(/^-c$/),
    ghc: FLAGS(/^-e/),
    runghc: FLAGS(/^-e/),
    jrunscript: FLAGS(/^-e$/),
    emacsclient: FLAGS(/^(?:-[a-z]*e|--eval)/),
    iex: FLAGS(/^(?:-e|--eval)/),
    octave: FLAGS(/^--eval(?:=|$)/),
    swift: FLAGS(/^-e$/),
    sqlite: FLAGS(/^\.(?:shell|system)\s/),
    git: FLAGS(/^(?:alias\.[^=]+=!|core\.(?:pager|editor|sshcommand|fsmonitor|hookspath)=|ext::)/i),
    make: FLAGS(/^(?:--eval(?:=|$)|-E)/),
    sed: FLAGS(SED_RUNS),
    tmux: FLAGS(/^(?:-c|new(?:-session|-window|w)?|split-?w(?:indow)?|respawn[pw-].*|run(?:-shell)?|if(?:-shell)?)$/),
    screen: FLAGS(/^-[dD]m/),
    concurrently: FLAGS(PLAIN),
    'cross-env-shell': FLAGS(PLAIN),
    watchexec: FLAGS(PLAIN),
    wmic: FLAGS(/^create$/i),
    forfiles: FLAGS(/^\/c$/i),
    pcalua: FLAGS(/^-a$/i),
    conhost: FLAGS(PLAIN),
    'nix-shell': FLAGS(/^--(?:run|command)$/),
    osascript: { code: /^-e/, valued: /^-l$/ },
    emacs: FLAGS(/^--(?:eval|execute)/),
    jjs: FLAGS(/^-/),
    awk: FLAGS(AWK_RUNS),
    gawk: FLAGS(AWK_RUNS),
    mawk: FLAGS(AWK_RUNS),
    find: FLAGS(/^-(?:exec|execdir|ok|okdir)$/),
    tar: FLAGS(/^(?:-[a-z]*I|--(?:to-command|checkpoint-action|use-compress-program|rsh-command))/),
    rsync: FLAGS(/^(?:-[a-z]*e$|--rsh)/),
    ssh: FLAGS(/proxycommand|localcommand/i),
    vim: FLAGS(/^(?:-[cS]|--cmd|\+)/),
    gdb: FLAGS(/^--?(?:ex|eval-command|ix)/),
    lldb: FLAGS(/^(?:-[oOkS]|--(?:one-line|source))/),
    socat: FLAGS(/^(?:exec|system):/i),
    nc: FLAGS(/^-[a-z]*[ec]$/),
    ncat: FLAGS(/^-[a-z]*[ec]$|^--(?:exec|sh-exec)/),
    npx: {
      code: /^(?:-[a-z]*c|--call|--script-shell)(?:=|$)|^(?:--node-options=)?--(?:import|require|loader|experimental-loader|eval)\b/,
      valued: /^(?:-[pwC]|--(?:package|workspace|registry|cache|userconfig|globalconfig|prefix|loglevel))$/,
    },
    pnpx: { code: /^(?:-c|--shell-mode)(?:=|$)/, valued: /^(?:-C|--(?:package|dir|reporter|registry|allow-build))$/ },
    npm: FLAGS(/^(?:-c|--call)(?:=|$)/),
    pnpm: FLAGS(/^(?:-c|--shell-mode|--call)(?:=|$)/),
    flock: FLAGS(/^(?:-c|--command)/),
    script: FLAGS(/^-[a-z]*c|^--command/),
    su: FLAGS(/^(?:-c|--command|--session-command)/),
    runuser: FLAGS(/^(?:-c|--command|--session-command)/),
    env: FLAGS(/^(?:-[a-z0]*S|--split-string)/),
    mshta: FLAGS(/^(?:javascript|vbscript|https?):/i),
    rundll32: FLAGS(/javascript:/i),
    regsvr32: FLAGS(/\/i:/i),
  } satisfies Record<string, Interpreter>),
)

export type Flag = { readonly kind: 'code' | 'preload'; readonly index: number; readonly value: string }

/** Flags for code before the script or module that ends the interpreter's own arguments. `index` counts in `words`. */
export function flagsOf(program: string, words: readonly string[]): Flag[] {
  const interpreter: Interpreter | undefined = INTERPRETERS.get(program)
  if (interpreter === undefined) return []
  const found: Flag[] = []
  for (let index = 1; index < words.length; index++) {
    const word = asNode(program, words[index]!)
    const module = interpreter.module?.exec(word)
    const named = module?.[1] === '' ? words[index + 1] : module?.[1]
    const asksByWord = interpreter.words?.includes(named ?? (index === 1 ? word : '')) === true
    if (asksByWord || interpreter.code.test(word)) found.push({ kind: 'code', index, value: words[index + 1] ?? '' })
    else if (interpreter.preload?.test(word) === true)
      found.push({ kind: 'preload', index, value: loaded(word, words[index + 1]) })
    else if (word === '--' && !RUN_ON.has(program)) break
    else if (STDIN.test(word) && LANGUAGES.has(program)) {
      found.push({ kind: 'code', index, value: '' })
      break
    } else if (!word.startsWith('-') && !RUN_ON.has(program) && isScript(word, words[index - 1]!, index)) {
      if (/^data:/i.test(word)) found.push({ kind: 'code', index, value: word })
      break
    }
    if (module) break
    if (interpreter.valued?.test(word) === true) index += 1
  }
  return found
}

/** A program that comes from whoever speaks to it. */
const STDIN = /^(?:-|\/dev\/(?:stdin|fd\/\d+)|\/proc\/self\/fd\/\d+)$/
const LANGUAGES = new Set([
  ...[
    'node',
    'iojs',
    'tsx',
    'ts-node',
    'bun',
    'deno',
    'qjs',
    'python',
    'perl',
    'ruby',
    'php',
    'lua',
    'luajit',
    'julia',
  ],
])

/** Node takes `_` for `-` in its long flags. */
const asNode = (program: string, word: string): string =>
  program === 'node' ? word.replace(/^--[^=]+/, (flag) => flag.replaceAll('_', '-')) : word

/** Programs whose flags for code may stand after other arguments. */
const RUN_ON = new Set([
  'find',
  'tar',
  'ssh',
  'vim',
  'awk',
  'gawk',
  'mawk',
  'socat',
  'nc',
  'ncat',
  'npm',
  'pnpm',
  'su',
  'runuser',
  'script',
  'flock',
  'git',
  'sed',
  'rsync',
  'lldb',
  'wmic',
  'forfiles',
  'cross-env-shell',
  'watchexec',
  'nix-shell',
  'sqlite',
  'mshta',
  'rundll32',
  'regsvr32',
])

/** A plain word after a long option may be its value; `bun run`, `deno run` and the like come before the script. */
const isScript = (word: string, before: string, index: number): boolean =>
  /[./\\]/.test(word) || !(before.startsWith('--') || (index === 1 && /^(?:run|exec|x|watch|test|repl)$/.test(word)))

const loaded = (flag: string, next: string | undefined): string =>
  /^--?[\w-]+=(.*)$/s.exec(flag)?.[1] ?? (/^-r./.test(flag) ? flag.slice(2) : (next ?? ''))
