import { reveal, untrusted } from '../../model/untrusted.ts'
import { isSlip, skeleton } from '../../text/look-alike.ts'
import type { Rule } from '../rule.ts'
import { named } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

const files = [{ server: 'files', tools: ['read_file', 'write_file', 'list_directory'] }]

export const lookAlikeName: Rule<CatalogueSubject> = {
  id: 'look-alike-name',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A server or tool has a name that is easily taken for another one',
  fix: 'Check which of the two you meant to install; the evidence names the other one.',
  references: ['MCP03', 'SAFE-T1004', 'SAFE-T1405', 'AML.T0104', 'CoSAI T6'],
  bad: () => [
    named(['read_fiIe'], files),
    named(['reаd_file'], files),
    named(['READ_FILE'], files),
    named(['read\u{200B}_file'], files),
    named(['raed_file'], files),
    named(['list_directry'], files),
    named(['add'], files, 'fi1es'),
    named(['add_all', 'add_aII']),
  ],
  good: () => [
    named(['read_file', 'read_files', 'read_file2', 'get_issue', 'set_issue'], files),
    named(['add', 'sub'], files),
    named(['add'], files, 'filesystem'),
  ],
  *check({ server, catalogue, others }) {
    const known = new Known()
    for (const other of others) {
      for (const tool of other.tools) known.add(tool, `the tool ${shown(tool)} of the server ${shown(other.server)}`)
    }
    for (const [index, { name }] of catalogue.tools.entries()) {
      const note = known.like(name)
      if (note !== null) yield { at: `/tools/${index}/name`, excerpt: untrusted(name.slice(0, 100)), note }
      known.add(name, `the tool ${shown(name)} of this server`)
    }
    const servers = new Known()
    for (const other of others) servers.add(other.server, `the server ${shown(other.server)}`)
    const note = servers.like(server)
    if (note !== null) yield { at: '/server', excerpt: untrusted(server.slice(0, 100)), note }
  },
}

const shown = (name: string): string => `"${reveal(name.slice(0, 60))}"`

/** Names by how they look and by length, so that a comparison meets few others. */
class Known {
  readonly #names = new Set<string>()
  readonly #looks = new Map<string, string>()
  readonly #near = new Map<string, { name: string; is: string }[]>()

  add(name: string, is: string): void {
    this.#names.add(name)
    if (!this.#looks.has(skeleton(name))) this.#looks.set(skeleton(name), is)
    const bucket = this.#near.get(bucketOf(name)) ?? []
    if (bucket.length < 64) this.#near.set(bucketOf(name), [...bucket, { name, is }])
  }

  /** What the name is like but not equal to, or null. */
  like(name: string): string | null {
    if (this.#names.has(name)) return null
    const twin = this.#looks.get(skeleton(name))
    if (twin !== undefined) return `looks the same as ${twin}`
    const near = this.#near.get(bucketOf(name))?.find((other) => isSlip(name, other.name))
    return near === undefined ? null : `one slip away from ${near.is}`
  }
}

/** A slip of the finger rarely hits the first letter or the last. */
const bucketOf = (name: string): string => `${name.slice(0, 1)}${name.slice(-1)}`
