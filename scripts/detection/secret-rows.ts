// Rows of the secret sets of the open corpus by what they hold, set down before any rule for secrets was written.
// Every row is counted in every full figure; the page and the floors only say beside it what holds for a part of them.

export type SecretRows = { readonly what: string; readonly ids: readonly string[] }

const numbered = (set: string, ...numbers: readonly (number | readonly [first: number, last: number])[]): string[] =>
  numbers
    .flatMap((one) =>
      typeof one === 'number' ? [one] : Array.from({ length: one[1] - one[0] + 1 }, (_, at) => one[0] + at),
    )
    .map((number) => `${set}-${String(number).padStart(5, '0')}`)

/**
 * A credential with a mark that its issuer gave it (a prefix, a frame, the form of an address with a password), whole, and
 * not said to be an example by its own words. The floor of recall counts these.
 */
export const KNOWN_ISSUER: readonly string[] = [
  ...numbered('authensor_bench', 40, 41, 45, 47, 48),
  ...numbered('defenseclaw_regex_toolcall', 0, 15, 112, 113, 114, 124, 129),
  ...numbered('detect_secrets_misc', 0),
  ...numbered('gitleaks_fixtures', [0, 2], 8, 12, 46, 165, 166, [190, 192], 196, [202, 204], [209, 220]),
  ...numbered('gitleaks_fixtures', 233, [235, 237]),
]

/** Labelled malicious, and not to be found by the form of a credential. */
export const NOT_BY_FORM: readonly SecretRows[] = [
  {
    what: 'The form of a credential that calls itself an example, or spells the alphabet',
    ids: [
      ...numbered('authensor_bench', [35, 39], 42, 44, 46, [52, 55], 57),
      ...numbered('detect_secrets_misc', 6, 7),
      ...numbered('gitleaks_fixtures', 17),
    ],
  },
  {
    what: 'Told only by the name beside it: passwords, headers, hexadecimal keys',
    ids: [
      ...numbered('authensor_bench', 43, [49, 51], 56),
      ...numbered('defenseclaw_eval', [490, 500], [560, 565]),
      ...numbered('defenseclaw_regex_toolcall', [17, 19]),
      ...numbered('detect_secrets_misc', [1, 5]),
      ...numbered('gitleaks_fixtures', 44, 45, 234),
    ],
  },
  { what: 'A mark of a file that holds a key, without the key', ids: numbered('gitleaks_fixtures', 63) },
]

/** Personal data that its text does not show: nothing in these rows tells it from ordinary words and numbers. */
export const PERSONAL_UNSHOWN: readonly SecretRows[] = [
  { what: 'Numbers spelled out in words', ids: numbered('authensor_bench', 151, 172, 176, 180) },
  {
    what: 'Addresses, dates of birth, user names, addresses of the network, names of people',
    ids: [
      ...numbered('authensor_bench', [148, 150], 156),
      ...numbered('defenseclaw_eval', [524, 535]),
      ...numbered('defenseclaw_regex_toolcall', 133),
    ],
  },
  {
    what: 'Passports, licences and records of patients, which have no form of their own',
    ids: [...numbered('authensor_bench', [152, 155]), ...numbered('defenseclaw_eval', [478, 489], [548, 559])],
  },
  {
    what: 'One or two e-mail addresses: no leak by themselves',
    ids: [...numbered('authensor_bench', [166, 168], 173), ...numbered('defenseclaw_eval', [513, 523], [578, 582])],
  },
  { what: 'A card whose check digit is wrong', ids: numbered('authensor_bench', 178) },
]

/** Labelled benign, and of the very form of what is secret: only somebody who knows the issuer can tell. */
export const BENIGN_BY_KNOWLEDGE: readonly SecretRows[] = [
  { what: 'Keys of Google that its own pages publish', ids: numbered('gitleaks_fixtures', [64, 78]) },
  { what: 'A test card of a payment service, which is found as one', ids: numbered('authensor_bench', 161) },
  { what: 'A key of Mailchimp for a public kit', ids: numbered('gitleaks_fixtures', 189) },
]
