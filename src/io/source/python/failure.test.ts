import { expect, test } from 'vitest'
import { explainPip } from './failure.ts'

const answer = (stderr: string) => ({ code: 1, stdout: '', stderr, refused: [], unreached: [], reached: [] })

test.each([
  [
    'a full disk',
    'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
    'disk-failed',
  ],
  [
    'a used up quota',
    'ERROR: Could not install packages due to an OSError: [Errno 122] Disk quota exceeded',
    'disk-failed',
  ],
  [
    'anything else',
    'ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied',
    'install-failed',
  ],
])('of %s it says what helps', (_, stderr, code) => {
  expect(explainPip(answer(stderr), '')).toMatchObject({ code, message: expect.stringContaining('Errno') })
})
