// The exact bytes of a server with all its dependencies.

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = string

export type FileDigest = { readonly path: string; readonly digest: Digest }

/** A package of a registry or index: `lock` is the digest of all that it was resolved to. */
export type Packaged<Kind extends string> = {
  readonly kind: Kind
  readonly name: string
  readonly version: string
  readonly lock: Digest
  readonly tree: Digest
}

/**
 * npm, pypi: the installed tree with its dependencies. folder: a tree copied into the store while hashing, or used in place when
 * a person approved it as mutable. command: the executable and each argument that is a file; the rest is unpinned code.
 * image: a container image by the digest of its configuration, which names all its layers.
 */
/**
 * A server on another machine, reached over Streamable HTTP: nothing of its code is known. `keys`: SHA-256 of public keys
 * (SubjectPublicKeyInfo), of which its certificate must have one; none: any that is vouched for. `authority`: the only file
 * of certificates that vouch for it; null: those that come with Node.
 */
export type Remote = {
  readonly kind: 'remote'
  readonly url: string
  readonly keys: readonly Digest[]
  readonly authority: FileDigest | null
}

export type Artifact =
  | Packaged<'npm'>
  | Packaged<'pypi'>
  | { readonly kind: 'folder'; readonly path: string; readonly tree: Digest; readonly mutable: boolean }
  | { readonly kind: 'image'; readonly reference: string; readonly image: Digest }
  | Remote
  | { readonly kind: 'command'; readonly files: readonly FileDigest[]; readonly unpinned: readonly string[] }

/** An artifact ready to start: what to execute, and the folders that must be visible read-only for it. */
export type Resolved = {
  readonly artifact: Artifact
  /** argv[0] is an absolute real path. Empty for a remote server, of which nothing is executed here. */
  readonly argv: readonly string[]
  /** The interpreter or program that runs, by real path, with its digest; null for a remote server. */
  readonly interpreter: FileDigest | null
  /** Store folders to bind read-only at the same path. */
  readonly roots: readonly string[]
}
