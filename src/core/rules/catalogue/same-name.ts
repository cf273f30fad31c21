import { reveal, untrusted } from '../../model/untrusted.ts'
import type { Rule } from '../rule.ts'
import { named } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const sameName: Rule<CatalogueSubject> = {
  id: 'same-name',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'Another server offers a tool of the same name',
  fix: 'Make sure that your client keeps the servers apart, or leave one of them out.',
  references: ['MCP03', 'SAFE-T1008', 'SAFE-T1301', 'CoSAI T6'],
  bad: () => [
    named(['read_file'], [{ server: 'files', tools: ['read_file'] }]),
    named(['add', 'search'], [{ server: 'web', tools: ['fetch', 'search'] }]),
    named(
      ['search'],
      [
        { server: 'files', tools: ['read_file'] },
        { server: 'web', tools: ['search'] },
      ],
    ),
  ],
  good: () => [
    named(['read_file'], [{ server: 'files', tools: ['write_file'] }]),
    named(['read_file', 'read_files']),
    named(['search'], [{ server: 'search', tools: [] }]),
  ],
  *check({ catalogue, others }) {
    const owners = new Map(others.flatMap(({ server, tools }) => tools.map((tool) => [tool, server] as const)))
    for (const { name } of catalogue.tools) {
      const owner = owners.get(name)
      if (owner === undefined) continue
      const shown = reveal(name.slice(0, 60))
      yield {
        at: `/tools/${shown}/name`,
        excerpt: untrusted(name.slice(0, 100)),
        note: `also of "${reveal(owner.slice(0, 60))}"`,
      }
    }
  },
}
