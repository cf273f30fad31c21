// Bank accounts by IBAN (ISO 13616): the country says how long it is, and two digits check the rest.
import { matchAt } from '../match/format.ts'
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'
import { passesMod97 } from './checksum.ts'
import type { Sensitive } from './sensitive.ts'

/** As the registry of SWIFT has them. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  [
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29',
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20',
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29',
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20',
    'YE30',
  ]
    .join(' ')
    .split(' ')
    .map((row) => [row.slice(0, 2), Number(row.slice(2))]),
)

/** By length: so many letters and digits, with single blanks or dashes between them, and then no more of them. */
const WRITTEN: ReadonlyMap<number, RegExp> = new Map(
  [...new Set(LENGTHS.values())].map((length) => [
    length,
    new RegExp(String.raw`[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){${length - 4}}(?![A-Za-z0-9])`, 'y'),
  ]),
)

/** An account begins with a word of letters and digits. */
export function* accountsIn(text: string, mixed: readonly Span[]): Generator<Sensitive> {
  for (const [start] of mixed) {
    if (!isBeginning(text, start)) continue
    const length = LENGTHS.get(text.slice(start, start + 2))
    if (length === undefined) continue
    const written = matchAt(WRITTEN.get(length)!, text, start)?.[0]
    if (written === undefined) continue
    const plain = written.replace(/[ \u00a0-]/g, '')
    if (!passesMod97(plain.slice(4) + plain.slice(0, 4))) continue
    yield { family: 'account', what: 'bank account', span: [start, start + written.length], isMadeUp: false }
  }
}

/** Two capitals and two digits, where a word begins. */
function isBeginning(text: string, at: number): boolean {
  const code = (step: number): number => unitAt(text, at + step)
  const isCapital = (value: number): boolean => value >= 0x41 && value <= 0x5a
  const isDigit = (value: number): boolean => value >= 0x30 && value <= 0x39
  return isCapital(code(0)) && isCapital(code(1)) && isDigit(code(2)) && isDigit(code(3))
}
