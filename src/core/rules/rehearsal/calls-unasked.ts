import type { Deed } from '../../model/rehearsal.ts'
import type { Rule } from '../rule.ts'
import { NOBODY_ASKED, NOW, onceBy, rehearsed, told, type RehearsalSubject } from './subject.ts'

const to = (host: string, during: string): Deed => ({ ...NOBODY_ASKED, during, kind: 'connected', host, port: 443 })

export const callsUnasked: Rule<RehearsalSubject> = {
  id: 'calls-unasked',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'It called a host while nothing of it was in use',
  fix: 'Grant that host only if you know what for: `sallyport run` refuses it otherwise.',
  references: ['MCP04', 'MCP08'],
  bad: () =>
    [to('beacon.example', 'nothing was asked'), to('stats.example', 'the start'), to('stats.example', 'the end')].map(
      (deed) => rehearsed({ deeds: [deed] }),
    ),
  good: () => [
    rehearsed({}),
    rehearsed({ deeds: [{ ...NOW, kind: 'connected', host: 'api.example', port: 443 }] }),
    rehearsed({ deeds: [{ ...NOBODY_ASKED, kind: 'looked-up', name: 'api.example' }] }),
    rehearsed({ deeds: [to('api.example', 'a resource')] }),
    rehearsed({ deeds: [{ ...NOW, kind: 'connected', host: 'api.example', port: 443 }, to('api.example', 'the end')] }),
  ],
  *check({ deeds }) {
    const made = deeds.filter((deed) => deed.kind === 'connected')
    // Whom its tools call anyway is no secret: a connection that is kept may be made anew at any time.
    const known = new Set(made.filter(isInCall).map(({ host }) => host))
    const unasked = made.filter((deed) => !isInCall(deed) && !known.has(deed.host))
    for (const deed of onceBy(unasked, ({ host }) => host)) {
      yield told(deed, `${deed.host}:${deed.port}`)
    }
  },
}

/** A prompt, a resource or a completion may come from elsewhere, too. */
const ASKED: readonly string[] = ['a prompt', 'a resource', 'a completion']
const isInCall = ({ tool, during }: Deed): boolean => tool !== null || ASKED.includes(during)

export const keyPinned: Rule<RehearsalSubject> = {
  id: 'key-pinned',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'It did not believe the certificate of the rehearsal, so what it sends was not seen',
  fix: 'Look in its code for what it sends there, and whether it believes certain keys alone.',
  references: ['MCP04', 'MCP08'],
  bad: () =>
    ['api.example', 'beacon.example', '203.0.113.7'].map((host) =>
      rehearsed({ deeds: [{ ...NOW, kind: 'distrusted', host, port: 443 }] }),
    ),
  good: () => [
    rehearsed({}),
    rehearsed({ deeds: [to('api.example', 'the start')] }),
    rehearsed({ deeds: [{ ...NOW, kind: 'looked-up', name: 'api.example' }] }),
  ],
  *check({ deeds }) {
    const refused = deeds.filter((deed) => deed.kind === 'distrusted')
    for (const deed of onceBy(refused, ({ host }) => host)) yield told(deed, `${deed.host}:${deed.port}`)
  },
}
