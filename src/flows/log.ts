// Reads the evidence of all writers as one story in time. It shows what stands there; whether that is true, `verify` says.
import { setTimeout as sleep } from 'node:timers/promises'
import { readLine, type Line } from '../core/evidence/chain.ts'
import { isWriter, namesIn, segmentsOf, type EvidencePaths, type SegmentFile } from '../io/store/evidence/layout.ts'
import { readSegment } from '../io/store/evidence/read.ts'

/** One line with the chain it stands in. Every word in it may come from a stranger. */
export type Entry = { readonly writer: string; readonly line: Line }

export type LogQuery = {
  readonly server?: string
  readonly tool?: string
  readonly since?: Date
  readonly until?: Date
  /** `deny` also finds servers that were not allowed to start. */
  readonly decision?: string
  readonly type?: string
  /** Beside all of these. What is left out is not kept in memory. */
  readonly keep?: (line: Line) => boolean
  /** Who approved, answered, granted or took back. */
  readonly by?: string
  /** One run of a server. */
  readonly session?: string
  /** The newest so many are given, in order of time. */
  readonly limit: number
}

export type LogAnswer = {
  readonly entries: readonly Entry[]
  readonly matched: number
  /** Files with lines that could not be read, and how many of them: the answer is not complete. */
  readonly unreadable: readonly { readonly file: string; readonly lines: number }[]
  /** The names of servers in what was read, sorted: for whoever asked for one of which there is no line. */
  readonly servers: readonly string[]
}

type Source = { readonly writer: string; readonly segment: SegmentFile }

export async function queryLog(paths: EvidencePaths, query: LogQuery): Promise<LogAnswer> {
  return collect(await sourcesOf(paths), query, () => false)
}

/** The newest lines, without reading what cannot hold any of them. */
export async function tailLog(paths: EvidencePaths, limit: number): Promise<LogAnswer> {
  const sources = (await sourcesOf(paths)).sort((a, b) => b.segment.changedMs - a.segment.changedMs)
  return collect(sources, { limit }, (newest, { changedMs }) => {
    const oldest = newest.length < limit ? undefined : newest.at(-limit)
    return oldest !== undefined && changedMs < Date.parse(oldest.line.at)
  })
}

async function collect(
  sources: readonly Source[],
  query: LogQuery,
  isEnough: (newest: readonly Entry[], segment: SegmentFile) => boolean,
): Promise<LogAnswer> {
  let newest: Entry[] = []
  let matched = 0
  const unreadable: { file: string; lines: number }[] = []
  const servers = new Set<string>()
  for (const { writer, segment } of sources) {
    if (isEnough(newest, segment)) break
    const bytes = await readSegment(segment)
    if (bytes === null) continue
    const { lines, damaged } = readLines(bytes)
    if (damaged > 0) unreadable.push({ file: segment.path, lines: damaged })
    for (const line of lines) servers.add(serverOf(line))
    const found = lines.filter((line) => matches(line, query)).map((line) => ({ writer, line }))
    matched += found.length
    newest = [...newest, ...found].sort(byTime).slice(-query.limit)
  }
  servers.delete('')
  return { entries: newest, matched, unreadable, servers: [...servers].sort() }
}

/** Empty where a line is about none. */
function serverOf(line: Line): string {
  const { server } = line as { readonly server?: unknown }
  return typeof server === 'string' ? server : ''
}

const POLL_MS = 200

/** The newest lines, then more of them as they are written, until the signal. */
export async function* followLog(paths: EvidencePaths, limit: number, signal: AbortSignal): AsyncGenerator<Entry> {
  const read = new Map((await sourcesOf(paths)).map(({ segment }) => [segment.path, segment.bytes]))
  const { entries } = await tailLog(paths, limit)
  yield* entries
  const shown = new Map(entries.map(({ writer, line }) => [writer, line.seq]))
  while (!signal.aborted) {
    const fresh: Entry[] = []
    for (const { writer, segment } of await sourcesOf(paths)) {
      const from = read.get(segment.path) ?? 0
      const bytes = segment.bytes > from ? await readSegment(segment, from) : null
      if (bytes === null) continue
      const { lines, length } = readLines(bytes)
      read.set(segment.path, from + length)
      // What was written between the two looks above has been shown already.
      fresh.push(...lines.filter(({ seq }) => seq > (shown.get(writer) ?? -1)).map((line) => ({ writer, line })))
    }
    yield* fresh.sort(byTime)
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Every segment of every chain, in the order of their names: by time of the writer, then by number. */
async function sourcesOf(paths: EvidencePaths): Promise<Source[]> {
  const sources: Source[] = []
  for (const writer of (await namesIn(paths.evidence)).filter(isWriter)) {
    const { segments } = await segmentsOf(paths, writer)
    sources.push(...segments.map((segment) => ({ writer, segment })))
  }
  return sources
}

/** `length` counts the bytes of whole lines: the rest is being written, or was torn. */
function readLines(bytes: Buffer): {
  readonly lines: readonly Line[]
  readonly damaged: number
  readonly length: number
} {
  const length = bytes.lastIndexOf(10) + 1
  const texts = bytes.toString('utf8', 0, length).split('\n').slice(0, -1)
  const lines = texts.map(readLine).filter((line) => line !== null)
  return { lines, damaged: texts.length - lines.length, length }
}

function matches(line: Line, query: LogQuery): boolean {
  const { tool, since, until, decision, type } = query
  const fields = line as Readonly<Record<string, unknown>>
  const at = Date.parse(line.at)
  const isDecided = fields['decision'] === decision || (decision === 'deny' && line.type === 'refused')
  return (
    (since === undefined || at >= since.getTime()) &&
    (until === undefined || at <= until.getTime()) &&
    SAME.every((name) => query[name] === undefined || fields[name] === query[name]) &&
    (tool === undefined || (line.type === 'message' && line.method === 'tools/call' && line.target === tool)) &&
    (decision === undefined || isDecided) &&
    (type === undefined || line.type === type) &&
    (query.keep?.(line) ?? true)
  )
}

/** Members of a line that are asked for as they stand there. */
const SAME = ['server', 'session', 'by'] as const

/** By the clocks of the writers; at the same moment, each chain in its own order. */
function byTime({ writer: a, line: x }: Entry, { writer: b, line: y }: Entry): number {
  if (x.at !== y.at) return x.at < y.at ? -1 : 1
  return a === b ? x.seq - y.seq : a < b ? -1 : 1
}
