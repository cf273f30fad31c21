// Whether a value, pasted into a command line by a server that does not care, would stay one word. It does not when it ends the
// word and starts another command, or is replaced by the output of one. A whole command line is no such value: see `isCommandLine`.
import { isProgram } from './programs.ts'

export type Breakout = {
  /** What it does to the command line, in words. */
  readonly why: string
  /** The commands that it starts. */
  readonly script: string
}

/** UTF-16 units that are looked at; a word of a command line is not longer. */
const LOOKS_AT = 4_096

/** Null: it stays a word, or is a list, or a command line of its own. `isUndone`: codes were undone to read it so. */
export function breakoutOf(value: string, isUndone = false): Breakout | null {
  const text = value.slice(0, LOOKS_AT)
  return substituted(text) ?? led(text) ?? quoted(text) ?? joined(text, isUndone) ?? defined(text)
}

const breakout = (why: string, script: string): Breakout => ({ why, script })

/** `; id`, `| id`, `&& id`, a line end before `id`: also behind quotes and parentheses that it closes. */
function led(text: string): Breakout | null {
  const found = /^[\s"'`)\]}]{0,16}((?:;|\|\|?|&&?|\n|\r|\\n|\\r|\$;){1,4})\s{0,16}(?=\S)/.exec(text)
  if (found === null) return null
  const script = text.slice(found[0].length)
  if (!startsCommand(script) || isTableRow(text) || isPartOfAddress(found[1]!, script)) return null
  return breakout(`begins with ${signOf(found[1]!)} and starts a command`, script)
}

/** `| Date | Change |` of Markdown. */
const isTableRow = (text: string): boolean => /^\s*\|\s[^|]*\s\|\s[^|]*\|/.test(text)
/** `&name=value`. */
const isPartOfAddress = (sign: string, script: string): boolean => sign === '&' && /^[\w.[\]-]{1,64}=/.test(script)

/** `x'; id`, `x" | id`: the quote ends the word that the server put in quotes. */
function quoted(text: string): Breakout | null {
  const found = /^[^'"\s]{0,200}["'][)\]}]{0,8}\s{0,8}(;|\|\|?|&&?|\n)\s{0,8}(?=\S)/.exec(text)
  if (found === null) return null
  const script = text.slice(found[0].length)
  return startsCommand(script)
    ? breakout(`closes a quote and starts a command behind ${signOf(found[1]!)}`, script)
    : null
}

/** `10.0.0.1; id`, `a.txt|id`: a word that is no program, and a command behind it. */
function joined(text: string, isUndone: boolean): Breakout | null {
  const found = /^([^\s;|&`$<>]{1,200})(\s{0,8})(;|\|\|?|&&?|\n)(\s{0,8})(?=\S)/.exec(text)
  if (found === null) return null
  const [whole, word, before, sign, after] = found as unknown as [string, string, string, string, string]
  const script = text.slice(whole.length)
  const isList = before === '' && after === '' && sign.length === 1 && sign !== '\n' && /^[\w-]+$/.test(word)
  // Lists have a line for each item; nobody writes a line end as a code who means a list.
  const isLine = sign === '\n' && !isUndone && !/[^\w.-]/.test(word)
  // `it's; date`: a sentence.
  const isProse = /^\p{L}+['’]\p{L}+$/u.test(word)
  if (
    isList ||
    isLine ||
    isProse ||
    isCommandName(word, before !== '') ||
    isPartOfAddress(sign, script) ||
    !startsCommand(script)
  )
    return null
  return breakout(`ends a word with ${signOf(sign)} and starts a command`, script)
}

/** A name that may be that of any program; a path is one only where the sign stands apart, as people write it. */
const isCommandName = (word: string, isApart: boolean): boolean =>
  isApart && (isProgram(word) || /^[a-z_][\w+-]*$/i.test(word) || /^(?:\.{0,2}\/|~\/)[\w./+-]*$/.test(word))

/** `$(id)`, `` `id` ``, `a$(id)b`: replaced by what a command writes. A command line may hold such words. */
function substituted(text: string): Breakout | null {
  const found = /^\s{0,8}["']?([^\s`$;|&]{0,200})(\$\(|`)(?=\S)/.exec(text)
  if (found === null || isCommandLine(text)) return null
  const [whole, word, mark] = found as unknown as [string, string, string]
  const close = mark === '`' ? text.indexOf('`', whole.length) : text.lastIndexOf(')')
  if (close < whole.length) return null
  const script = text.slice(whole.length, close)
  // `` `name` `` is how a name is shown in prose: such words go on behind a blank.
  const isMeant = mark === '$(' || (word === '' && /^["'\s]*$/.test(text.slice(close + 1)))
  return isMeant && startsProgram(script)
    ? breakout(`is replaced by what ${mark === '`' ? '`…`' : '$(…)'} writes`, script)
    : null
}

/** `() { :;}; id`: a function in a variable, which old shells ran on (CVE-2014-6271). `A=id;$A`: a command in a variable. */
function defined(text: string): Breakout | null {
  const body = /^\s{0,8}\(\)\s{0,8}\{[^}]{0,40}\}\s{0,8};\s{0,8}/.exec(text)
  if (body !== null) return breakout('defines a function and starts a command', text.slice(body[0].length))
  const variable = /^[\s;|&^]{0,8}\w{1,40}=\S{1,200};\s{0,8}\$\w/.exec(text)
  return variable === null ? null : breakout('puts a command into a variable and runs it', text)
}

/** People and tools pass whole command lines too, as one value: a program first, then its arguments. */
export function isCommandLine(text: string): boolean {
  const [first = '', second] = text.slice(0, LOOKS_AT).trim().split(/\s+/, 2)
  return second !== undefined && (isProgram(first) || (/^[a-z_][\w.+-]*$/i.test(first) && !/^[$`'"(]/.test(second)))
}

/** A program, a path to one, a substitution, a call of a language that servers are written in. */
function startsProgram(script: string): boolean {
  if (/^(?:\$\(|`)/.test(script) || CALLS.test(script)) return true
  const first = /^[!(\s]{0,8}([^\s;|&<>()'"`]{1,200})/.exec(script)?.[1]?.replace(/\\[nr].*$/s, '') ?? ''
  return isProgram(first) || PLACES.test(first)
}

const CALLS = /^(?:system|exec|eval|passthru|popen|phpinfo|shell_exec)\s{0,2}\(/i
const PLACES = /^(?:\/?usr\/|\/?s?bin\/|\.{1,2}\/|~\/|\/(?:tmp|opt|etc|home|var)\/)[\w./-]{1,200}$/

/** The same, or a variable, a group or an assignment with more behind it. */
const startsCommand = (script: string): boolean =>
  startsProgram(script) || /^(?:\{|\$\w|\w{1,40}=\S{1,200}[;\s]\s{0,8}[$\w])/.test(script)

const signOf = (sign: string): string => (/^(?:\\[nr]|[\n\r])/.test(sign) ? 'a line end' : `"${sign}"`)
