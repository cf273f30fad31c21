import { isObject } from '../../model/json.ts'
import { judged, of, PLAIN } from '../argument/judged.ts'
import { CODE, DASHES, DOTS, SCHEME, WIDE } from '../argument/marks.ts'
import { isRelativeIn } from '../argument/purpose.ts'
import { traversalOf } from '../argument/traversal.ts'
import type { Rule } from '../rule.ts'
import { valuesFor } from './clues.ts'
import { calling, HONEST_CALLS, named } from './sample.ts'
import type { MessageSubject } from './subject.ts'

const SIGNS = CODE | DASHES | DOTS | SCHEME | WIDE

const RELATIVE = { properties: { path: { type: 'string', description: 'Path relative to the project' } } }

export const pathTraversal: Rule<MessageSubject> = {
  id: 'path-traversal',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A path or a name leads out of the folder that it is meant for',
  fix: 'Look at where this value comes from. What the sandbox does not grant the server cannot reach; grant no more than it needs.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ path: '../../../etc/passwd' }),
    calling({ path: '%2e%2e%2fnotes' }),
    calling({ path: '..%c0%af..%c0%afnotes' }),
    calling({ file: '%252e%252e%252fnotes' }),
    calling({ path: 'notes.txt\0.png' }),
    calling({ path: '....//....//notes' }),
    calling({ name: '..\\notes' }),
    calling({ id: '\\\\10.0.0.7\\share' }),
    calling({ id: 'php://filter/resource=a' }),
    named('read_file', { path: '/srv/other/a.txt' }, 'read', RELATIVE),
  ],
  good: () => [
    calling({ path: '../notes/today.md' }),
    calling({ path: '../../lib/index.ts' }),
    calling({ path: 'a/../b.txt' }),
    calling({ path: './...' }),
    calling({ name: 'and so on...' }),
    calling({ url: 'https://a.example.test/%C3%BCber/a%20b' }),
    named('read_file', { path: 'a/b.txt' }, 'read', RELATIVE),
    ...HONEST_CALLS,
  ],
  needs: SIGNS | valuesFor('path'),
  *check({ values, tool }) {
    const schema = tool !== null && isObject(tool.schema) ? tool.schema : null
    yield* judgeAll(of(values, PATHS, SIGNS), 'path')
    yield* judgeAll(of(values, PLAIN, SIGNS), 'name')
    yield* judgeAll(of(values, ADDRESSES, SIGNS), 'address')
    const relative = schema === null ? [] : of(values, PATHS).filter(({ field }) => isRelativeIn(schema, field.at))
    yield* judged(relative, (reading, { field }) =>
      reading === field.text && /^(?:\/|~|[a-z]:[\\/])/i.test(reading)
        ? 'begins at the root, where a path inside a folder is expected'
        : null,
    )
  },
}

const PATHS = new Set(['path'] as const)
const ADDRESSES = new Set(['address'] as const)

/** One question to all readings at once: what is only seen in another one is what was hidden. */
function* judgeAll(
  values: Parameters<typeof judged>[0],
  place: Parameters<typeof traversalOf>[2],
): ReturnType<typeof judged> {
  yield* judged(values, (reading, { field, readings }) =>
    reading === field.text ? traversalOf(reading, readings.slice(1), place) : null,
  )
}
