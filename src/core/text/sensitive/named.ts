// Secrets that only the words beside them give away: `api_key=…`, `password: …`, `Authorization: Bearer …`. What stands there
// is mostly a placeholder, a reference or a piece of code, so the value itself must look like chance.
import { unitAt } from '../unit-at.ts'
import { isMadeUp, entropy } from './made-up.ts'
import type { Form, Judged } from './sensitive.ts'

const TOKEN_WORDS = [
  ...['token', 'secret', 'api_key', 'api-key', 'apikey', 'api key', 'access_key', 'access-key', 'accesskey'],
  ...['private_key', 'private-key', 'privatekey', 'auth_key', 'authkey', 'signing_key', 'encryption_key', 'master_key'],
  ...['account_key', 'subscription-key', 'app_key', 'appkey', 'credential', 'authtoken'],
]
const PASSWORD_WORDS = ['password', 'passwd', 'passphrase', 'pwd', 'passcode']

/** Between a name and its value: `: `, `=`, ` => `, `":"`, as code, headers, forms and JSON write it. */
const ASSIGNS = String.raw`["'\x60)\]]{0,2}\\{0,7}["']?\s{0,4}(?::=|=>|:|=)\s{0,4}`
/** What keys are written with. */
const TOKEN = String.raw`(?<value>[\w+/=.~:-]{16,500})`
const VALUE = String.raw`(?<value>[^\s"'\x60<>,;(){}[\]\\|]{8,500})`
/** As people say it: `the password is now …`. */
const TELLS = String.raw`(?:\s[a-z]{2,10}){0,3}?(?:\s(?:is|to|as|was)\s?:?|\s?:)\s{1,3}`

/** A name that has one of the words in it, and no word that makes it the name of something else. */
const NAMES_SECRET =
  /pass(?:word|wd|phrase|code)|pwd|secret|token|(?:api|access|private|auth|signing|encryption|master|account|app|subscription)[_\s-]?key|credential/i
const NAMES_OTHER =
  /(?:public|publishable|csrf|xsrf|next|page|cursor|continuation|sync|cancel(?:lation)?|max|min|num|count|input|output|completion|prompt|total)[\w.-]{0,12}(?:key|token)s?$|(?:_|-|\.|(?<=[a-z])(?=[A-Z]))(?:id|name|type|url|uri|path|file|ref|count|size|length|limit|hash|digest|sha\d*|expir\w*|ttl|header|field|label|policy|version|status|index|class|format|regex|pattern|prefix|arn)s?$|tokenizer|hash/i

export const namesSecret = (name: string): boolean => NAMES_SECRET.test(name) && !NAMES_OTHER.test(name)
export const namesPassword = (name: string): boolean => /pass(?:word|wd|phrase|code)|pwd/i.test(name)

