// Whether two approvals start or reach the same thing, whatever they are called: what was quarantined under one name is not to come back
// under another.
import { canonical } from '../canon/digest.ts'
import type { Artifact } from '../model/artifact.ts'
import type { Lockfile, Pin } from '../model/pin.ts'
import { isQuarantined } from './lockfile.ts'

export type Code = Pick<Pin, 'argv' | 'artifact'>

/** Where it lies and with which words it is started says nothing of its bytes; of a program alone its words say what it is. */
function essence({ argv, artifact }: Code): string {
  const { kind } = artifact
  if (kind !== 'command') return canonical([kind, bytesOf(artifact)])
  const digests = artifact.files.map(({ digest }) => digest).toSorted()
  return canonical([kind, digests, artifact.files.length > 1 ? artifact.unpinned : argv])
}

function bytesOf(artifact: Exclude<Artifact, { kind: 'command' }>): string {
  if (artifact.kind === 'remote') return artifact.url
  if (artifact.kind === 'image') return artifact.image
  return artifact.kind === 'folder' && artifact.mutable ? artifact.path : artifact.tree
}

/** Other names under which the same code is approved. */
export const alsoAs = ({ pins }: Lockfile, name: string, code: Code): readonly string[] =>
  Object.keys(pins).filter((other) => other !== name && essence(pins[other]!) === essence(code))

/** One of them that is in quarantine. */
export const quarantinedAs = (lock: Lockfile, name: string, code: Code): string | undefined =>
  alsoAs(lock, name, code).find((other) => isQuarantined(lock, other))
