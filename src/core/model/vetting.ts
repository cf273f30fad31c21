// What vetting a server gives: parts that each looked in a way of their own, and one verdict over all of them.
import type { Artifact, Digest } from './artifact.ts'
import type { Catalogue, EffectClass } from './catalogue.ts'
import type { PinnedProvenance } from './provenance.ts'
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
  /** Of the part that plays: what it did, and what it offered at first. */
  readonly did?: Behaviour
  readonly offers?: Catalogue
  /** Of the part that reads. */
  readonly can?: Abilities
  readonly brings?: Brought
  /** Of the part that asks where it came from. */
  readonly origin?: Origin
}

/** What the part says that has a word about it; null where none has. */
export const partWith = <Key extends 'suggests' | 'did' | 'offers' | 'can' | 'brings' | 'origin'>(
  parts: readonly VetPart[],
  key: Key,
): NonNullable<VetPart[Key]> | null => parts.find((part) => part[key] !== undefined)?.[key] ?? null

/** What it did while it was played, each once and sorted; runs of digits that change from day to day are `*`. A stranger's words. */
export type Behaviour = {
  /** `HOST:PORT` */
  readonly hosts: readonly string[]
  /** Names that it looked up. */
  readonly names: readonly string[]
  /** Below its home: `opened .npmrc`, `changed .cache/notes`. */
  readonly files: readonly string[]
  /** Command lines. */
  readonly programs: readonly string[]
  /** What each tool does by our judgement of its words. */
  readonly tools: Readonly<Record<string, EffectClass>>
  /** How much more there was than is kept. */
  readonly more: number
}

/** What code can do, in the words of those who grant it. */
export const ABILITIES = [
  'network',
  'listens',
  'program',
  'runs code',
  'environment',
  'reads file',
  'writes file',
  'removes file',
  'clipboard, screen or keys',
  'database',
] as const
export type Ability = {
  readonly does: (typeof ABILITIES)[number]
  /** The host, program, variable or path, as far as it stands in the code; empty where it is made at run time. A stranger's word. */
  readonly what: string
  /** The first place: `FILE:LINE`. */
  readonly at: string
}
export type Abilities = { readonly found: readonly Ability[]; readonly more: number }

/** What a server brings along: which packages, and what their code can do. All names are words of strangers. */
export type Brought = {
  /** By name, sorted; without versions where nobody resolved them. */
  readonly packages: readonly { readonly name: string; readonly versions: readonly string[] }[]
  /** Each once for the package through which it is there. */
  readonly can: readonly BroughtAbility[]
  /** How much more there was than is kept. */
  readonly more: number
}
export type BroughtAbility = Ability & { readonly through: string }

export type Origin = {
  /** Whether anybody vouches for its bytes; `none`: a folder of this machine comes from nowhere. */
  readonly vouched: 'holds' | 'fails' | 'absent' | 'none'
  /** The day on which the advisories were imported that it was looked up in; null where it was not. */
  readonly advisoriesOf: string | null
  /** For the tree that was resolved to `lock`; null where nobody vouches, or not everything holds. */
  readonly provenance: (PinnedProvenance & { readonly lock: Digest }) | null
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
