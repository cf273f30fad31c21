import { describe, expect, test } from 'vitest'
import { normalAddress, publicAddress } from './address.ts'

describe('the normal spelling', () => {
  const PLAIN = 'https://gateway.example/s/files/mcp'

  test.each<[string, string]>([
    ['itself', PLAIN],
    ['scheme and host in capitals', 'HTTPS://Gateway.EXAMPLE/s/files/mcp'],
    ['the usual port', 'https://gateway.example:443/s/files/mcp'],
    ['a letter that needs no escape', 'https://gateway.example/%73/files/mcp'],
    ['a way back', 'https://gateway.example/s/./a/../files/mcp'],
    ['a query', `${PLAIN}?a=b`],
    ['a fragment', `${PLAIN}#a`],
  ])('%s', (_, text) => {
    expect(normalAddress(text)).toBe(PLAIN)
  })

  test.each<[string, string]>([
    ['another scheme', 'http://gateway.example/s/files/mcp'],
    ['another port', 'https://gateway.example:8443/s/files/mcp'],
    ['a path in other letters', 'https://gateway.example/s/Files/mcp'],
    ['an empty part more', 'https://gateway.example/s//files/mcp'],
    ['a slash more', `${PLAIN}/`],
    ['an escape that means something else', 'https://gateway.example/s%2Ffiles/mcp'],
    ['a host with a point more', 'https://gateway.example./s/files/mcp'],
  ])('another one: %s', (_, text) => {
    expect(normalAddress(text)).not.toBe(PLAIN)
  })

  test('an escape has capitals, and an empty path is a slash', () => {
    expect(normalAddress('https://gateway.example/a%2fb%c3%a9')).toBe('https://gateway.example/a%2Fb%C3%A9')
    expect(normalAddress('https://gateway.example')).toBe('https://gateway.example/')
  })

  test.each<[string, string]>([
    ['a name', 'https://ada@gateway.example/s/files/mcp'],
    ['a path alone', '/s/files/mcp'],
    ['another kind', 'ftp://gateway.example/s/files/mcp'],
    ['space around', ` ${PLAIN}`],
    ['a line break', `${PLAIN}\n`],
    ['the other slash', 'https:\\\\gateway.example\\s\\files\\mcp'],
    ['a letter that has to be escaped', 'https://gateway.example/s/filés/mcp'],
    ['a lone percent sign', 'https://gateway.example/s/%/mcp'],
    ['nothing', ''],
    ['more than fits', `https://gateway.example/${'a'.repeat(2_048)}`],
  ])('none: %s', (_, text) => {
    expect(normalAddress(text)).toBeNull()
  })
})

describe('where clients reach a path', () => {
  test.each<[string, string, string]>([
    ['https://gateway.example', '/mcp', 'https://gateway.example/mcp'],
    ['https://gateway.example/', '/s/files/mcp', 'https://gateway.example/s/files/mcp'],
    ['https://gateway.example/team', '/s/files/mcp', 'https://gateway.example/team/s/files/mcp'],
    ['https://gateway.example/team/', '/mcp', 'https://gateway.example/team/mcp'],
    ['https://gateway.example/mcp', '/mcp', 'https://gateway.example/mcp'],
    ['https://gateway.example/team/mcp', '/s/files/mcp', 'https://gateway.example/team/s/files/mcp'],
    ['https://gateway.example/s/files/mcp', '/s/files/mcp', 'https://gateway.example/s/files/mcp'],
    ['https://gateway.example/s/files/mcp', '/mcp', 'https://gateway.example/mcp'],
    ['http://127.0.0.1:7325', '/s/a%20b/mcp', 'http://127.0.0.1:7325/s/a%20b/mcp'],
    ['http://127.0.0.1:7325', '/s/%66iles/mcp', 'http://127.0.0.1:7325/s/files/mcp'],
  ])('%s, %s', (resource, target, address) => {
    expect(publicAddress(resource, target)).toBe(address)
  })
})
