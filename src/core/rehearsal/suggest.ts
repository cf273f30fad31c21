// The least that a server used while its tools were called: what a person may want to grant, and nothing more.
import type { Artifact } from '../model/artifact.ts'
import type { Deed } from '../model/rehearsal.ts'
import type { Suggestion } from '../model/vetting.ts'

/** Names that our own arguments and values brought in. */
const OURS = /(?:^|\.)(?:docs\.example|service\.example|example\.com)$/
const MOST = 20

export type Needed = { readonly variables: readonly string[]; readonly args: readonly string[] }

export function suggestionOf(artifact: Artifact, deeds: readonly Deed[], needs: Needed): Suggestion {
  const inCalls = deeds.filter(({ tool }) => tool !== null)
  const net = deeds.flatMap((deed) =>
    deed.kind === 'connected' && !OURS.test(deed.host) ? [`${deed.host}:${deed.port}`] : [],
  )
  const programs = deeds.flatMap((deed) =>
    deed.kind === 'started' && deed.argv[0] !== undefined ? [deed.argv[0]] : [],
  )
  const touched = inCalls.filter((deed) => 'path' in deed && deed.path.startsWith('project/'))
  const writes = touched.some(({ kind }) => kind === 'changed' || kind === 'removed')
  return {
    artifact,
    net: [...new Set(net)].toSorted().slice(0, MOST),
    env: needs.variables,
    args: needs.args,
    programs: [...new Set(programs)].toSorted().slice(0, MOST),
    folder: writes ? 'write' : touched.length > 0 ? 'read' : 'none',
  }
}
