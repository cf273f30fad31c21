// What was fetched to be vetted, unpacked and not executed: what vetting looks at, wherever it came from.
import type { Digest } from './artifact.ts'
import type { Provenance } from './provenance.ts'

export const SOURCE_KINDS = ['npm', 'pypi', 'image', 'mcpb', 'archive', 'git', 'folder', 'file'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** A package of the resolved tree: where it lies below `folder` of the tree, and the name that advisories know it by. */
export type Dependency = {
  readonly ecosystem: 'npm' | 'pypi'
  readonly name: string
  readonly version: string
  /** Below the folder of the tree; empty where packages share one folder. */
  readonly path: string
}

/** The resolved tree of a package with all its dependencies, as it would run. */
export type FetchedTree = {
  readonly folder: string
  /** Of all that it was resolved to; null where the package in it may be other bytes than were asked about. */
  readonly lock: Digest | null
  readonly packages: readonly Dependency[]
  /** Packages that would run code at installation, as `name@version`. None of it was run. */
  readonly installScripts: readonly string[]
}

/** What a registry says about a package beside its bytes; absent where it says nothing. */
export type RegistryFacts = {
  /** When this version was published, and the first one. */
  readonly publishedAt: Date | null
  readonly firstPublishedAt: Date | null
  readonly versions: number | null
  readonly maintainers: readonly string[]
  readonly deprecated: string | null
  /** The repository that the package claims, as it wrote it. */
  readonly repository: string | null
  /** The versions of Node or Python that it says it runs on. */
  readonly runsOn: string | null
}

/** A link of an image: it is not on disk, where its folder is looked through. */
export type ImageLink = { readonly path: string; readonly target: string }

export type FetchedImage = {
  /** Of its configuration, which names all that it is made of. */
  readonly id: Digest
  /** The text of it. */
  readonly config: string
  readonly links: readonly ImageLink[]
  /** What each is, unpacked, lowest first; null: nothing that a configuration can name. */
  readonly layers: readonly (Digest | null)[]
}

export type Fetched = {
  readonly kind: SourceKind
  /** A stranger's words: shown through `quote`. */
  readonly name: string
  readonly version: string | null
  /** Of the bytes that were fetched: the archive, the manifest of an image, the commit. Null for a folder. */
  readonly digest: Digest | null
  /** The unpacked bytes of the package itself: a private folder that is gone when the work is done, or the person's own. */
  readonly folder: string
  readonly files: number
  readonly bytes: number
  /** Null where it has none, or where it could not be resolved: `notLooked` then says why. */
  readonly tree: FetchedTree | null
  readonly image?: FetchedImage
  readonly registry: RegistryFacts | null
  readonly provenance: Provenance
  /** Paths that other systems take for another one of the same archive. */
  readonly alike: readonly string[]
  /** Our own words, safe to print. */
  readonly looked: readonly string[]
  readonly notLooked: readonly string[]
}
