// The check characters of national numbers. Each takes the plain digits or letters of one number.

const digitsOf = (text: string): number[] => Array.from(text, Number)

const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(text[at]), 0)

/** Never given out: area 000 and 666, group 00, serial 0000; above 900 only for taxpayers without a number (ITIN). */
export function isSocialSecurity(digits: string): boolean {
  const [area, group, serial] = [digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)]
  const isTaxpayer = area >= '900' && /^(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])$/.test(group)
  return area !== '000' && area !== '666' && (area < '900' || isTaxpayer) && group !== '00' && serial !== '0000'
}

/** Two digits, each by the ones before it; eleven equal digits pass and are none. */
export function isCpf(digits: string): boolean {
  if (digits.length !== 11 || /^(\d)\1+$/.test(digits)) return false
  const check = (count: number): number => {
    const rest =
      (weighted(
        digits,
        Array.from({ length: count }, (_, at) => count + 1 - at),
      ) *
        10) %
      11
    return rest === 10 ? 0 : rest
  }
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10])
}

/** A letter by the number modulo 23; foreigners have X, Y or Z for its first digit. */
export const isDni = (text: string): boolean => {
  const number = text.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))
  return /^\d{7,8}$/.test(number) && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === text.at(-1)
}

export function isPesel(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20
  const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3])
  return month >= 1 && month <= 12 && (10 - (sum % 10)) % 10 === Number(digits[10])
}

export const isBsn = (digits: string): boolean =>
  digits !== '000000000' && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0

/** Fifteen digits, the last two of which are 97 less the rest of the others; Corsica has letters. */
export function isNir(text: string): boolean {
  const number = text.slice(0, 13).replace(/(?<=^.{5})2([AB])/, (_, letter) => (letter === 'A' ? '19' : '18'))
  const month = Number(text.slice(3, 5))
  return month >= 1 && month <= 42 && 97 - Number(BigInt(number) % 97n) === Number(text.slice(13))
}

/** Eleven digits of which one stands twice or three times in the first ten, checked by ISO 7064 MOD 11,10. */
export function isSteuerId(digits: string): boolean {
  const kinds = new Set(digits.slice(0, 10)).size
  let product = 10
  for (const digit of digitsOf(digits.slice(0, 10))) {
    const sum = (digit + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return digits[0] !== '0' && (kinds === 9 || kinds === 8) && (11 - product) % 10 === Number(digits[10])
}

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23] as const

/** Letters for the name, the date and the place, and one letter that checks them. */
export function isFiscalCode(text: string): boolean {
  const value = (char: string): number => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65)
  const sum = Array.from(text.slice(0, 15), (char, at) => (at % 2 === 0 ? ODD[value(char)]! : value(char))).reduce(
    (a, b) => a + b,
    0,
  )
  return String.fromCharCode(65 + (sum % 26)) === text[15]
}

/** Seventeen digits with a date in them, and a check character where X is ten (ISO 7064 MOD 11-2). */
export function isResidentId(text: string): boolean {
  const sum = weighted(text, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
  return '10X98765432'[sum % 11] === text[17]
}

const VERHOEFF = [
  ...['0123456789', '1234067895', '2340178956', '3401289567', '4012395678'],
  ...['5987604321', '6598710432', '7659821043', '8765932104', '9876543210'],
]
const TURNS = [
  ...['0123456789', '1576283094', '5803796142', '8916043527'],
  ...['9453126870', '4286573901', '2793806415', '7046913258'],
]

/** Verhoeff's digit, over all twelve. */
export function isAadhaar(digits: string): boolean {
  let check = 0
  for (const [at, digit] of digitsOf(digits).toReversed().entries()) {
    check = Number(VERHOEFF[check]![Number(TURNS[at % 8]![digit])])
  }
  return check === 0 && /^[2-9]/.test(digits)
}
