// An unpacked image in place of the programs of this machine: what of it is shown where, and a shell that needs nothing of it.

export type ImageRoot = {
  /** Its folders and files, each at its own place. Sources are real paths in a folder of ours. */
  readonly binds: readonly { readonly source: string; readonly dest: string }[]
  /** Links at its top, by name. */
  readonly links: Readonly<Record<string, string>>
  /** Where its programs are looked for. */
  readonly path: string
  readonly shell: Shell
}

/** The shell of this machine with the files that it needs: an image may have none, or one that lies. */
export type Shell = {
  /** Empty where it needs no loader. */
  readonly loader: string | null
  readonly program: string
  readonly libraries: Readonly<Record<string, string>>
}

const PLACE = '/.sallyport'
const LIBRARIES = `${PLACE}/lib`

export const shellBinds = ({ loader, program, libraries }: Shell): readonly { source: string; dest: string }[] => [
  { source: program, dest: `${PLACE}/bash` },
  ...(loader === null ? [] : [{ source: loader, dest: `${PLACE}/loader` }]),
  ...Object.entries(libraries).map(([name, source]) => ({ source, dest: `${LIBRARIES}/${name}` })),
]

export const shellWords = ({ loader }: Shell): readonly [string, ...string[]] =>
  loader === null ? [`${PLACE}/bash`] : [`${PLACE}/loader`, '--library-path', LIBRARIES, `${PLACE}/bash`]

/**
 * Of its /etc these are never shown: who is who and what is called how is ours, and libraries that it wants in every program would be
 * in our own shell as well.
 */
export const HIDDEN_ETC: readonly string[] = [
  ...['passwd', 'group', 'nsswitch.conf', 'hosts', 'resolv.conf', 'ld.so.preload', 'chromium', 'opt'],
  ...['trust.pem', 'clock', 'clock.cjs'],
]
/** Of its top: ours, or the kernel's. */
export const HIDDEN_TOP: readonly string[] = ['proc', 'sys', 'dev', 'tmp', 'etc', 'home', PLACE.slice(1)]
