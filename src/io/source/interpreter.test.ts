import { describe, expect, test } from 'vitest'
import { findScript } from './interpreter.ts'

const found = (line: string) => findScript(line.split(' '))

describe('the script of an interpreter', () => {
  test.each([
    ['node server.js a', 1],
    ['/usr/bin/node --no-warnings server.js', 2],
    ['node --require ./a.js server.js', 3],
    ['node --import=./a.js server.js', 2],
    ['node --max-old-space-size=64 -C dev server.js -e', 4],
    ['node -- server.js', 2],
    ['python3.11 -u server.py -c x', 2],
    ['python -W error server.py', 3],
    ['python -Wdecode server.py', 2],
    ['bash run.sh', 1],
    ['sh -eu run.sh', 2],
    ['bash -o pipefail run.sh', 3],
  ])('%s', (line, at) => {
    expect(found(line)?.at).toBe(at)
  })
})

describe('code that no file holds', () => {
  test.each([
    ['node -e code', ['-e', 'code']],
    ['node --eval=code', ['--eval=code']],
    ['node --no-warnings -p code', ['-p', 'code']],
    ['node -pe code', ['-pe', 'code']],
    ['node -', ['-']],
    ['node --run start', ['--run', 'start']],
    ['python -c code', ['-c', 'code']],
    ['python -Bc code', ['-Bc', 'code']],
    ['python3 -m server', ['-m', 'server']],
    ['python3 -Im server', ['-Im', 'server']],
    ['sh -c code', ['-c', 'code']],
    ['bash -lc code', ['-lc', 'code']],
    ['zsh -ic code', ['-ic', 'code']],
    ['ruby -e code', ['-e', 'code']],
    ['perl -Mstrict -e code', ['-Mstrict', '-e', 'code']],
    ['php -r code', ['-r', 'code']],
    ['env A=b node server.js', ['A=b', 'node', 'server.js']],
    ['sudo server', ['server']],
    ['timeout 5 server', ['5', 'server']],
  ])('%s', (line, unpinned) => {
    expect(found(line)).toEqual({ at: -1, unpinned })
  })
})

test.each(['my-server -c file', '/opt/thing'])('a program of its own has no script: %s', (line) => {
  expect(found(line)).toBeNull()
})
