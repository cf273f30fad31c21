// The address that a server has the client show and open (MCP 2025-11-25 client/elicitation, URL mode): what opens a program of this
// machine instead of a page, or reads like another place than it is, has no honest reading.
import { untrusted } from '../../model/untrusted.ts'
import { findHidden } from '../../text/hidden.ts'
import type { Rule } from '../rule.ts'
import { questionsIn } from './questions.ts'
import { answering, HONEST_ANSWERS, questioning } from './sample.ts'
import { type MessageSubject, messageSubject } from './subject.ts'

const asking = (url: string): MessageSubject =>
  questioning({ mode: 'url', url, elicitationId: 'a', message: 'Please log in' })

export const askedAddress: Rule<MessageSubject> = {
  id: 'asked-address',
  severity: 'high',
  confidence: 'high',
  tier: 'block',
  summary: 'A server has the client open an address that is no page of the web, or that reads like another one',
  fix: 'Do not open it. A page of a service lies behind https, and its name stands before the first slash.',
  references: ['MCP06', 'SAFE-T1403', 'CoSAI T4'],
  bad: () => [
    asking('javascript:alert(1)'),
    asking('file:///home/someone/notes.txt'),
    asking('vscode://example.test/install?name=a'),
    asking('data:text/html,<script>run()</script>'),
    asking('http://login.example.test/'),
    asking('https://login.example.test@other.example/'),
    asking('https://login.example.test/\u202e/tset'),
    asking('not an address'),
    questioning({
      inputRequests: { a: { method: 'elicitation/create', params: { mode: 'url', url: 'javascript:run()' } } },
    }),
    messageSubject('error', {
      code: -32042,
      message: 'a',
      data: { elicitations: [{ mode: 'url', url: 'file:///a' }] },
    }),
  ],
  good: () => [
    asking('https://login.example.test/authorize?state=a&next=%2Fhome'),
    asking('https://xn--bcher-kva.example/'),
    asking('http://127.0.0.1:3000/login'),
    asking('http://localhost/'),
    messageSubject('error', {
      code: -32042,
      message: 'a',
      data: { elicitations: [{ mode: 'url', url: 'https://a.example.test/' }] },
    }),
    messageSubject('error', {
      code: -32000,
      message: 'a',
      data: { elicitations: [{ mode: 'url', url: 'file:///a' }] },
    }),
    answering('javascript:alert(1)'),
    ...HONEST_ANSWERS,
  ],
  *check({ part, body }) {
    for (const { method, params, at } of questionsIn(part, body)) {
      const { url } = params
      if (method !== 'elicitation/create' || url === undefined || isPage(url)) continue
      yield { at: `${at}/url`, excerpt: untrusted(typeof url === 'string' ? url.slice(0, 200) : '') }
    }
  },
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

function isPage(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url) || findHidden(url).length > 0) return false
  const { protocol, hostname, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}
