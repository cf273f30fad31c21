// Reads the packages that an entry names by their exact versions, before anybody uses them. Nothing of them is executed.
import { isWhole } from '../../core/model/coverage.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Report } from '../../core/model/finding.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { reveal } from '../../core/model/untrusted.ts'
import { type MaterialPlace, withMaterial } from '../vet/material.ts'
import { lookAtSources } from '../vet/sources.ts'
import { lookAtFiles } from '../vet/static.ts'
import { vet } from '../vet/vet.ts'
import { publishedIn } from './known-bad.ts'

const NOTHING = { subject: 'vet', findings: [], unanswered: [], looked: [], notLooked: [] }

export function vetNamed(place: MaterialPlace & { readonly now: () => Date }) {
  const { paths, now, progress } = place
  const parts = [
    (material: Parameters<typeof lookAtSources>[0]) =>
      lookAtSources(material, { config: paths.config, state: paths.state, now }),
    lookAtFiles({ progress, known: [] }),
  ]
  const world = {
    withMaterial: <Answer>(word: string, work: Parameters<typeof withMaterial<Answer>>[2]) =>
      withMaterial(word, place, work),
    parts,
    progress,
  }
  const look = async (target: string): Promise<readonly Report[]> => {
    try {
      const { parts } = await vet(target, world)
      const why = `not all of ${reveal(target)} could be looked at`
      const open = isWhole(parts) ? [] : [{ ...NOTHING, unanswered: [{ rule: 'vet', why }] }]
      return [...parts.map(({ report }) => report), ...open]
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      return [{ ...NOTHING, unanswered: [{ rule: 'vet', why: cause.words }] }]
    }
  }
  // One server mostly stands in the files of several clients.
  const seen = new Map<string, readonly Report[]>()
  return async (entry: LaunchEntry): Promise<readonly Report[]> => {
    const reports: Report[] = []
    for (const target of targetsOf(entry)) {
      const found = seen.get(target) ?? (await look(target))
      seen.set(target, found)
      reports.push(...found)
    }
    return reports.length > 0 ? reports : [{ ...NOTHING, notLooked: ['its code: no package is named exactly'] }]
  }
}

/** What starts too much to be read is unanswered already. */
const targetsOf = (entry: LaunchEntry): readonly string[] =>
  (publishedIn(entry) ?? []).flatMap(({ ecosystem, name, version }) =>
    version === null ? [] : [ecosystem === 'npm' ? `npm:${name}@${version}` : `pypi:${name}==${version}`],
  )
