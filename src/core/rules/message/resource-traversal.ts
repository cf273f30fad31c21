import { judged } from '../argument/judged.ts'
import { traversalOf } from '../argument/traversal.ts'
import type { Rule } from '../rule.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

export const resourceTraversal: Rule<MessageSubject> = {
  id: 'resource-traversal',
  severity: 'high',
  confidence: 'high',
  tier: 'block',
  summary:
    'The address of a resource steps up, or hides that it does: what was put into its template is no part of an address',
  fix: 'Ask for the resource by the address that the server lists. Look at what made the client ask for this one.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ uri: 'notes://today/../../etc/passwd' }),
    calling({ uri: 'file:///srv/notes/%2e%2e/%2e%2e/secret' }),
    calling({ uri: 'notes://a/..%2f..%2fb' }),
    calling({ uri: 'notes://a/b%00.txt' }),
    calling({ uri: 'notes://a/..%c0%afb' }),
  ],
  good: () => [
    calling({ uri: 'file:///srv/notes/today.md' }),
    calling({ uri: 'notes://a/b%20c?d=..%2Fe' }),
    calling({ uri: 'notes://a/b...c' }),
    calling({ url: 'https://a.example.test/../b' }),
    ...HONEST_CALLS,
  ],
  /** RFC 3986 section 5.2.4: whoever makes an address takes such steps out of it. What stands behind `?` is for the server. */
  check({ values, tool }) {
    const own = tool === null ? values.filter(({ field }) => field.at === '/uri') : []
    return judged(own, (reading, { field, readings }) => {
      if (reading !== field.text) return null
      const [path = ''] = reading.split(/[?#]/, 1)
      return steps(path)
        ? 'steps up in an address'
        : path === reading
          ? traversalOf(reading, readings.slice(1), 'address')
          : null
    })
  },
}

const steps = (path: string): boolean => /[/\\](?:\.|%2e){2}(?:[/\\]|%2f|%5c|$)/i.test(path)
