// Requests to a host granted for plain HTTP: each of them is held to its grant, however they are cut.
import { expect, test } from 'vitest'
import { HttpGate, MAX_HEAD_BYTES } from '../../src/core/egress/http-gate.ts'
import type { NetGrant } from '../../src/core/model/grants.ts'

const GRANT: NetGrant = { host: 'api.granted.test', port: 80, kind: 'http' }
const encode = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))
const HOST = 'Host: api.granted.test\r\n'

/** What passed, as text, and why it ended. */
function through(pieces: readonly string[], grant = GRANT): { passed: string; refused: string | null } {
  const gate = new HttpGate('api.granted.test', grant)
  let passed = ''
  for (const piece of pieces) {
    const fed = gate.feed(encode(piece))
    if ('refused' in fed) return { passed, refused: fed.refused }
    passed += fed.pass.map((part) => String.fromCharCode(...part)).join('')
  }
  return { passed, refused: null }
}

const GOOD: readonly (readonly [string, string])[] = [
  ['a request', `GET / HTTP/1.1\r\n${HOST}\r\n`],
  ['a Host with its port', 'GET / HTTP/1.1\r\nhost:\tAPI.granted.test:80 \r\n\r\n'],
  ['a whole URL', `GET http://api.granted.test/x HTTP/1.1\r\n${HOST}\r\n`],
  ['a connection that stays', `GET / HTTP/1.1\r\n${HOST}Connection: keep-alive, TE\r\nTE: trailers\r\n\r\n`],
  ['words that no rule is about', `GET /?_method=PUT HTTP/1.1\r\n${HOST}X-HTTP-Method-Override: PUT\r\n\r\n`],
  [
    'its own name for who forwards it',
    `GET / HTTP/1.1\r\n${HOST}X-Forwarded-Host: api.granted.test\r\nForwarded: for=_x\r\n\r\n`,
  ],
  ['two requests', `GET / HTTP/1.1\r\n${HOST}\r\nGET /2 HTTP/1.1\r\n${HOST}\r\n`],
  ['a body', `POST / HTTP/1.1\r\n${HOST}Content-Length: 11\r\n\r\nGET / HTTP/GET / HTTP/1.1\r\n${HOST}\r\n`],
  ['a search as the body of a GET', `GET / HTTP/1.1\r\n${HOST}Content-Length: 12\r\n\r\n{"a":"GET "}`],
  ['no body by its length', `DELETE / HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\nGET / HTTP/1.1\r\n${HOST}\r\n`],
  [
    'chunks and a trailer',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\nGET / HTTP/1.1\r\n${HOST}\r\n`,
  ],
]

test.each(GOOD)('%s passes as it is, in one piece and byte by byte', (_, text) => {
  expect(through([text])).toEqual({ passed: text, refused: null })
  expect(through([...text])).toEqual({ passed: text, refused: null })
})

const FIRST = `GET / HTTP/1.1\r\n${HOST}\r\n`
const BAD: readonly (readonly [string, string, RegExp])[] = [
  ['another Host', 'GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n', /another Host/],
  ['another Host in the second request', `${FIRST}GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n`, /another Host/],
  ['another port', 'GET / HTTP/1.1\r\nHost: api.granted.test:81\r\n\r\n', /another Host/],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', /no Host/],
  ['no Host in an old request', 'GET / HTTP/1.0\r\n\r\n', /no Host/],
  ['two Hosts', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`, /several Hosts/],
  ['a Host that is a list', 'GET / HTTP/1.1\r\nHost: api.granted.test, evil.test\r\n\r\n', /another Host/],
  ['the URL of another host', `GET http://evil.test/ HTTP/1.1\r\n${HOST}\r\n`, /target/],
  ['a URL with a user', `GET http://api.granted.test@evil.test/ HTTP/1.1\r\n${HOST}\r\n`, /target/],
  ['a URL of another scheme', `GET ftp://api.granted.test/ HTTP/1.1\r\n${HOST}\r\n`, /target/],
  ['CONNECT', `CONNECT evil.test:443 HTTP/1.1\r\n${HOST}\r\n`, /tunnel/],
  ['an upgrade', `GET / HTTP/1.1\r\n${HOST}Upgrade: websocket\r\n\r\n`, /upgrade/],
  [
    'an upgrade to HTTP/2',
    `GET / HTTP/1.1\r\n${HOST}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n`,
    /upgrade/,
  ],
  [
    'a length under a second name',
    `POST / HTTP/1.1\r\n${HOST}Content_Length: 1\r\n\r\n`,
    /could be read as content-length/,
  ],
  ['chunks under a second name', `POST / HTTP/1.1\r\n${HOST}Transfer_Encoding: chunked\r\n\r\n`, /could be read as/],
  [
    'a length that a proxy takes away',
    `POST / HTTP/1.1\r\n${HOST}Connection: keep-alive, Content-Length\r\nContent-Length: 40\r\n\r\n`,
    /takes Content-Length away/,
  ],
  ['a Host that a proxy takes away', `GET / HTTP/1.1\r\n${HOST}Connection: host\r\n\r\n`, /takes host away/],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /no HTTP\/1 request/],
  ['HTTP/0.9', 'GET /\r\n\r\n', /no HTTP\/1 request/],
  ['a folded header', `GET / HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`, /folded/],
  ['a blank before the colon', 'GET / HTTP/1.1\r\nHost : api.granted.test\r\n\r\n', /malformed/],
  ['a bare line feed', 'GET / HTTP/1.1\nHost: api.granted.test\n\r\n\r\n', /no HTTP\/1 request/],
  ['a bare line feed in a header', `GET / HTTP/1.1\r\nX: y\nHost: evil.test\r\n${HOST}\r\n`, /malformed/],
  ['a NUL', `GET / HTTP/1.1\r\n${HOST}X: \0\r\n\r\n`, /malformed/],
  ['two lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, /no plain length/],
  // A host takes nothing but blanks and tabs from around a value.
  [
    'a length with more than a blank behind it',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\xa0\r\n\r\n`,
    /plain length/,
  ],
  [
    'a coding with more than a blank behind it',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\xa0\r\n\r\n`,
    /two ways/,
  ],
  ['a Host with more than a blank before it', 'GET / HTTP/1.1\r\nHost:\xa0api.granted.test\r\n\r\n', /another Host/],
  [
    'another host for who forwards it',
    `GET / HTTP/1.1\r\n${HOST}X-Forwarded-Host: evil.test\r\n\r\n`,
    /names another host/,
  ],
  ['another host behind ours', `GET / HTTP/1.1\r\n${HOST}X-Host: api.granted.test, evil.test\r\n\r\n`, /another host/],
  [
    'another host as a proxy says it',
    `GET / HTTP/1.1\r\n${HOST}Forwarded: for=_x;host=evil.test\r\n\r\n`,
    /another host/,
  ],
  [
    'a Host behind the body',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\nHost: evil.test\r\n\r\n`,
    /belongs into the head/,
  ],
  ['a signed length', `POST / HTTP/1.1\r\n${HOST}Content-Length: +1\r\n\r\n`, /no plain length/],
  [
    'a length and chunks',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    /two lengths/,
  ],
  ['another coding', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n`, /two ways/],
  ['chunks in an old request', `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`, /two ways/],
  [
    'a body that a host may take for a request',
    `GET / HTTP/1.1\r\n${HOST}Content-Length: 40\r\n\r\nGET / HTTP/1.1\r\nHost: evil.test\r\n\r\n`,
    /another request/,
  ],
  ['one behind an empty line', `HEAD / HTTP/1.1\r\n${HOST}Content-Length: 40\r\n\r\n\r\nGET /x`, /another request/],
  ['chunks that nobody reads', `DELETE / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`, /no body in chunks/],
  ['a chunk with an extension', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1;a=b\r\n`, /plain size/],
  ['a chunk longer than said', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n`, /longer/],
  ['a head too long', `GET / HTTP/1.1\r\n${HOST}X: ${'a'.repeat(MAX_HEAD_BYTES)}\r\n\r\n`, /too long/],
]

