// What a server did, without when and how often: the same for the same server, so that another version can be compared with it.
import { bound } from '../model/bounds.ts'
import type { Rehearsed } from '../model/rehearsal.ts'
import type { Behaviour } from '../model/vetting.ts'
import { redact } from '../text/secret.ts'

export function behaviourOf({ deeds, judged }: Pick<Rehearsed, 'deeds' | 'judged'>): Behaviour {
  const [hosts, names, files, programs] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()]
  for (const deed of deeds) {
    if (deed.kind === 'connected' || deed.kind === 'distrusted') hosts.add(`${deed.host}:${deed.port}`)
    else if (deed.kind === 'copied') hosts.add(deed.host)
    else if (deed.kind === 'looked-up') names.add(deed.name)
    else if (deed.kind === 'started') programs.add(steady(deed.argv.join(' ')))
    else if (deed.kind === 'named-much') names.add(deed.domain)
    else files.add(`${deed.kind} ~/${steady(deed.path)}`)
  }
  const most = bound('vet-deeds')
  const kept = (all: ReadonlySet<string>): readonly string[] => [...all].toSorted().slice(0, most)
  const more = [hosts, names, files, programs].reduce((sum, { size }) => sum + Math.max(0, size - most), 0)
  return {
    hosts: kept(hosts),
    names: kept(names),
    files: kept(files),
    programs: kept(programs),
    tools: Object.fromEntries(Object.entries(judged).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    more,
  }
}

const WIDEST = 300
/** Days, process ids and what chance made differ each time. */
const steady = (text: string): string =>
  redact(text.slice(0, WIDEST)).replaceAll(/\b(?=[0-9a-f-]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b|\d{4,}/gi, '*')
