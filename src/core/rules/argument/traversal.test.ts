import { describe, expect, test } from 'vitest'
import { undone } from '../../text/undo.ts'
import { isSecretFile, isStartFile } from './secret-file.ts'
import { targetsIn } from './target.ts'
import { traversalOf, type Place } from './traversal.ts'

const asked = (text: string, place: Place = 'path'): string | null => traversalOf(text, undone(text), place)

describe('leaves the folder that it is meant for', () => {
  test.each<[string, Place?]>([
    ['../../../a'],
    ['..\\..\\..\\a'],
    ['%2e%2e%2fa'],
    ['..%2fa'],
    ['%252e%252e%255ca'],
    ['..%c0%afa'],
    ['..%u2215a'],
    ['&#46;&#46;/a'],
    ['/../a'],
    ['....//a'],
    ['..;/a'],
    ['../etc/passwd'],
    ['a.txt%00.png'],
    ['a.txt\0'],
    ['%65tc/%70asswd/../x/etc/passwd'],
    ['../a', 'name'],
    ['\\\\a\\b', 'name'],
    ['php://filter/a', 'name'],
    ['file:///etc/passwd', 'name'],
    ['https://a.example.test/b/../c', 'address'],
  ])('%s', (text, place) => {
    expect(asked(text, place)).not.toBeNull()
  })

  test.each<[string, Place?]>([
    ['a/b.txt'],
    ['../a'],
    ['../../a/b'],
    ['a..b'],
    ['./...'],
    ['100%'],
    ['50%25 off'],
    ['/srv/a%20b'],
    ['\\\\a\\b'],
    ['and so on...', 'name'],
    ['v1.0..v1.1', 'name'],
    ['https://a.example.test/b%2Fc', 'address'],
  ])('%s does not', (text, place) => {
    expect(asked(text, place)).toBeNull()
  })
})

describe('addresses', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]:3000/',
    'http://[64:ff9b::7f00:1]:3000/',
    'http://①②⑦.⓪.⓪.①:3000/',
    'http://127.0.0.1:6379/',
    'http://a@127.0.0.1:3000/',
    'http://127.0.0.1.nip.io:3000/',
    'http://10.0.0.7/',
    'http://192.168.0.7:22/',
    'http://169.254.169.254:8080/',
    'http://metadata.google.internal/',
    'http://localhost/admin',
    'gopher://a.example.test/',
    'file:///srv/a',
  ])('%s is not for others to fetch', (url) => {
    expect([...targetsIn(url, true)]).toHaveLength(1)
  })

  test.each([
    'http://localhost:3000/',
    'http://127.0.0.1:8080/',
    'https://10.0.0.7:8443/',
    'https://a.example.test/',
    'http://192.0.2.1/',
    'localhost',
    '127.0.0.1',
    'a.example.test',
    '1.2.3',
    'mailto:a@b.example.test',
    'http://',
    'http://[',
    '://',
  ])('%s is', (url) => {
    expect([...targetsIn(url, true)]).toEqual([])
  })

  test('the place in a text is told', () => {
    expect([...targetsIn('see http://127.0.0.1:22/ now', false)]).toMatchObject([{ span: [4, 24] }])
  })
})

describe('files', () => {
  test.each([
    '~/.ssh/id_rsa',
    '/home/a/.aws/credentials',
    'C:\\Users\\a\\.ssh\\id_ed25519',
    '/etc/shadow',
    '/proc/self/environ',
    '$HOME/.netrc',
    '/home/a/app/.env',
  ])('%s holds secrets', (path) => {
    expect(isSecretFile(path)).toBe(true)
  })
  test.each([
    '~/.ssh/id_rsa.pub',
    '~/.ssh/known_hosts',
    '/repo/fixtures/.aws/credentials',
    '/etc/hosts',
    '/srv/.env.example',
    'a/id_rsa.md',
  ])('%s does not', (path) => {
    expect(isSecretFile(path)).toBe(false)
  })
  test.each(['~/.bashrc', '/etc/cron.d/a', '/etc/passwd', '.git/hooks/pre-commit', '~/.ssh/authorized_keys'])(
    '%s runs or lets in',
    (path) => {
      expect(isStartFile(path)).toBe(true)
    },
  )
  test.each(['.git/hooks/pre-commit.sample', '/srv/etc', 'docs/.bashrc.md', '/repo/passwd'])('%s does not', (path) => {
    expect(isStartFile(path)).toBe(false)
  })
})