test.each(BAD)('%s is refused before anything of it passes', (_, text, why) => {
  const whole = through([text])
  expect(whole.refused).toMatch(why)
  const slow = through([...text])
  expect(slow.refused).toMatch(why)
  expect(slow.passed).not.toContain('evil.test')
})

const RULED: NetGrant = { ...GRANT, methods: ['GET'], path: '/v1/' }
test.each([
  ['GET /v1/ok', null],
  ['GET /v1/a?b=/../c', null],
  ['POST /v1/ok', /method POST/],
  ['GET /v2/no', /path/],
  ['GET /v1', /path/],
  ['GET /v1/../v2', /path/],
  ['GET /v1/%2e%2e/v2', /path/],
  ['GET /v1/..%2fv2', /path/],
  ['GET /v1//evil', /path/],
  ['GET /v1/a\\..\\b', /path/],
  ['OPTIONS *', /method/],
  ['GET *', /path/],
  ['GET http://api.granted.test/v2', /path/],
  ['GET /v1/%c0%ae%c0%ae/v2', /path/],
  ['GET /v1/%e0%80%ae%e0%80%ae/v2', /path/],
  ['GET /v1/%f0%80%80%ae%f0%80%80%ae/v2', /path/],
  ['GET /v1/%u002e%u002e/v2', /path/],
  ['GET /v1/..%3b/v2', /path/],
  ['GET /v1/.%09./v2', /path/],
  ['GET /v1/%e2%82%ac%20%f0%9f%98%80', null],
  ['GET /v1/ok?a=b&_METHOD=delete', /another method/],
  // As PHP, Rails and their kin read the names of a query.
  ['GET /v1/ok?%5fmethod=delete', /another method/],
  ['GET /v1/ok?a=b;_method=delete', /another method/],
  ['GET /v1/ok?+.method=delete', /another method/],
  ['GET /v1/ok?_method%00x=delete', /another method/],
  ['GET /v1/ok?_HttpMethod=DELETE', /another method/],
  ['GET /v1/ok?x-http-method-override=DELETE', /another method/],
  ['GET /v1/ok?method=get&the_method=x&a=_method', null],
])('with a rule, %s: %s', (line, why) => {
  const { refused } = through([`${line} HTTP/1.1\r\n${HOST}\r\n`], RULED)
  if (why === null) expect(refused).toBeNull()
  else expect(refused).toMatch(why)
})

