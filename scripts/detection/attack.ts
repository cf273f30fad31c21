// Which rows of payload lists are attacks by their syntax. Such lists also hold bare words, file names, lone quotes and whole
// commands, which read the same in an honest call. Written down before the rules were tuned on these rows, and no rule uses it.

/** Why a row is no attack by its syntax; null where it is one. `kind` is what its list says it is. */
export function whyNoAttack(kind: string | null, text: string): string | null {
  const asked = kind === null ? null : (KINDS[kind] ?? null)
  if (asked === 'not judged') return NOT_JUDGED
  const readings = stringsOf(text).flatMap(readingsOf)
  const acts = asked === null ? Object.values(ACTS) : asked.map((name) => ACTS[name])
  if (acts.some((act) => readings.some(act))) return null
  return /[a-z0-9]/i.test(text) ? NO_BREAK : NO_WORDS
}

export const NOT_JUDGED = 'payloads for a browser or for format strings of C, which no rule judges'
export const NO_BREAK = 'words, names, whole statements and whole commands, that break out of nothing'
export const NO_WORDS = 'signs without words'

type Language = keyof typeof ACTS

/** What each kind of list may speak. Some lists mix languages. */
const KINDS: Readonly<Record<string, readonly Language[] | 'not judged'>> = {
  sqli: ['sql', 'document', 'filter'],
  'sql_injection.json': ['sql'],
  cmdi: ['shell', 'code', 'template', 'path'],
  'access_shell_commands.json': ['shell', 'code'],
  'python_code_execution.json': ['code'],
  path: ['path'],
  xxe: ['xml', 'sql', 'code', 'template'],
  ldap: ['filter', 'sql'],
  nosqli: ['document'],
  ssi: ['template'],
  xss: 'not judged',
  'web_html_js.json': 'not judged',
  'markdown_js.json': 'not judged',
  fmt: 'not judged',
}

const matches =
  (...patterns: readonly RegExp[]) =>
  (text: string): boolean =>
    patterns.some((pattern) => pattern.test(text))

