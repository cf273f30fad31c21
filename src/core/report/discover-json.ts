// What `discover` found, for programs. The shape only grows within a version. Values of variables and headers are never in it.
import type { FoundFile, FoundProcess, FoundServer } from '../model/discovery.ts'
import type { JsonObject } from '../model/json.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { reveal } from '../model/untrusted.ts'
import { allFindings, findingsOf, serversIn, statesIn, unansweredIn, type Discovered } from './discover-outcome.ts'
import { findingJson } from './json.ts'
import { urlOf, wordsOf } from './shown-launch.ts'

export const DISCOVER_SCHEMA = 'sallyport/discover@1'

export function discoverJson(found: Discovered, cards: readonly RuleCard[]): JsonObject {
  const { entries, files, unlooked, places, running } = found
  return {
    schema: DISCOVER_SCHEMA,
    summary: {
      servers: serversIn(found),
      entries: entries.length,
      clients: new Set(entries.map(({ client }) => client)).size,
      places,
      states: { ...statesIn(found) },
      findings: allFindings(found).length,
      unlooked: unlooked.length,
      unanswered: unansweredIn(found),
    },
    servers: entries.map((entry) => serverJson(entry, cards)),
    files: files.map((file) => ({ ...placeJson(file), findings: findingsJson(file, cards) })),
    unlooked: unlooked.map((one) => ({
      ...placeJson(one),
      line: one.line,
      name: one.name === null ? null : reveal(one.name),
      why: reveal(one.why),
    })),
    running:
      running === null
        ? null
        : {
            processes: running.processes.map((one) => processJson(one, cards)),
            looked: running.looked.map(reveal),
            notLooked: running.notLooked.map(reveal),
            isWhole: running.isWhole,
          },
  }
}

function serverJson(entry: FoundServer, cards: readonly RuleCard[]): JsonObject {
  const { key, launch, line, state, why, guards, sharedWith, next } = entry
  return {
    name: reveal(key),
    entry: reveal(launch.name),
    ...placeJson(entry),
    line,
    sharedWith: sharedWith.map(reveal),
    state,
    why: reveal(why),
    guards: guards === null ? null : reveal(guards),
    argv: wordsOf(launch.argv).map(reveal),
    env: Object.keys(launch.env).map(reveal),
    url: launch.url === null ? null : reveal(urlOf(launch) ?? ''),
    headers: Object.keys(launch.headers).map(reveal),
    findings: findingsJson(entry, cards),
    unanswered: entry.reports.flatMap(({ unanswered }) =>
      unanswered.map(({ rule, why }) => ({ rule, why: reveal(why) })),
    ),
    next: next === null ? null : reveal(next),
  }
}

const processJson = (one: FoundProcess, cards: readonly RuleCard[]): JsonObject => ({
  kind: one.kind,
  pid: one.pid,
  by: reveal(one.by),
  argv: wordsOf(one.argv).map(reveal),
  name: one.key === null ? null : reveal(one.key),
  findings: findingsJson(one, cards),
  next: reveal(one.next),
})

const placeJson = ({ client, scope, path }: FoundServer | FoundFile | Discovered['unlooked'][number]): JsonObject => ({
  client: reveal(client),
  scope,
  file: reveal(path),
})

const findingsJson = (judged: FoundServer | FoundFile | FoundProcess, cards: readonly RuleCard[]): JsonObject[] =>
  findingsOf(judged).map((finding) =>
    findingJson(
      finding,
      cards.find(({ id }) => id === finding.rule),
    ),
  )
