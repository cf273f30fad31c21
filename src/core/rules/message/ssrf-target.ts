import type { Evidence } from '../../model/finding.ts'
import { of, PLAIN } from '../argument/judged.ts'
import { SCHEME } from '../argument/marks.ts'
import { targetsIn } from '../argument/target.ts'
import type { Value } from '../argument/value.ts'
import type { Rule } from '../rule.ts'
import { place, shown } from '../seek.ts'
import { valuesFor } from './clues.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

export const ssrfTarget: Rule<MessageSubject> = {
  id: 'ssrf-target',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'An address leads to the machine or the network of the server, or to a service that hands out keys',
  fix: 'Look at where this address comes from. The broker refuses such addresses to a server that was not granted them by number.',
  references: ['MCP05', 'MCP01', 'SAFE-T1504', 'CoSAI T8'],
  bad: () => [
    calling({ url: 'http://169.254.169.254/latest/meta-data/' }),
    calling({ url: 'http://2852039166/' }),
    calling({ url: 'http://[::ffff:a9fe:a9fe]/' }),
    calling({ url: 'http://0x7f.1/admin' }),
    calling({ url: 'http://127.0.0.1:6379/' }),
    calling({ url: 'http://a.example.test@127.0.0.1:8080/' }),
    calling({ url: 'http://10.0.0.7.nip.io/' }),
    calling({ url: 'gopher://a.example.test/_a' }),
    calling({ url: 'file:///srv/notes' }),
    calling({ value: 'Webhook: http://[::ffff:127.0.0.1]:8080/delete' }),
  ],
  good: () => [
    calling({ url: 'http://localhost:3000/' }),
    calling({ url: 'https://192.168.0.7:8443/' }),
    calling({ host: 'localhost', port: '5432' }),
    calling({ uri: 'file:///srv/notes.txt' }),
    calling({ url: 'https://a.example.test/?next=http://b.example.test' }),
    calling({ version: '0.5.0' }),
    calling({ body: 'http://169.254.169.254/ must never be fetched' }),
    ...HONEST_CALLS,
  ],
  needs: SCHEME | valuesFor('address'),
  *check({ values }) {
    for (const value of [...of(values, PLAIN, SCHEME), ...of(values, ADDRESSES)]) yield* leading(value)
  },
}

const ADDRESSES = new Set(['address'] as const)

function* leading({ field, purpose, readings }: Value): Generator<Evidence> {
  const isAddress = purpose === 'address' && field.key !== 'uri'
  for (const reading of readings) {
    const [first] = targetsIn(reading, isAddress)
    if (first === undefined) continue
    const { why, span } = first
    yield reading === field.text
      ? place(field, span, why)
      : place(field, [0, field.text.length], `${why}; undone it reads ${shown(reading, span)}`)
    return
  }
}
