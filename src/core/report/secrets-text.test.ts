import { expect, test } from 'vitest'
import { ageInDays, secretFindings, type SecretRow } from './secrets-text.ts'

const row = (changes: Partial<SecretRow>): SecretRow => ({
  name: 'api',
  setAt: '2026-01-01T00:00:00.000Z',
  ageDays: 10,
  environment: 'dev',
  servers: null,
  approvedFor: [],
  moved: 0,
  ...changes,
})
const NAMED: ReadonlyMap<string, readonly string[]> = new Map([['api', ['files']]])

test.each([
  ['2026-01-01T00:00:00.000Z', 0],
  ['2025-12-31T00:00:01.000Z', 0],
  ['2025-12-31T00:00:00.000Z', 1],
  ['2026-01-01T00:00:01.000Z', -1],
])('set at %s it is %i days old', (setAt, days) => {
  expect(ageInDays(setAt, new Date('2026-01-01T00:00:00.000Z'))).toBe(days)
})

test.each<[string, Partial<SecretRow>, number, string | null]>([
  ['young enough', { ageDays: 90 }, 90, null],
  ['too old', { ageDays: 91 }, 90, 'it is 91 days old, and secretMaxAge is 90'],
  ['never too old', { ageDays: 9_999 }, 0, null],
  ['set in the future', { ageDays: -1 }, 0, 'it was set in the future'],
  ['for the server that is approved', { servers: ['files'], approvedFor: ['files'] }, 90, null],
  [
    'for another one',
    { servers: ['mail'], approvedFor: ['files'] },
    90,
    'the approval of files names it, and it is for mail alone',
  ],
])('%s', (_, changes, days, why) => {
  const found = secretFindings([row(changes)], NAMED, days)
  expect(found.map((finding) => finding.why)).toEqual(why === null ? [] : [expect.stringContaining(why)])
})

test('an approval that names what is not there is found', () => {
  const [finding] = secretFindings([], NAMED, 90)
  expect(finding).toMatchObject({ name: 'api', next: 'sallyport secrets set api' })
})

test('the next step of a secret that is for another server names both', () => {
  const [finding] = secretFindings([row({ servers: ['mail'], approvedFor: ['files'] })], NAMED, 90)
  expect(finding!.next).toBe('sallyport secrets allow api --for mail --for files')
})
