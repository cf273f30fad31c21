// What vetting a server gives: parts that each looked in a way of their own, and one verdict over all of them.
import type { Artifact } from './artifact.ts'
import type { Fetched } from './fetched.ts'
import type { Report } from './finding.ts'

/** `malicious` needs evidence; `no-finding` is never "safe"; `incomplete` found nothing and could not look everywhere. */
export const VERDICTS = ['malicious', 'suspicious', 'no-finding', 'incomplete'] as const
export type Verdict = (typeof VERDICTS)[number]

/** How much of what there is was looked at: `412 of 412 files`. */
export type Coverage = { readonly what: string; readonly seen: number; readonly of: number }

/** One way of looking: static, sources, rehearsal. */
export type VetPart = {
  readonly part: string
  readonly report: Report
  readonly coverage: readonly Coverage[]
  /** What it would need to be of use, as far as that was seen. Nothing of it is granted by being seen. */
  readonly suggests?: Suggestion
}

/** The least that its tools used. All of it are words of a stranger. */
export type Suggestion = {
  /** The exact bytes that were played. */
  readonly artifact: Artifact
  /** `HOST:PORT`, as `--net` takes it. */
  readonly net: readonly string[]
  /** Names of variables without which it ends. */
  readonly env: readonly string[]
  /** Words that its command line lacks, as they were given. */
  readonly args: readonly string[]
  /** Programs that it started, by name. */
  readonly programs: readonly string[]
  /** Whether it read or wrote in the folder that it was given to work with. */
  readonly folder: 'none' | 'read' | 'write'
}

/** What is vetted, as whoever fetched it knows it. The folder is extracted, ours alone, and nothing in it has run. */
export type VetMaterial = {
  /** A stranger's word, as it was asked for. */
  readonly name: string
  /** Safe to print: what kind of place it came from. */
  readonly place: string
  readonly folder: string
  /** `npm`, `pypi`, or null where nobody knows; the manifest then says it. */
  readonly ecosystem: 'npm' | 'pypi' | null
  /** The name under which it was published, where it was fetched by one. */
  readonly published: { readonly name: string; readonly version: string; readonly at: string | null } | null
  readonly digest: string | null
  /** All that whoever fetched it knows: its tree with dependencies, what its registry says, who vouches for it. Null for a folder. */
  readonly fetched: Fetched | null
}

export type Vetted = Pick<VetMaterial, 'name' | 'place' | 'digest'> & {
  readonly verdict: Verdict
  readonly parts: readonly VetPart[]
}
