// Numbers that a state gives to a person. Those with a form of their own are found anywhere; plain digits only where a word
// says what they are, because every tenth number passes a check digit.
import { matchAt } from '../match/format.ts'
import type { Span } from '../span.ts'
import { standsAlone } from './card.ts'
import { passesLuhn } from './checksum.ts'
import * as checks from './identity-checks.ts'
import type { Form, Sensitive } from './sensitive.ts'

/** What may stand between the word and the number: `: `, ` is `, `": "`, ` number `. */
const BETWEEN = String.raw`[^\d\n]{0,30}?`

type Told = {
  readonly what: string
  readonly near: readonly string[]
  /** As the words stand in the original. */
  readonly words: string
  /** Single blanks, dots and dashes are allowed anywhere in a number. */
  readonly number: string
  readonly holds: (plain: string) => boolean
}

/** So many digits, in groups or one by one. */
const digits = (count: number): string => String.raw`\d(?:[ .-]?\d){${count - 1}}`

const TOLD: readonly Told[] = [
  {
    what: 'social security number',
    near: ['ssn', 'social security', 'taxpayer id', 'itin'],
    words: 'ssn|social security|taxpayer id|itin',
    number: digits(9),
    holds: checks.isSocialSecurity,
  },
  { what: 'CPF', near: ['cpf'], words: 'cpf', number: digits(11), holds: checks.isCpf },
  {
    what: 'DNI',
    near: ['dni', 'nif', 'nie'],
    words: 'dni|nif|nie',
    number: '[XYZ]?[ -]?\\d{7,8}[ -]?[A-Z]',
    holds: checks.isDni,
  },
  { what: 'PESEL', near: ['pesel'], words: 'pesel', number: digits(11), holds: checks.isPesel },
  {
    what: 'BSN',
    near: ['bsn', 'burgerservicenummer', 'sofinummer'],
    words: 'bsn|burgerservicenummer|sofinummer',
    number: digits(9),
    holds: checks.isBsn,
  },
  {
    what: 'National Insurance number',
    near: ['national insurance', 'nino', 'ni number'],
    words: 'national insurance|nino|ni number',
    number: '[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\\d\\d){3} ?[A-D]',
    holds: (plain) => !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(plain),
  },
  {
    what: 'NIR',
    near: ['securite sociale', 'sécurité sociale', 'numero de secu', 'numéro de sécu', ' nir ', 'insee'],
    words: 's[eé]curit[eé] sociale|num[eé]ro de s[eé]cu| nir |insee',
    number: '[12](?:[ .-]?\\d){4}[ .-]?(?:\\d[ .-]?\\d|2[AB])(?:[ .-]?\\d){8}',
    holds: checks.isNir,
  },
  {
    what: 'tax number',
    near: ['steuer-id', 'steueridentifikationsnummer', 'steuerliche identifikationsnummer'],
    words: 'steuer-id|steuer(?:liche )?identifikationsnummer',
    number: digits(11),
    holds: checks.isSteuerId,
  },
  {
    what: 'social insurance number',
    near: ['social insurance', 'sin number'],
    words: 'social insurance|sin number',
    number: digits(9),
    holds: passesLuhn,
  },
  {
    what: 'Aadhaar number',
    near: ['aadhaar', 'aadhar'],
    words: 'aadhaa?r',
    number: digits(12),
    holds: checks.isAadhaar,
  },
]

export const TOLD_IDENTITIES: readonly Form[] = TOLD.map(({ what, near, words, number, holds }) => ({
  near,
  pattern: new RegExp(
    String.raw`(?<![a-z])(?:${words})(?![a-z])${BETWEEN}(?<value>(?<![\w.-])${number})(?![\w-])`,
    'iy',
  ),
  judge: (value) =>
    holds(value.replace(/[ .-]/g, '').toUpperCase()) ? { family: 'identity', what, isMadeUp: false } : null,
}))

/** `numbers` are first groups of digits, `mixed` the words of letters and digits. */
export function* identitiesIn(text: string, numbers: readonly Span[], mixed: readonly Span[]): Generator<Sensitive> {
  for (const span of numbers) {
    const start = span[0]
    const length = span[1] - start
    if (length !== 3 && length !== 18) continue
    for (const { what, form, holds } of WRITTEN) {
      const found = matchAt(form, text, start)?.[0]
      if (found !== undefined && holds(found.replace(/[.-]/g, ''))) {
        yield* alone(text, what, [start, start + found.length])
      }
    }
  }
  for (const span of mixed) {
    const length = span[1] - span[0]
    if (length !== 16 && length !== 18) continue
    const word = text.slice(...span)
    for (const { what, form, holds } of WORDS) if (form.test(word) && holds(word)) yield* alone(text, what, span)
  }
}

function* alone(text: string, what: string, span: Span): Generator<Sensitive> {
  if (standsAlone(text, span)) yield { family: 'identity', what, span, isMadeUp: false }
}

type OwnForm = { readonly what: string; readonly form: RegExp; readonly holds: (plain: string) => boolean }

const RESIDENT = String.raw`[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}`

const WRITTEN: readonly OwnForm[] = [
  // Without a word, the number that everybody makes up is none.
  {
    what: 'social security number',
    form: /\d{3}-\d\d-\d{4}(?!\d)/y,
    holds: (plain) => checks.isSocialSecurity(plain) && plain !== '123456789',
  },
  { what: 'CPF', form: /\d{3}\.\d{3}\.\d{3}-\d\d(?!\d)/y, holds: checks.isCpf },
  {
    what: 'resident identity number',
    form: new RegExp(String.raw`${RESIDENT}\d(?!\d)`, 'y'),
    holds: checks.isResidentId,
  },
]

const WORDS: readonly OwnForm[] = [
  { what: 'codice fiscale', form: /^[A-Z]{6}\d\d[A-EHLMPRST][0-7]\d[A-Z]\d{3}[A-Z]$/, holds: checks.isFiscalCode },
  { what: 'resident identity number', form: new RegExp(`^${RESIDENT}X$`), holds: checks.isResidentId },
]