/** A place where the value is kept, or code that fetches it. */
const REFERS =
  /^[$%{<[(]|^%\w+%|^(?:op|env|file|keychain|vault|secrets?|aws-sm|gcp-sm|ref|cmd|arn|https?|ssm):|^(?:process|os|env|config|settings|options|params|args|this|self|ctx|request|req|data|var|local|module|secrets|ENV|System)[.[]|^(?:[/~]|\.{1,2}\/|[a-z]:\\)|\.(?:ts|js|py|go|rs|json|ya?ml|pem|key|crt|cert|txt|md|html?|php|rb|java|env)$/i

/** `options.token`, `X25519.key_length`: in code no part of a name has many digits. */
const MEMBER = /^[\w$]{1,40}(?:\.[A-Za-z_$][\w$]{0,40}){1,6}$/

const refers = (value: string): boolean =>
  REFERS.test(value) || (MEMBER.test(value) && !/(?:\d[A-Za-z_]*){5}/.test(value)) || /[-_]v?\d+(?:\.\d+)+$/.test(value)

/** A word for secrets with hardly anything around it: `1Password`, `my-secret-1`. */
const isName = (value: string): boolean =>
  value.replace(/pass(?:word|wd|phrase|code)?|secret|token|api|key|my/gi, '').length < 5

export function judgeNamed(name: string, value: string): Judged | null {
  if (refers(value) || !namesSecret(name) || isName(value)) return null
  if (namesPassword(name))
    return looksChosen(value) ? { family: 'named', what: 'password', isMadeUp: isMadeUp(value) } : null
  return looksRandom(value) ? { family: 'named', what: 'named secret', isMadeUp: isMadeUp(value) } : null
}

/** A password that a person made: characters of several kinds, as rules for passwords want them. */
function looksChosen(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length
  return kinds >= 3 || (kinds === 2 && /\d/.test(value) && value.length >= 12 && entropy(value) >= 3)
}

/** Letters and digits without an order, in an alphabet that keys are written in. */
const looksRandom = (value: string): boolean =>
  value.length >= 16 &&
  /^[\w+/=.~:-]+$/.test(value) &&
  /\d/.test(value) &&
  /[A-Za-z]/.test(value) &&
  !/^\d{4}-\d\d-\d\d/.test(value) &&
  entropy(value) >= (/^[0-9a-f-]+$/i.test(value) ? 2.8 : 3.3)

/** The whole name: what stands before the word that was found is a part of it. */
function nameOf({ 0: matched, index, input, groups }: RegExpExecArray): string {
  const before = /[A-Za-z][\w.-]{0,30}$/.exec(input.slice(Math.max(0, index - 31), index))?.[0] ?? ''
  return before + (groups?.['name'] ?? matched)
}

const [LONGEST_NAME, LONGEST_SAYING] = [100, 110]
/** What may stand in a name or around it, before `:` or `=`. */
const IN_NAME = /[\w\s.\-"'\x60)\]\\]/
const NAME_UNITS = Uint8Array.from({ length: 128 }, (_, code) => (IN_NAME.test(String.fromCharCode(code)) ? 1 : 0))

/** Most words for secrets stand in a sentence: a value follows only behind `:` or `=`. */
function isAssigned(text: string, at: number): boolean {
  for (let next = at; next < at + LONGEST_NAME; next++) {
    const code = unitAt(text, next)
    if (code === 0x3a || code === 0x3d) return true
    if (!(code < 128) || NAME_UNITS[code] === 0) return false
  }
  return false
}

/** What people choose for a password, and say in a sentence, has a digit in it. */
function hasDigit(text: string, at: number): boolean {
  for (let next = at; next < at + LONGEST_SAYING; next++) {
    const code = unitAt(text, next)
    if (code >= 0x30 && code <= 0x39) return true
    if (!(code >= 0x20)) return false
  }
  return false
}

/** The word is known to stand there; what follows it belongs to the name, and is never given back for another try. */
const assigned = (words: readonly string[], value: string): Form => ({
  near: words,
  isWorth: isAssigned,
  pattern: new RegExp(
    String.raw`(?=(?<name>\w{3,40}(?:[ -]\w{1,20}){0,2}(?:\.\w{1,20})?))\k<name>${ASSIGNS}\\{0,7}["'\x60]{0,2}(?:(?:[Bb]earer|[Bb]asic|[Tt]oken)\s{1,3})?${value}`,
    'y',
  ),
  judge: (found, match) => judgeNamed(nameOf(match), found),
})

export const NAMED: readonly Form[] = [
  assigned(TOKEN_WORDS, TOKEN),
  assigned(PASSWORD_WORDS, VALUE),
  {
    near: PASSWORD_WORDS,
    isWorth: hasDigit,
    pattern: new RegExp(String.raw`(?<name>pass(?:word|wd|phrase|code)|pwd)${TELLS}["'\x60]?${VALUE}`, 'iy'),
    judge: (value) => {
      const word = value.replace(/[.!?:]+$/, '')
      return word === value || word.length >= 8 ? judgeNamed('password', word) : null
    },
  },
  {
    near: ['--pass', '--token', '--api-key', '--secret'],
    pattern: new RegExp(String.raw`(?<name>--(?:pass(?:word)?|token|api-key|secret))\s{1,3}["']?${VALUE}`, 'iy'),
    judge: (value, { groups }) => judgeNamed(groups!['name']!.replace(/^--pass$/i, '--password'), value),
  },
  {
    near: ['authorization'],
    pattern: new RegExp(
      String.raw`authorization${ASSIGNS}["'\x60]{0,2}(?:(?<scheme>[A-Za-z]{3,12})\s{1,3})?(?<value>[\w.~+/=:-]{8,2000})`,
      'iy',
    ),
    judge: (value, { groups }) => judgeHeader(groups?.['scheme'] ?? '', value),
  },
  {
    near: ['bearer '],
    pattern: /(?<![\w-])bearer\s{1,3}(?<value>[\w.~+/=-]{20,2000})/iy,
    judge: (value) => (refers(value) || !looksRandom(value) ? null : bearer(value)),
  },
]

const bearer = (value: string): Judged => ({ family: 'named', what: 'access token', isMadeUp: isMadeUp(value) })

function judgeHeader(scheme: string, value: string): Judged | null {
  if (/^basic$/i.test(scheme))
    return holdsPassword(value) ? { family: 'named', what: 'password', isMadeUp: false } : null
  return refers(value) || !looksRandom(value) ? null : bearer(value)
}

/** `user:password` in base64 (RFC 7617). */
function holdsPassword(base64: string): boolean {
  try {
    const [, password = ''] = /^[\x20-\x7e]{1,200}?:([\x20-\x7e]{3,200})$/.exec(atob(base64)) ?? []
    return password !== '' && !isMadeUp(password) && !/^(?:pass(?:word)?|secret|test)$/i.test(password)
  } catch {
    return false
  }
}
