// What code does, as facts: a use of an interface that matters, with what is handed to it and where that came from.

/** What an interface lets code do. */
export type Capability =
  | 'file-read'
  | 'file-write'
  | 'file-delete'
  | 'file-mode'
  | 'file-list'
  | 'net-send'
  | 'net-listen'
  | 'net-connect'
  | 'dns-ask'
  | 'mail-send'
  | 'process-start'
  | 'process-shell'
  | 'process-fork'
  | 'thread-start'
  | 'code-run'
  | 'code-load'
  | 'template-run'
  | 'deserialise'
  | 'pattern-make'
  | 'format'
  | 'clipboard-read'
  | 'screen-read'
  | 'keys-read'
  | 'host-read'
  | 'sql-run'
  | 'archive-extract'
  | 'log-off'
  | 'schedule'
  | 'depth-raise'
  | 'copies'
  | 'descriptor-take'
  | 'key-write'
  | 'time-set'
  | 'trace-look'
  | 'environment-read'
  | 'message-send'

/** Where data came from. */
export type Origin =
  | 'argument'
  | 'variable'
  | 'environment'
  | 'file'
  | 'secret'
  | 'remote'
  | 'decoded'
  | 'command'
  | 'host'
  | 'database'
  | 'clipboard'
  | 'screen'
  | 'keys'
  | 'parameter'
  | 'written'
  | 'quoted'

/** `what`: the name of a variable, the path of a file, the host of an answer. A stranger's words. */
export type Mark = { readonly kind: Origin; readonly at: number; readonly what: string; readonly key: string }

/** The place of a file that was found by going through all of somebody's home. */
export const ANY_OF_HOME = '~/*'

export const markOf = (kind: Origin, at: number, what: string): Mark => ({
  kind,
  at,
  what,
  key: `${kind} ${at} ${what}`,
})

/** When code runs: while it is installed, when it is loaded, when a tool is called, or nobody knows. */
export type Stage = 'install' | 'import' | 'handler' | 'unknown'

export type Fact = {
  readonly does: Capability
  readonly at: number
  /** The interface, as the language knows it. */
  readonly name: string
  /** Where it goes, as far as that stands in the file: paths, addresses, commands, code. */
  readonly places: readonly string[]
  /** Where those came from, and where all else that is handed over did. */
  readonly placeMarks: readonly Mark[]
  readonly marks: readonly Mark[]
  /** Texts of the file among what is handed over. */
  readonly texts: readonly string[]
  /** Members of what is handed over whose text stands in the file: `Bcc`, `shell`, `stdio`. */
  readonly members: Readonly<Record<string, readonly string[]>>
  /** Nobody looks at what it gives, and what goes wrong is swallowed. */
  readonly isSilent: boolean
  /** How often the loops around it go round, where that is known; Infinity: without end. */
  readonly times: number
  readonly stage: Stage
  /** The function that does it is called by loading the file, and no choice stands before that. */
  readonly isSure?: boolean
  /** It is done by a text that is run as code there. */
  readonly isInner?: boolean
}

/** A tool as the code registers it. */
export type ToolSeen = {
  readonly name: string
  readonly description: string
  readonly at: number
  readonly params: readonly string[]
}

export type FileFacts = {
  readonly path: string
  readonly facts: readonly Fact[]
  readonly tools: readonly ToolSeen[]
  /** Texts of some length that stand in the file, for those who ask what a text would do. */
  readonly texts: readonly { readonly at: number; readonly value: string }[]
  /** Functions and loops that do not come to an end while anybody waits. */
  readonly heavy: readonly { readonly at: number; readonly why: string }[]
  /** Names of what it loads, as they stand there or were worked out. */
  readonly imports: readonly string[]
  /** Whether it names anything by which it, or another file that it hands that to, could reach out of itself. */
  readonly isReaching: boolean
  /** How the text is written: names and escapes that are there to be read by nobody. */
  readonly style: Style
  /** Why some of it could not be read; null: all of it was. */
  readonly unread: string | null
}

export type Style = {
  readonly hexNames: number
  readonly escapes: number
  readonly chars: number
}

export const NO_STYLE: Style = { hexNames: 0, escapes: 0, chars: 0 }