test.each([
  ['X-HTTP-Method-Override: DELETE', /another method/],
  ['x-http-method: DELETE', /another method/],
  ['X-Method-Override: DELETE', /another method/],
  ['X_HTTP_Method_Override: DELETE', /another method/],
  ['X-Original-URL: /admin', /another path/],
  ['X-Rewrite-URL: /admin', /another path/],
  ['X-Forwarded-Uri: /admin', /another path/],
  ['Destination: /v2/copy', /path is not granted/],
  ['Destination: http://evil.test/v1/copy', /another host/],
  ['Destination: http://api.granted.test/v1/copy', null],
  ['X-Original-Method-Of-Payment: card', null],
  ['X-Forwarded-For: 198.51.100.1', null],
])('with a rule, a request that the first line allows, with %s', (field, why) => {
  const { passed, refused } = through([`GET /v1/ok HTTP/1.1\r\n${HOST}${field}\r\n\r\n`], RULED)
  if (why === null) expect(refused).toBeNull()
  else expect([passed, refused]).toEqual(['', expect.stringMatching(why)])
})

test('with a rule, a field behind the body that names another method is refused', () => {
  const sent = `POST /v1/ok HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\nX-HTTP-Method-Override: DELETE\r\n\r\n`
  expect(through([sent], { ...RULED, methods: ['POST'] }).refused).toMatch(/another method/)
})