/** Something to compare with: a literal, a number, a name, a call. */
const OPERAND = String.raw`[\s(]*(?:n?['"\x60]|@{0,2}[\w$.-]+|\()`
const COMPARES = String.raw`(?:[=<>!]=?|<>|\blike\b|\bin\b|\bbetween\b|\bis\b|\brlike\b)`
const SLOW =
  /\b(?:sleep|benchmark|pg_sleep|randomblob|load_file|xp_\w+|sp_\w+|utl_\w+\.\w+|dbms_\w+\.\w+|extractvalue|updatexml)\s*\(|\bwaitfor\s+delay\b|\bxp_\w+/i
/** What a database tool gets every day. */
const isQuery = (text: string): boolean =>
  /^\s*select\b/i.test(text) && !SLOW.test(text) && !/;\s*\S|--|\bunion\b/i.test(text)
const DOTS = String.raw`\.{2,}`

const SQL = matches(
  /\bunion\b[\s(]+(?:(?:all|distinct)\s+)?select/i,
  new RegExp(
    String.raw`(?:\b(?:or|and|xor|having|where)\b|\|\||&&)[\s(!]*(?:not\s+)?${OPERAND}[^;]{0,80}?${COMPARES}`,
    'i',
  ),
  /(?:\b(?:or|and|xor)\b|\|\||&&)[\s(]*(?:true|false|not|exists|\w+\s*\()|['"]\s*(?:or|and)\s+(?:\d|['"])/i,
  /;\s*(?:select|insert|update|delete|drop|alter|create|exec|execute|declare|begin|if|shutdown|grant|desc|copy|truncate|set)\b/i,
  /^\s*(?:drop|insert\s+into|update\s+\w+\s+set|delete\s+from|exec(?:ute)?[\s(]+(?:xp_|sp_|master|immediate|'|@)|declare\s+@|create\s+(?:table|user)|grant\s|shutdown|alter\s|load\s+data|copy\s|truncate\s+table|backup\s)/i,
  /['"]\s*\)*\s*(?:drop|insert|update|delete|exec|create|grant|select)\b/i,
  SLOW,
  /['"\x60]\s*\)*\s*(?:--|#|\/\*|;)/,
  /\b(?:order|group)\s+by\s+[\d\w]/i,
  /['"]\s*(?:\|\||\+)\s*['"\w(]/,
)

const ACTS = {
  /** A union, a condition that is joined, a statement that follows or changes something, a call that waits or reads. */
  sql: (text: string): boolean => !isQuery(text) && SQL(text),
  /** Two or more dots that are a step of a path, a byte that ends a name, a scheme that reads files, a host of shares. */
  path: matches(
    new RegExp(String.raw`(?:^|[^\w.])${DOTS}(?:[/\\%]|0x|[^\x00-\x7f])`),
    new RegExp(String.raw`(?:[/\\]|0x2f|0x5c)${DOTS}`),
    /[^/\\.]\.\.[/\\][^/\\]*\.\.[/\\]/,
    /[\w.]\0/,
    /^(?:php|file|zip|phar|expect|data|glob|ogg|ssh2|rar|compress\.\w+):\/\//i,
    /^\\\\[\w.-]+\\[\w$.-]+/,
  ),
  /** A sign that ends a word and starts a command, a substitution that is the value, a function that is defined. */
  shell: matches(
    /^\s*["'`)\]};]*\s*(?:[;|&\n\r^<]|\\[nr]|\$;)+\s*(?:[a-z{/$"'<]|\\\d)/i,
    /^[^\s;|&`$]*[^\w\s;|&`$-][^\s;|&`$]*\s*(?:[;|&\n\r]|\\n)+\s*[a-z{/$]/i,
    /^\w+(?:\|\||&&)[a-z{/$]/i,
    /^\S*(?:\$\(|`)[^`]*[)`]/,
    /^\s*\w*=\S+;\$\w/,
    /^\s*\(\)\s*\{/,
    /\|\s*(?:\w+\s+)?(?:ba|z|da|k)?sh\b(?!\w)|\|\s*(?:python3?|perl|ruby|node|iex|invoke-expression)\b/i,
  ),
  /** A call that runs a program or evaluates words. */
  code: matches(
    /\b(?:system|exec|eval|passthru|popen|shell_exec|proc_open|phpinfo|phpversion|pcntl_exec|assert|__import__|compile)\s*\(/i,
    /\bsystem\s+"/,
    /<\?php|<%|<!--#|\{\$_|\bchild_process\b|\bsubprocess\.\w+\(|\bos\.(?:system|popen|exec\w*)\(|__(?:class|mro|globals|builtins|subclasses)__|_\$\$ND_FUNC/i,
  ),
  /** Braces or marks that hold a call, a sum or a name with two lines; a directive for a server. */
  template: matches(
    /<!--#\w/,
    /(?:\{\{|\$\{|#\{|<%=?|\{%|@\{|\*\{)[^}%]{0,200}(?:\(|__|\d\s*[*+-]\s*['"\d])/,
    /\$\{(?:jndi|env|sys|lower|upper|::-)/i,
  ),
  /** A declaration of an entity or of a document type with parts of its own. */
  xml: matches(/<!ENTITY/i, /<!DOCTYPE[^>]*(?:\[|SYSTEM|PUBLIC)/i, /<xi:include/i),
  /** A filter that is closed and goes on. */
  filter: matches(/\)\s*\(\s*[|&!\w(*]/, /\(\s*[|&]\s*\(/, /\*\)+\s*[(&|]/),
  /** An operator of a document store, its script, or keys that every object inherits. */
  document: matches(
    /\$(?:where|ne|gt|gte|lt|lte|in|nin|or|and|regex|exists|comment)\b['"]?\s*[:\]]/i,
    /(?:^|['"\d])\s*(?:;|&&|\|\|)\s*(?:return\b|sleep\(|this\.|\d+\s*==|it=)/,
    /\bdb\.\w+\.\w+\(/,
    /["']?(?:__proto__|constructor["']?\s*[:.[]\s*\{?\s*["']?prototype)/,
  ),
  /** An address of this machine, of its link or of a metadata service. */
  target: matches(
    /\b(?:https?|gopher|dict|ftp):\/\/(?:\[?::(?:ffff:)?|127\.|169\.254\.|0x7f|localhost\b|2130706433\b|0\.0\.0\.0)/i,
  ),
}

/** A row that is an object of arguments is as many values as it has strings and names. */
function stringsOf(text: string): string[] {
  if (!/^\s*\{\s*"/.test(text)) return [text]
  try {
    const found: string[] = []
    JSON.parse(text, (name, value: unknown) => {
      found.push(`"${name}":`, ...(typeof value === 'string' ? [value] : []))
      return value
    })
    return found
  } catch {
    return [text]
  }
}

/** The text as it stands and as it is undone, once, twice and three times: percent signs, references, escapes, zero bytes. */
function readingsOf(text: string): string[] {
  const readings = [text]
  for (let round = 0; round < 3; round++) {
    const last = readings.at(-1)!
    const next = undone(last)
    if (next === last) break
    readings.push(next)
  }
  return [...new Set(readings.flatMap((one) => [one, plain(one)]))]
}

const NAMES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

const undone = (text: string): string =>
  (/\s/.test(text) ? text : text.replaceAll('+', ' '))
    .replace(/&(\w+);/g, (whole, name: string) => NAMES[name.toLowerCase()] ?? whole)
    .replace(/&#x([\da-f]{2,4});?/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#(\d{2,5});?/g, (_, digits: string) => String.fromCharCode(Number(digits)))
    .replace(/\\x([\da-f]{2})|\\u([\da-f]{4})|%u([\da-f]{4})|0x(2[ef]|5c)/gi, (_, ...codes: (string | undefined)[]) =>
      String.fromCharCode(
        Number.parseInt(
          codes.slice(0, 4).find((code) => code !== undefined)!,
          16,
        ),
      ),
    )
    .replace(/(?:%[0-9a-z]{2})+/gi, bytesOf)

/** Letters behind f count on, as old servers read them; UTF-8 is read without asking whether it is the shortest form. */
function bytesOf(run: string): string {
  const bytes = Array.from({ length: run.length / 3 }, (_, i) => {
    const [high = 0, low = 0] = [...run.slice(i * 3 + 1, i * 3 + 3)].map((digit) => Number.parseInt(digit, 36))
    return (high * 16 + low) & 255
  })
  let read = ''
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!
    const more = lead >= 0xfc ? 5 : lead >= 0xf8 ? 4 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0
    const last = bytes[at + more]
    if (more === 0 || last === undefined) {
      read += String.fromCharCode(lead)
      continue
    }
    let code = lead & (0x7f >> (more + 1))
    for (const byte of bytes.slice(at + 1, at + more + 1)) code = (code << 6) | (byte & 0x3f)
    read += [0x2e, 0x2f, 0x5c].includes(last) && more === 1 ? String.fromCharCode(last) : charOf(code)
    at += more
  }
  return read
}

const charOf = (code: number): string => (code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd')

/** Without comments that split words, with plain quotes, dots and slashes, and without controls between them. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[‘’′´]/g, "'")
    .replace(/[“”″]/g, '"')
    .replace(/[–—]/g, '--')
    .replace(/[∕⁄]/g, '/')
    .replaceAll('∖', '\\')
    .replace(/\/\*.*?\*\//g, ' ')
    .replace(/(?<=\.)[\0-\x1f]+|[\0-\x1f]+(?=[/\\])/g, '')
